import { Command, Option } from 'commander'
import { CANNOT_REASONS } from '../../domain/event.ts'
import type { Client } from '../client.ts'
import { readEvidence } from '../evidence.ts'
import { Exit } from '../exit.ts'
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
  stepCommand('complete', 'Finish a task', 'sop complete 7K2M9QXA4D inspect --outcome good --field grade=A --evidence photos=front.jpg --as ana')
    .requiredOption('--outcome <outcome>', 'how it ended')
    .option('--field <name=value>', 'one field of the form; may be repeated', collect, [])
    .option('--evidence <name=value>', 'one piece of proof: a FILE, a URL or text; may be repeated', collect, [])
    .action((id: string, step: string, options: ActOptions & { outcome: string; field: readonly string[]; evidence: readonly string[] }) => {
      const form = readFields(options.field)
      const body = async (client: Client, person: string, stepPath: string): Promise<object> =>
        ({ outcome: options.outcome, form, ...(await readEvidence(client, person, stepPath, options.evidence)) })
      return act(io, id, step, 'complete', body, options)
    })

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

/** `sop pause ID STEP` — stops its clock for a reason that the SOP has. */
export const pauseCommand: MakeCommand = (io) =>
  stepCommand('pause', 'Stop the clock of a task, for a reason that the SOP has', 'sop pause 7K2M9QXA4D inspect --reason waiting_customer --for 2d --as ana')
    .requiredOption('--reason <reason>', 'one of the reasons that the SOP declares')
    .option('--for <duration>', 'how long at most, such as 4h or 2d')
    .action((id: string, step: string, options: ActOptions & { reason: string; for?: string }) =>
      act(io, id, step, 'pause', { reason: options.reason, ...(options.for === undefined ? {} : { for: options.for }) }, options),
    )

/** `sop resume ID STEP` — lets its clock go on. */
export const resumeCommand: MakeCommand = (io) =>
  stepCommand('resume', 'Let the clock of a paused task go on', 'sop resume 7K2M9QXA4D inspect --as ana').action(
    (id: string, step: string, options: ActOptions) => act(io, id, step, 'resume', {}, options),
  )

/** `sop handoff ID STEP` — passes it to somebody, or back to whom the SOP gives it. */
export const handoffCommand: MakeCommand = (io) =>
  stepCommand('handoff', 'Pass a task on, saying how it stands', 'sop handoff 7K2M9QXA4D inspect --to bo --summary "counted, not graded" --as ana')
    .requiredOption('--summary <text>', 'how it stands')
    .option('--to <person>', 'who gets it; without it whoever its role gives it to now')
    .action((id: string, step: string, options: ActOptions & { summary: string; to?: string }) =>
      act(io, id, step, 'handoff', { summary: options.summary, ...(options.to === undefined ? {} : { to: options.to }) }, options),
    )

/** `sop stay ID STEP` — keeps it although the shift has ended. */
export const stayCommand: MakeCommand = (io) =>
  stepCommand('stay', 'Keep a task although your shift has ended', 'sop stay 7K2M9QXA4D inspect --as ana').action(
    (id: string, step: string, options: ActOptions) => act(io, id, step, 'stay', {}, options),
  )

/** `sop confirm ID STEP` — yes or no to what a step would do. */
export const confirmCommand: MakeCommand = (io) =>
  stepCommand('confirm', 'Say yes or no to what a step would do', 'sop confirm 7K2M9QXA4D refund --yes --as dana')
    .addOption(new Option('--yes', 'do it exactly as shown').conflicts('no'))
    .addOption(new Option('--no <why>', 'do not, and why'))
    .action((id: string, step: string, options: ActOptions & { yes?: true; no?: string }) => {
      if (!options.yes && options.no === undefined) throw new Exit(2, 'say --yes, or --no with the reason')
      return act(io, id, step, 'confirm', { yes: options.yes === true, note: options.no ?? '' }, options)
    })

/** `sop answer ID STEP` — says what no system knows. */
export const answerCommand: MakeCommand = (io) =>
  stepCommand('answer', 'Say what no system knows', 'sop answer 7K2M9QXA4D eligibility --field score=70 --as ana')
    .option('--field <name=value>', 'one field of the answer; may be repeated', collect, [])
    .action((id: string, step: string, options: ActOptions & { field: readonly string[] }) =>
      act(io, id, step, 'answer', { form: readFields(options.field) }, options),
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
