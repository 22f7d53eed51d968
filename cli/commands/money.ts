import { Command } from 'commander'
import type { z } from 'zod'
import type { MoneyStanding } from '../../api/schema/money.ts'
import { actor, createClient, reader } from '../client.ts'
import type { CliIo } from '../io.ts'
import { moment } from '../print/time.ts'
import type { MakeCommand } from './command.ts'

type Standing = z.output<typeof MoneyStanding>

/** `sop money` — whether payments run; `stop` and `release` them. */
export const moneyCommand: MakeCommand = (io) => {
  const command = new Command('money')
    .description('Whether payments run, and who stopped or released them')
    .option('--as <person>', 'who asks')
    .option('--json', 'print { stopped, mayChange, history }')
    .addHelpText('after', '\nExample:\n  sop money stop --because "the provider pays twice" --as ravi')
    .action(async (options: { as?: string; json?: true }) => {
      const client = createClient(io)
      print(io, await client.get<Standing>('/api/money', await reader(io, client, options.as)), options.json)
    })
  const change = (name: 'stop' | 'release', description: string): Command =>
    new Command(name)
      .description(description)
      .requiredOption('--because <text>', 'why, for the record')
      .option('--as <person>', 'who does it')
      .option('--json', 'print { stopped, mayChange, history }')
      .addHelpText('after', `\nExample:\n  sop money ${name} --because "a drill" --as ravi`)
      .action(async (given: { because: string; as?: string; json?: true }, self: Command) => {
        // `--as` and `--json` may stand before the word or after it.
        const options = { ...self.optsWithGlobals<{ as?: string; json?: true }>(), ...given }
        const client = createClient(io)
        const person = await actor(io, client, options.as, (people) => people[0]?.id)
        print(io, await client.post<Standing>(`/api/money/${name}`, { because: options.because }, person), options.json)
      })
  return command.addCommand(change('stop', 'Stop all payments of every case')).addCommand(change('release', 'Let payments go on'))
}

function print(io: CliIo, standing: Standing, json: true | undefined): void {
  if (json) return io.out(JSON.stringify(standing))
  const [last] = standing.history
  const who = last ? `: ${last.by}, ${moment(Date.parse(last.at))}, ${last.because}` : ''
  io.out(`payments ${standing.stopped ? 'are stopped' : 'run'}${who}`)
}
