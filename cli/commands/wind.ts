import { Command } from 'commander'
import type { z } from 'zod'
import type { CasePage } from '../../api/schema/cases.ts'
import { casePage } from '../print/case.ts'
import { actOnCase, withActor } from './act.ts'
import type { ActOptions } from './act.ts'
import type { MakeCommand } from './command.ts'

/** `sop wind ID --by 4h` — demo and tests only: moves a case's clock on. */
export const windCommand: MakeCommand = (io) =>
  withActor(new Command('wind').description('Move a case’s clock on (demo and tests only)').argument('<id>', 'the case'))
    .requiredOption('--by <duration>', 'how far, such as 4h, 90m or 2d')
    .option('--json', 'print the case')
    .addHelpText('after', '\nExample:\n  sop wind 7K2M9QXA4D --by 4h')
    .action(async (id: string, options: ActOptions & { by: string }) => {
      const page = (await actOnCase(io, id, 'wind', { by: options.by }, options)) as z.output<typeof CasePage>
      io.out(options.json ? JSON.stringify(page) : casePage(io, page))
    })
