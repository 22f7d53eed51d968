import { Trouble } from '../setup/trouble.mjs'

const known = {
  '--reset': 'begin with an empty database, engine and shop',
  '--day': 'send a day of mixed events, also to a demo that runs already',
  '--no-open': 'do not open a browser',
  '--once': 'for scripts: send no return and open nothing, print "ready ADDRESS" on standard output and stay',
}

/** @typedef {{ reset: boolean, day: boolean, open: boolean, once: boolean }} Options */

/**
 * @param {readonly string[]} args
 * @returns {Options}
 */
export function parse(args) {
  if (args.includes('--help')) {
    console.log(`npm run demo -- [OPTIONS]\n\n${Object.entries(known).map(([name, what]) => `  ${name.padEnd(12)} ${what}`).join('\n')}`)
    process.exit(0)
  }
  const stray = args.find((argument) => !Object.keys(known).includes(argument))
  if (stray !== undefined) throw new Trouble(`the demo has no option "${stray}".`, `It has ${Object.keys(known).join(', ')}.`)
  return { reset: args.includes('--reset'), day: args.includes('--day'), open: !args.includes('--no-open'), once: args.includes('--once') }
}
