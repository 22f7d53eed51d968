import { Command } from 'commander'
import type { z } from 'zod'
import type { CasePage } from '../../api/schema/cases.ts'
import { createClient, reader } from '../client.ts'
import { casePage } from '../print/case.ts'
import type { MakeCommand } from './command.ts'

/** `sop case ID` — one case with its story. */
export const caseCommand: MakeCommand = (io) =>
  new Command('case')
    .description('Show one case: where it stands, what is open, what happened')
    .argument('<id>', 'the case')
    .option('--as <person>', 'who is looking')
    .option('--every-line', 'also what runs by itself and went well')
    .option('--json', 'print { case, tasks, timeline, effects }')
    .addHelpText('after', '\nExample:\n  sop case 7K2M9QXA4D')
    .action(async (id: string, options: { as?: string; everyLine?: true; json?: true }) => {
      const client = createClient(io)
      const page = await client.get<z.output<typeof CasePage>>(`/api/cases/${encodeURIComponent(id)}`, await reader(io, client, options.as))
      io.out(options.json ? JSON.stringify(page) : casePage(io, page, options.everyLine === true))
    })
