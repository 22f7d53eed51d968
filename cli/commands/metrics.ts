import { Command } from 'commander'
import type { z } from 'zod'
import type { MetricAnswer, MetricHistory, MetricList, MetricReported } from '../../api/schema/metrics.ts'
import { actor, createClient, reader } from '../client.ts'
import { Exit } from '../exit.ts'
import type { CliIo } from '../io.ts'
import { historyLines, metricTable } from '../print/metrics.ts'
import type { MakeCommand } from './command.ts'

/** `sop metrics [NAME]` — the numbers that the shop looks at; `tell` one that another system knows. */
export const metricsCommand: MakeCommand = (io) =>
  new Command('metrics')
    .description('The numbers that the shop looks at: what each means, what it is, and which are beyond their limit')
    .argument('[name]', 'one of them, with its meaning and its values so far')
    .option('--as <person>', 'who asks')
    .option('--json', 'print { metrics }, or one with its history')
    .addHelpText('after', '\nExample:\n  sop metrics\n  sop metrics escalation_rate\n  sop metrics tell orders --value 412')
    .action(async (name: string | undefined, options: { as?: string; json?: true }) => {
      const client = createClient(io)
      const who = await reader(io, client, options.as)
      if (name === undefined) return list(io, await client.get<z.output<typeof MetricList>>('/api/metrics', who), options.json)
      const metric = await client.get<z.output<typeof MetricHistory>>(`/api/metrics/${encodeURIComponent(name)}`, who)
      io.out(options.json ? JSON.stringify(metric) : historyLines(metric).join('\n'))
    })
    .addCommand(tellCommand(io))

function list(io: CliIo, { metrics }: { readonly metrics: readonly z.output<typeof MetricAnswer>[] }, json: true | undefined): void {
  if (json) return io.out(JSON.stringify({ metrics }))
  io.out(metrics.length === 0 ? 'No metrics are defined: write them in "metrics.yaml" beside the SOPs.' : metricTable(io, metrics))
}

function tellCommand(io: CliIo): Command {
  return new Command('tell')
    .description('Tell a number that another system knows')
    .argument('<name>', 'the metric')
    .requiredOption('--value <number>', 'what it is')
    .option('--group <name>', 'of what, such as a supplier', '')
    .option('--at <instant>', 'when it was so; now when left out')
    .option('--as <person>', 'who tells it')
    .option('--json', 'print { metric, group, value, at }')
    .addHelpText('after', '\nExample:\n  sop metrics tell otif_supplier --group Norholt --value 91.5 --as ravi')
    .action(async (name: string, given: { value: string; group: string; at?: string; as?: string; json?: true }, self: Command) => {
      const options = { ...self.optsWithGlobals<{ as?: string; json?: true }>(), ...given }
      if (!/^-?\d+(\.\d+)?$/.test(options.value)) throw new Exit(2, `"${options.value}" is no number; write it such as --value 91.5`)
      const client = createClient(io)
      const person = await actor(io, client, options.as, (people) => people[0]?.id)
      const told = await client.post<z.output<typeof MetricReported>>(`/api/metrics/${encodeURIComponent(name)}/values`, { value: Number(options.value), group: options.group, ...(options.at === undefined ? {} : { at: options.at }) }, person)
      io.out(options.json ? JSON.stringify(told) : `told: ${told.metric}${told.group === '' ? '' : ` of ${told.group}`} is ${told.value}`)
    })
}
