import type { Bench, Stage } from './contract.ts'
import { machine } from './machine.ts'
import { benches } from './registry.ts'
import { reportOf, tableOf } from './report.ts'

/** What was asked for on the command line. */
export interface Wanted {
  readonly bench: Bench
  readonly quick: boolean
  readonly json: boolean
  readonly seed: number
}

const usage = (): string => [
  'npm run bench -- NAME [--quick] [--json] [--seed N]', '',
  ...benches.map(({ name, what }) => `  ${name.padEnd(10)} ${what}`), '',
  '  --quick    the same figures from less work, within 60 s',
  '  --json     one object as the last line of standard output',
  '  --seed N   numbers the cases; 1 unless told',
].join('\n')

/** Reads the arguments. Gives the text to print and the exit code instead when there is nothing to measure. */
export function read(args: readonly string[]): Wanted | { readonly text: string; readonly exitCode: 0 | 2 } {
  if (args.includes('--help')) return { text: usage(), exitCode: 0 }
  const seedAt = args.indexOf('--seed')
  const seed = seedAt < 0 ? 1 : Number(args[seedAt + 1])
  if (!Number.isInteger(seed) || seed < 0) return { text: `"--seed" is "${args[seedAt + 1] ?? ''}"; give a whole number`, exitCode: 2 }
  const rest = args.filter((argument, index) => !['--quick', '--json', '--seed'].includes(argument) && (seedAt < 0 || index !== seedAt + 1))
  const [name, stray] = rest
  const known = benches.map((bench) => bench.name).join(', ')
  if (stray !== undefined || name?.startsWith('-')) return { text: `the bench takes no "${stray ?? name ?? ''}"; "npm run bench -- --help" lists what it takes`, exitCode: 2 }
  const bench = benches.find((candidate) => candidate.name === name)
  if (!bench) return { text: name === undefined ? usage() : `there is no bench "${name}"; there are: ${known}`, exitCode: 2 }
  return { bench, quick: args.includes('--quick'), json: args.includes('--json'), seed }
}

/** Measures and prints. Rejects when it could not run. */
export async function measure({ bench, json, ...run }: Wanted, stage: Stage): Promise<void> {
  const before = machine()
  const measured = await bench.run(stage)
  const report = reportOf(bench, measured, { ...run, machine: before })
  process.stdout.write(`\n${tableOf(report, measured.lines)}\n`)
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`)
}
