// Imported before anything else by every script: it must parse and run on an old Node, so it uses nothing new.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    'Node ' + process.versions.node + ' is too old: evenkeel needs 20.19 or newer.\n' +
    'Install a current Node (for example with your version manager: "nvm install 24") and run the command again.',
  )
  process.exit(3)
}
