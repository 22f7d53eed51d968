import { Command } from 'commander'
import type { z } from 'zod'
import type { CasePage } from '../../api/schema/cases.ts'
import type { DeliveryList } from '../../api/schema/deliveries.ts'
import { createClient, reader, type Client } from '../client.ts'
import { Exit } from '../exit.ts'
import { casePage } from '../print/case.ts'
import { told } from '../print/told.ts'
import type { MakeCommand } from './command.ts'

type Deliveries = z.output<typeof DeliveryList>['deliveries']

/** `sop case ID` — one case with its story. */
export const caseCommand: MakeCommand = (io) =>
  new Command('case')
    .description('Show one case: where it stands, what is open, what happened')
    .argument('<id>', 'the case')
    .option('--as <person>', 'who is looking')
    .option('--every-line', 'also what runs by itself and went well')
    .option('--json', 'print { case, tasks, timeline, effects, deliveries }')
    .addHelpText('after', '\nExample:\n  sop case 7K2M9QXA4D')
    .action(async (id: string, options: { as?: string; everyLine?: true; json?: true }) => {
      const client = createClient(io)
      const as = await reader(io, client, options.as)
      const path = `/api/cases/${encodeURIComponent(id)}`
      const page = await client.get<z.output<typeof CasePage>>(path, as)
      const deliveries = await toldOf(client, path, as)
      io.out(options.json ? JSON.stringify({ ...page, deliveries }) : [casePage(io, page, options.everyLine === true), told(io, deliveries)].filter(Boolean).join('\n\n'))
    })

/** Another system may read its cases and not whom they told. */
async function toldOf(client: Client, path: string, as: string): Promise<Deliveries> {
  try {
    return (await client.get<z.output<typeof DeliveryList>>(`${path}/deliveries`, as)).deliveries
  } catch (error) {
    if (error instanceof Exit && isRefusal(error.data, 'not-allowed')) return []
    throw error
  }
}

const isRefusal = (data: unknown, code: string): boolean => typeof data === 'object' && data !== null && 'code' in data && data.code === code
