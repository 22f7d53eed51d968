import type { AuditEvent } from '../audit.ts'
import { own } from '../json.ts'
import { numberIn, personIn, textIn, textsIn } from './detail.ts'
import type { Holding, Override, TaskHistory } from './history.ts'

/** The work that an event begins for people; undefined where it begins none. */
export function begun({ type, at, step = '', instance = '', detail }: AuditEvent): TaskHistory | undefined {
  if (type === 'step_started' && detail['kind'] === 'task') return { ...nothingYet(step, instance, at), dueAt: numberIn(detail, 'dueAt') }
  if (type === 'exception_opened') return { ...nothingYet(step, instance, at), kind: 'exception', exception: textIn(detail, 'code') }
  if (type === 'suggested') return { ...nothingYet(step, instance, at), kind: 'suggestion' }
  return type === 'fact_asked' ? { ...nothingYet(step, instance, at), kind: 'question' } : undefined
}

const nothingYet = (step: string, instance: string, startedAt: number): TaskHistory => ({
  step, instance, kind: 'task', role: null, startedAt, dueAt: null, toldAt: null, firstOwner: null, acknowledgedAt: null, acknowledgedBy: null, endedAt: null, endedBy: null,
  outcome: null, breachedAt: null, breachedBy: null, level: 0, escalations: [], emptyLevels: 0, exhaustedAt: null, acknowledgementsExpired: 0, pauses: [], holdings: [],
  handedOff: 0, cannot: null, exception: null, overrides: [],
})

/** Whether whatever people still had to do in the case is needed no more. */
export const endsAll = ({ type }: Pick<AuditEvent, 'type'>): boolean => type === 'case_closed'

/** The same work, needed no more; what had ended before stays as it was. */
export const cancelled = (task: TaskHistory, at: number): TaskHistory => (task.endedAt === null ? ended(task, at, null, 'cancelled') : task)

/** Work that goes on, with what one event of its step tells. */
export function toldOf(task: TaskHistory, event: AuditEvent): TaskHistory {
  const { type, at, detail } = event
  switch (type) {
    case 'assigned': return assigned(task, event)
    case 'acknowledged': return heldBy({ ...task, acknowledgedAt: task.acknowledgedAt ?? at, acknowledgedBy: task.acknowledgedBy ?? personIn(event) }, personIn(event), at)
    case 'handed_off': return { ...heldBy(task, textIn(detail, 'to'), at), handedOff: task.handedOff + 1 }
    case 'escalated': return { ...task, level: Math.max(task.level, event.level ?? 0), escalations: [...task.escalations, { at, level: event.level ?? 0, to: textsIn(detail, 'to'), why: textIn(detail, 'because') ?? textIn(detail, 'why') ?? '', by: personIn(event) }] }
    case 'level_skipped': return (textIn(detail, 'why') ?? '').startsWith('acknowledged by ') ? task : { ...task, emptyLevels: task.emptyLevels + 1 }
    case 'exhausted': return { ...task, exhaustedAt: task.exhaustedAt ?? at }
    case 'ack_expired': return { ...task, acknowledgementsExpired: task.acknowledgementsExpired + 1 }
    case 'breached': return task.breachedAt === null ? { ...task, breachedAt: at, breachedBy: holderOf(task) } : task
    case 'paused': return { ...task, pauses: [...task.pauses, { reason: textIn(detail, 'reason') ?? '', by: personIn(event) ?? '', from: at, to: null }] }
    case 'resumed': case 'pause_over': return { ...task, pauses: goingOn(task, at), dueAt: numberIn(detail, 'dueAt') ?? task.dueAt }
    default: return endedBy(withOverride(task, event), event)
  }
}

const ENDS: Readonly<Record<string, (detail: AuditEvent['detail']) => string>> = {
  completed: (detail) => textIn(detail, 'outcome') ?? '', exception_settled: (detail) => textIn(detail, 'choice') ?? '', confirmed: (detail) => (detail['yes'] === true ? 'yes' : 'no'),
  fact_answered: () => 'answered', cannot_do: () => 'cannot_do', expired: () => 'expired', step_skipped: () => 'skipped', step_finished: (detail) => textIn(detail, 'outcome') ?? '',
}

function endedBy(task: TaskHistory, event: AuditEvent): TaskHistory {
  const outcome = own(ENDS, event.type)
  if (outcome === undefined) return task
  const cannot = event.type === 'cannot_do' ? textIn(event.detail, 'reason') : task.cannot
  return ended({ ...task, cannot }, event.at, personIn(event), outcome(event.detail))
}

const ended = (task: TaskHistory, at: number, by: string | null, outcome: string): TaskHistory =>
  ({ ...task, endedAt: at, endedBy: by, outcome, pauses: goingOn(task, at), holdings: letGo(task.holdings, at) })

function assigned(task: TaskHistory, { at, level = 0, detail }: AuditEvent): TaskHistory {
  const [person] = textsIn(detail, 'to')
  const found = { ...task, role: task.role ?? textIn(detail, 'target') }
  if (person === undefined) return { ...found, holdings: letGo(task.holdings, at) }
  const first = { ...found, toldAt: task.toldAt ?? at, firstOwner: task.firstOwner ?? person }
  return level === 0 || person !== holderOf(task) ? heldBy(first, person, at) : first
}

function heldBy(task: TaskHistory, person: string | null, at: number): TaskHistory {
  if (person === holderOf(task)) return task
  const before = letGo(task.holdings, at)
  return { ...task, holdings: person === null ? before : [...before, { person, from: at, to: null }] }
}

/** Who has it now; null while nobody has. */
const holderOf = ({ holdings }: TaskHistory): string | null => {
  const last = holdings.at(-1)
  return last === undefined || last.to !== null ? null : last.person
}

const letGo = (holdings: readonly Holding[], at: number): readonly Holding[] => holdings.map((each) => (each.to === null ? { ...each, to: at } : each))

const goingOn = ({ pauses }: TaskHistory, at: number): TaskHistory['pauses'] => pauses.map((each) => (each.to === null ? { ...each, to: at } : each))

const OVERRIDES: Readonly<Record<string, (detail: AuditEvent['detail']) => Override['kind'] | undefined>> = {
  remarked: (detail) => (detail['kind'] === 'another_way' ? 'another_way' : 'sop_wrong'),
  confirmed: (detail) => (detail['yes'] === true ? undefined : 'said_no'),
  exception_settled: (detail) => (detail['choice'] === 'done_by_hand' ? 'done_by_hand' : detail['choice'] === 'give_up' ? 'given_up' : undefined),
  waived: () => 'waived',
}

function withOverride(task: TaskHistory, event: AuditEvent): TaskHistory {
  const kind = own(OVERRIDES, event.type)?.(event.detail)
  if (kind === undefined) return task
  const note = textIn(event.detail, 'note') ?? textIn(event.detail, 'reference') ?? textIn(event.detail, 'because') ?? ''
  return { ...task, overrides: [...task.overrides, { kind, by: personIn(event) ?? '', at: event.at, note }] }
}
