import { z } from 'zod'
import { AnyJson, Instant } from './common.ts'

const FieldKind = z
  .looseObject({
    kind: z.enum(['text', 'whole_number', 'decimal', 'money', 'yes_no', 'date', 'scan', 'choose', 'choose_many']),
  })
  .meta({ id: 'FieldKind', description: 'how a value is typed in, with its limits' })

/** One field to fill in. */
export const FormField = z
  .object({
    name: z.string(),
    label: z.string(),
    help: z.string().optional(),
    type: FieldKind,
    required: z.union([z.boolean(), z.array(z.string())]).meta({ description: 'true, or the outcomes that need it' }),
  })
  .meta({ id: 'FormField' })

/** One open human step, with everything a person needs to finish it. */
export const Task = z
  .object({
    caseId: z.string(),
    sop: z.string(),
    label: z.string(),
    step: z.string(),
    instance: z.string().meta({ description: 'this visit of the step; send it back so that a stale click is refused' }),
    visit: z.number().int(),
    epoch: z.number().int().meta({ description: 'goes up with every change of assignee' }),
    level: z.number().int(),
    kind: z.enum(['task', 'exception']),
    title: z.string(),
    forWhom: z.string(),
    assignee: z.string().nullable(),
    claimedBy: z.string().nullable(),
    why: z.string(),
    startedAt: Instant,
    acknowledgeBy: Instant.nullable(),
    dueAt: Instant,
    breached: z.boolean(),
    next: z.object({ at: Instant, what: z.string() }).nullable(),
    do: z.string(),
    check: z.array(z.string()),
    ifWrong: z.string(),
    escalates: z.string(),
    facts: z.array(
      z.object({ label: z.string(), value: AnyJson, type: z.unknown(), source: z.string().nullable(), at: Instant.nullable() }),
    ),
    form: z.array(FormField),
    outcomes: z.array(z.string()),
    problem: z.object({ code: z.string(), message: z.string(), step: z.string() }).optional(),
    confirmed: z.boolean(),
  })
  .meta({ id: 'Task' })

/** Whether to list every open task. */
export const TaskQuery = z.object({ all: z.enum(['true', 'false']).default('false') })

/** The caller's work list, and the team's. */
export const TaskLists = z.object({
  mine: z.array(Task),
  team: z.array(Task).meta({ description: 'for my roles: unclaimed, or held by others; every open task with all=true' }),
})
