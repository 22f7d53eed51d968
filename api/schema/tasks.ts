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

const EvidenceWanted = z
  .object({
    name: z.string(),
    label: z.string(),
    kind: z.enum(['photo', 'file', 'link', 'scan']),
    atLeast: z.number().int(),
    atMost: z.number().int(),
    required: z.union([z.boolean(), z.array(z.string())]),
    unless: z.boolean().meta({ description: 'some answers need none' }),
  })
  .meta({ id: 'EvidenceWanted' })

const Stretch = z.object({ from: Instant, to: Instant })

const Approvals = z
  .object({
    need: z.number().int(),
    of: z.array(z.string()).meta({ description: 'roles and people who may approve' }),
    given: z.array(z.object({ by: z.string(), at: Instant, form: AnyJson, evidence: AnyJson.optional() })),
  })
  .meta({ id: 'Approvals' })

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
    kind: z.enum(['task', 'exception', 'suggestion', 'question']).meta({ description: 'suggestion: confirm; question: answer' }),
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
    climbs: z
      .object({ at: Instant.nullable(), what: z.string(), level: z.number().int().optional(), target: z.string().optional(), over: z.literal(true).optional() })
      .optional()
      .meta({ description: 'what comes next on its escalation path; without `at` nothing does by itself, and `what` says why. `GET /api/who` tells whom `target` yields' }),
    working: z
      .object({ allowed: z.string(), calendar: z.string().optional(), counted: z.array(Stretch), more: z.number().int().optional(), stood: z.array(Stretch) })
      .optional()
      .meta({ description: 'how the due time comes about: each stretch in which the time counts; `stood` are pauses that are over' }),
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
    choices: z
      .array(z.enum(['retry', 'done_by_hand', 'give_up']))
      .optional()
      .meta({ description: 'of an exception: what may be done about it' }),
    suggestion: z.object({ action: z.string(), input: AnyJson }).optional().meta({ description: 'what a yes carries out' }),
    question: z.object({ fact: z.string() }).optional(),
    evidence: z.array(EvidenceWanted).optional(),
    approvals: Approvals.optional(),
    notFor: z.array(z.string()).optional().meta({ description: 'people who may not finish it' }),
    pauses: z.array(z.string()).optional().meta({ description: 'reasons for which it may be paused' }),
    paused: z.object({ reason: z.string(), by: z.string(), since: Instant, until: Instant }).optional(),
    shift: z
      .object({ handoff: z.enum(['ask', 'follow', 'stay']), endsAt: Instant.optional(), answerBy: Instant.optional(), because: z.string().optional() })
      .optional()
      .meta({ description: "when its holder's shift ends and what then becomes of it; with answerBy they are asked whether they stay, because of a change to who is on" }),
    handedOn: z.object({ by: z.string(), summary: z.string(), at: Instant, byRoster: z.literal(true).optional() }).optional(),
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
