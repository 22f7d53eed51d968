import { Command, Option } from 'commander'
import { CANNOT_REASONS } from '../../domain/event.ts'
import { collect, readFields } from '../fields.ts'
import { act, onStep } from './act.ts'
import type { ActOptions } from './act.ts'
import type { MakeCommand } from './command.ts'

const stepCommand = (name: string, description: string, example: string): Command =>
  onStep(new Command(name).description(description).argument('<id>', 'the case').argument('<step>', 'the step')).addHelpText(
    'after',
    `\nExample:\n  ${example}`,
  )

/** `sop complete ID STEP` — a person finishes a task. */
export const completeCommand: MakeCommand = (io) =>
  stepCommand('complete', 'Finish a task', 'sop complete 7K2M9QXA4D inspect --outcome good --field grade=A --as ana')
    .requiredOption('--outcome <outcome>', 'how it ended')
    .option('--field <name=value>', 'one field of the form; may be repeated', collect, [])
    .action((id: string, step: string, options: ActOptions & { outcome: string; field: readonly string[] }) =>
      act(io, id, step, 'complete', { outcome: options.outcome, form: readFields(options.field) }, options),
    )

/** `sop claim ID STEP` — a person says that they have it. */
export const claimCommand: MakeCommand = (io) =>
  stepCommand('claim', 'Say that you have a task', 'sop claim 7K2M9QXA4D inspect --as ana').action(
    (id: string, step: string, options: ActOptions) => act(io, id, step, 'claim', {}, options),
  )

/** `sop release ID STEP` — gives a claimed task back. */
export const releaseCommand: MakeCommand = (io) =>
  stepCommand('release', 'Give a task back', 'sop release 7K2M9QXA4D inspect --as ana').action(
    (id: string, step: string, options: ActOptions) => act(io, id, step, 'release', {}, options),
  )

/** `sop cannot ID STEP` — a person cannot do it, and says why. */
export const cannotCommand: MakeCommand = (io) =>
  stepCommand(
    'cannot',
    'Say that you cannot do a task, and why',
    'sop cannot 7K2M9QXA4D inspect --reason missing_data --note "no label" --as ana',
  )
    .addOption(new Option('--reason <reason>', 'why').choices(CANNOT_REASONS).makeOptionMandatory())
    .option('--note <text>', 'in words', '')
    .action((id: string, step: string, options: ActOptions & { reason: string; note: string }) =>
      act(io, id, step, 'cannot', { reason: options.reason, note: options.note }, options),
    )

/** `sop settle ID STEP` — deals with an exception. */
export const settleCommand: MakeCommand = (io) =>
  stepCommand(
    'settle',
    'Deal with a step that went wrong',
    'sop settle 7K2M9QXA4D refund --choice done_by_hand --reference "refund 991 in the shop" --as dana',
  )
    .addOption(new Option('--choice <choice>', 'what is to happen').choices(['retry', 'done_by_hand', 'give_up']).makeOptionMandatory())
    .option('--reference <text>', 'where it can be seen that it was done', '')
    .option('--outcome <outcome>', 'how it ended, when it was done by hand')
    .option('--field <name=value>', 'what the rest of the SOP needs to know; may be repeated', collect, [])
    .action(
      (
        id: string,
        step: string,
        options: ActOptions & { choice: string; reference: string; outcome?: string; field: readonly string[] },
      ) => {
        const { choice, reference, outcome, field } = options
        return act(
          io,
          id,
          step,
          'settle',
          { choice, reference, ...(outcome === undefined ? {} : { outcome }), form: readFields(field) },
          options,
        )
      },
    )
