import { Command } from 'commander'
import type { z } from 'zod'
import type { Answered } from '../../api/schema/commands.ts'
import { actOnCase, withActor } from './act.ts'
import type { ActOptions } from './act.ts'
import type { MakeCommand } from './command.ts'

/** `sop cancel ID` — ends a case early, taking back what can be taken back. */
export const cancelCommand: MakeCommand = (io) =>
  withActor(new Command('cancel').description('End a case early').argument('<id>', 'the case'))
    .requiredOption('--because <text>', 'why, for the record')
    .option('--json', 'print { answer, case, tasks }')
    .addHelpText('after', '\nExample:\n  sop cancel 7K2M9QXA4D --because "the customer withdrew" --as dana')
    .action(async (id: string, options: ActOptions & { because: string }) => {
      const answered = (await actOnCase(io, id, 'cancel', { because: options.because }, options)) as z.output<typeof Answered>
      io.out(options.json ? JSON.stringify(answered) : `${answered.answer.done}\n${answered.case.label}: ${answered.case.standing}`)
    })
