import { Command, Option } from 'commander'
import type { z } from 'zod'
import type { CaseList } from '../../api/schema/cases.ts'
import { createClient, reader } from '../client.ts'
import { table } from '../print/table.ts'
import { moment } from '../print/time.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly state: 'open' | 'closed' | 'all'
  readonly sop?: string
  readonly assignee?: string
  readonly text?: string
  readonly limit: string
  readonly before?: string
  readonly as?: string
  readonly json?: true
}

/** `sop cases` — what is open, or was. */
export const casesCommand: MakeCommand = (io) =>
  new Command('cases')
    .description('List cases, newest first')
    .addOption(new Option('--state <state>', 'which ones').choices(['open', 'closed', 'all']).default('open'))
    .option('--sop <name>', 'only of this SOP')
    .option('--assignee <person>', 'only with a step at this person')
    .option('--text <words>', 'only with these words in label or key')
    .option('--limit <count>', 'how many', '50')
    .option('--before <caseId>', 'the next page, as the last one says')
    .option('--as <person>', 'who is looking')
    .option('--json', 'print { cases, next }')
    .addHelpText('after', '\nExample:\n  sop cases --sop returns-standard --state open')
    .action(async (options: Options) => {
      const client = createClient(io)
      const { state, sop, assignee, text, limit, before } = options
      const query = queryOf({ ...(state === 'all' ? {} : { state }), sop, assignee, text, limit, before })
      const list = await client.get<z.output<typeof CaseList>>(`/api/cases?${query}`, await reader(io, client, options.as))
      if (options.json) return io.out(JSON.stringify(list))
      if (list.cases.length === 0) return io.err('No such cases. Open one by hand: sop start SOP --field name=value')
      io.out(
        table(
          io,
          ['case', 'what', 'sop', 'opened', 'where it stands'],
          list.cases.map((one) => [
            one.caseId,
            one.label,
            one.sop,
            moment(one.openedAt),
            `${one.standing}${one.breached ? ' (breached)' : ''}`,
          ]),
        ),
      )
      if (list.next) io.err(`There are more: sop cases --before ${list.next}`)
    })

function queryOf(filters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) query.set(name, value)
  return query.toString()
}
