import { z } from 'zod'
import { CANNOT_REASONS, REMARKS } from '../../domain/event.ts'
import { readDuration } from '../duration.ts'
import { Case } from './cases.ts'
import { AnyJson } from './common.ts'
import { EvidenceBody } from './evidence.ts'
import { Task } from './tasks.ts'

// The engine takes it as a name, and none that is no text.
const CommandId = z.string().min(1).max(100).regex(/^[^\p{Cc}\p{Cs}]*$/u, 'a command id is text in one line').meta({ description: 'chosen by the client; sending it again repeats the answer, not the act' })
const Seen = { instance: z.string().max(300).optional(), epoch: z.number().int().min(0).optional() }
const Duration = z
  .string()
  .max(20)
  .refine((text) => (readDuration(text) ?? 0) > 0, 'write a duration such as "4h", "90m" or "2d"')
const Form = z.record(z.string(), AnyJson).default({})

/** Finishes a task by one of its outcomes, with the proof that its SOP wants. */
export const CompleteBody = z.strictObject({ commandId: CommandId, ...Seen, outcome: z.string().min(1).max(100), form: Form, evidence: EvidenceBody.optional() })
/** Takes a task or gives it back: both say no more than which. */
export const ClaimBody = z.strictObject({ commandId: CommandId, ...Seen })
/** Says that a task cannot be done, and why; the reason `other` needs a note. */
export const CannotBody = z.strictObject({
  commandId: CommandId,
  ...Seen,
  reason: z.enum(CANNOT_REASONS),
  note: z.string().max(4000).default(''),
})
/** Stops a task's clock for a reason that the SOP declares. */
export const PauseBody = z.strictObject({
  commandId: CommandId,
  ...Seen,
  reason: z.string().min(1).max(100),
  for: Duration.optional().meta({ description: 'how long at most; the reason has a limit of its own', example: '2d' }),
})
/** Passes a step to a person, or without `to` back to whom its SOP gives it. */
export const HandoffBody = z.strictObject({
  commandId: CommandId,
  ...Seen,
  to: z.string().min(1).max(100).optional(),
  summary: z.string().max(2000).meta({ description: 'how it stands' }),
})
const Level = z.number().int().min(0).max(1000).meta({ description: 'the level that you see; if it has changed meanwhile, nothing is done' })
/** Moves a step one level up or down its escalation path. */
export const LevelBody = z.strictObject({ commandId: CommandId, ...Seen, level: Level })
/** Hands a step up to the next level that tells somebody. */
export const DeclineBody = z.strictObject({ commandId: CommandId, ...Seen, note: z.string().max(2000).default('') })
/** "I did it another way", or "this SOP is wrong here": kept in the record, and the step stays as it is. */
export const RemarkBody = z.strictObject({ commandId: CommandId, ...Seen, kind: z.enum(REMARKS), note: z.string().min(1).max(2000) })
/** Says yes or no to what a step would do; a no needs a note. */
export const ConfirmBody = z.strictObject({ commandId: CommandId, ...Seen, yes: z.boolean(), note: z.string().max(2000).default('') })
/** Says what no system knows. */
export const AnswerBody = z.strictObject({ commandId: CommandId, ...Seen, form: Form })
/** Settles an exception task; `done_by_hand` needs a reference, and the form where the step has outputs. */
export const SettleBody = z.strictObject({
  commandId: CommandId,
  ...Seen,
  choice: z.enum(['retry', 'done_by_hand', 'give_up']),
  reference: z.string().max(500).default(''),
  outcome: z.string().min(1).max(100).optional(),
  form: Form,
})
/** Ends the whole case, once what is under way has come to its end and what can be taken back was. */
export const CancelBody = z.strictObject({ commandId: CommandId, because: z.string().min(1).max(2000) })
/** Reads the calendars in use anew and moves the clocks that run on them; for a manager. */
export const RecalculateBody = z.strictObject({ commandId: CommandId, because: z.string().min(1).max(2000) })

/** Winds a case's clock on. `by` is text such as `4h`, checked here and still text afterwards. */
export const WindBody = z.strictObject({
  commandId: CommandId,
  by: Duration.meta({ example: '4h' }),
})

/** What a person is told after a command was taken, with the case as it is now. */
export const Answered = z
  .object({
    answer: z.object({ caseId: z.string(), step: z.string(), instance: z.string(), outcome: z.string().nullable(), done: z.string() }),
    case: Case,
    tasks: z.array(Task),
  })
  .meta({ id: 'Answered' })
