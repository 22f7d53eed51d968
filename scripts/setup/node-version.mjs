// Imported before anything else by every script: it must parse and run on an old Node, so it uses nothing new.

const needed = [20, 19]
const running = process.versions.node.split('.').map(Number)

if (running[0] < needed[0] || (running[0] === needed[0] && running[1] < needed[1])) {
  console.error(
    'Node ' + process.versions.node + ' is too old: evenkeel needs ' + needed.join('.') + ' or newer.\n' +
    'Install a current Node (for example with your version manager: "nvm install 24") and run the command again.',
  )
  process.exit(3)
}
