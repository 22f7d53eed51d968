import type { z } from 'zod'
import { writeInstant } from '../domain/instant.ts'
import { isObject } from '../domain/json.ts'
import type { Json } from '../domain/json.ts'
import type { FieldType } from '../domain/plan.ts'
import type { CaseDetail, ListedCase, ListedTask } from '../domain/ports.ts'
import type { Approval } from '../domain/state.ts'
import type { ShownFact, Stretch, TimelineEntry } from '../domain/views.ts'
import type { Case, CaseEffect, CasePage, TimelineEntry as TimelineJson } from './schema/cases.ts'
import type { Task } from './schema/tasks.ts'

/** A case as HTTP shows it: the same fields, instants as ISO 8601 in UTC. */
export const presentCase = (summary: ListedCase): z.output<typeof Case> => ({
  ...summary,
  openSteps: [...summary.openSteps],
  openedAt: writeInstant(summary.openedAt),
  closedAt: instantOrNull(summary.closedAt),
  dueAt: instantOrNull(summary.dueAt),
})

/** A task as HTTP shows it. */
export const presentTask = (task: ListedTask): z.output<typeof Task> => ({
  ...withoutMore(task),
  check: [...task.check],
  outcomes: [...task.outcomes],
  form: task.form.map((field) => ({
    ...field,
    type: { ...field.type },
    required: typeof field.required === 'boolean' ? field.required : [...field.required],
  })),
  facts: task.facts.map(presentFact),
  startedAt: writeInstant(task.startedAt),
  acknowledgeBy: instantOrNull(task.acknowledgeBy),
  dueAt: writeInstant(task.dueAt),
  next: task.next && { at: writeInstant(task.next.at), what: task.next.what },
  ...presentMore(task),
})

type More = 'climbs' | 'working' | 'choices' | 'suggestion' | 'evidence' | 'approvals' | 'notFor' | 'pauses' | 'paused' | 'handedOn' | 'shift'

function withoutMore(task: ListedTask): Omit<ListedTask, More> {
  const { climbs: _l, working: _w, choices: _c, suggestion: _s, evidence: _e, approvals: _a, notFor: _n, pauses: _p, paused: _q, handedOn: _h, shift: _t, ...rest } = task
  return rest
}

/** What only some tasks have. */
function presentMore(task: ListedTask): Pick<z.output<typeof Task>, More> {
  const { climbs, working, choices, suggestion, evidence, approvals, notFor, pauses, paused, handedOn, shift } = task
  return {
    ...(choices ? { choices: [...choices] } : {}),
    ...(suggestion ? { suggestion: { action: suggestion.action, input: mutable(suggestion.input) } } : {}),
    ...(evidence ? { evidence: evidence.map((wanted) => ({ ...wanted, required: typeof wanted.required === 'boolean' ? wanted.required : [...wanted.required] })) } : {}),
    ...(approvals ? { approvals: { need: approvals.need, of: [...approvals.of], given: approvals.given.map(presentApproval) } } : {}),
    ...(notFor ? { notFor: [...notFor] } : {}),
    ...(pauses ? { pauses: [...pauses] } : {}),
    ...(paused ? { paused: { ...paused, since: writeInstant(paused.since), until: writeInstant(paused.until) } } : {}),
    ...(handedOn ? { handedOn: { ...handedOn, at: writeInstant(handedOn.at) } } : {}),
    ...(shift ? { shift: presentShift(shift) } : {}),
    ...(climbs ? { climbs: { ...climbs, at: instantOrNull(climbs.at) } } : {}),
    ...(working ? { working: { ...working, counted: working.counted.map(presentStretch), stood: working.stood.map(presentStretch) } } : {}),
  }
}

const presentStretch = ({ from, to }: Stretch) => ({ from: writeInstant(from), to: writeInstant(to) })

const presentShift = ({ handoff, endsAt, answerBy, because }: NonNullable<ListedTask['shift']>) => ({
  handoff,
  ...(endsAt === undefined ? {} : { endsAt: writeInstant(endsAt) }),
  ...(answerBy === undefined ? {} : { answerBy: writeInstant(answerBy) }),
  ...(because === undefined ? {} : { because }),
})

const presentApproval = ({ by, at, form, evidence }: Approval) => ({
  by,
  at: writeInstant(at),
  form: mutable(form),
  ...(evidence ? { evidence: mutable(evidence as unknown as Json) } : {}),
})

/** A line of a case's story as HTTP shows it. */
export const presentEntry = (entry: TimelineEntry): z.output<typeof TimelineJson> => ({
  ...entry,
  at: writeInstant(entry.at),
  detail: mutable(entry.detail),
})

/** Everything of a case's page. */
export const presentPage = ({ summary, tasks, timeline, effects }: CaseDetail): z.output<typeof CasePage> => ({
  case: presentCase(summary),
  tasks: tasks.map(presentTask),
  timeline: timeline.map(presentEntry),
  effects: effects.map(presentEffect),
})

const presentEffect = (effect: CaseDetail['effects'][number]): z.output<typeof CaseEffect> => ({
  ...effect,
  at: writeInstant(effect.at),
  input: mutable(effect.input),
  result: mutable(effect.result),
})

function presentFact({ label, value, type, source, at }: ShownFact): z.output<typeof Task>['facts'][number] {
  const shown = isInstant(type) && typeof value === 'number' ? writeInstant(value) : value
  return { label, value: mutable(shown), type, source, at: instantOrNull(at) }
}

const isInstant = (type: FieldType): boolean =>
  type === 'instant' || (isObject(type) && 'optional' in type && type['optional'] === 'instant')

const instantOrNull = (at: number | null): string | null => (at === null ? null : writeInstant(at))

/** The schemas' JSON type is not readonly; the value is the same. */
const mutable = (value: Json): z.core.util.JSONType => value as z.core.util.JSONType
