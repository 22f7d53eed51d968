import { Command } from 'commander'
import type { z } from 'zod'
import type { Answered } from '../../api/schema/commands.ts'
import { actOnCase, withActor } from './act.ts'
import type { ActOptions } from './act.ts'
import type { MakeCommand } from './command.ts'

/** `sop recalculate ID` — a manager has the calendars of a case read anew, and its running clocks moved by them. */
export const recalculateCommand: MakeCommand = (io) =>
  withActor(new Command('recalculate').description('Move the running clocks of a case to the hours that its calendars have now').argument('<id>', 'the case'))
    .requiredOption('--because <text>', 'why, for the record')
    .option('--json', 'print { answer, case, tasks }')
    .addHelpText('after', '\nExample:\n  sop recalculate 7K2M9QXA4D --because "the 26th is a holiday" --as olu\n  sop case 7K2M9QXA4D    # tells what moved, from when to when')
    .action(async (id: string, options: ActOptions & { because: string }) => {
      const answered = (await actOnCase(io, id, 'recalculate', { because: options.because }, options)) as z.output<typeof Answered>
      io.out(options.json ? JSON.stringify(answered) : `${answered.answer.done}\n${answered.case.label}: ${answered.case.standing}`)
    })
