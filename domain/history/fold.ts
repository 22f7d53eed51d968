import type { AuditEvent } from '../audit.ts'
import { own } from '../json.ts'
import { objectIn, textIn } from './detail.ts'
import { unknownCase, type CaseHistory, type TaskHistory } from './history.ts'
import { begun, cancelled, endsAll, toldOf } from './task.ts'

/**
 * What became of a case: `history` with what `events` tell besides, in the order of the record. Told in one go or in pieces, the result is
 * the same; an event of which nothing is counted changes nothing.
 */
export function withEvents(history: CaseHistory, events: readonly AuditEvent[]): CaseHistory {
  let told = history
  for (const event of events) told = withTasks(ofTheCase(told, event), event)
  return told
}

/** The history of a case from its whole record. */
export const historyOf = (caseId: string, events: readonly AuditEvent[]): CaseHistory => withEvents(unknownCase(caseId), events)

function ofTheCase(history: CaseHistory, event: AuditEvent): CaseHistory {
  const { type, at, detail, step } = event
  switch (type) {
    case 'case_opened': return opened(history, event)
    case 'case_closed': return { ...history, closedAt: at, outcome: textIn(detail, 'outcome') }
    case 'reopened': return { ...history, closedAt: null, outcome: null, reopened: history.reopened + 1 }
    case 'case_breached': return { ...history, breachedAt: history.breachedAt ?? at }
    case 'step_started': return step === undefined ? history : { ...history, visits: [...history.visits, { step, at }] }
    case 'decided': return step === undefined ? history : decided(history, step, event)
    case 'effect_requested': return event.instance === undefined ? history : { ...history, asked: { ...history.asked, [event.instance]: objectIn(detail, 'input') } }
    case 'effect_done': return done(history, event)
    case 'arrived': return arrived(history, event)
    default: return history
  }
}

const opened = (history: CaseHistory, { at, actor, detail }: AuditEvent): CaseHistory => ({
  ...history, openedAt: at, openedBy: actor, sop: textIn(detail, 'sop') ?? '', version: textIn(detail, 'version') ?? '', key: textIn(detail, 'key') ?? '',
  trigger: textIn(detail, 'trigger') ?? '', event: objectIn(detail, 'event'),
})

function decided(history: CaseHistory, step: string, { at, detail }: AuditEvent): CaseHistory {
  const rule = own(detail, 'rule')
  const decision = { step, at, rule: rule === undefined || rule === null ? null : String(rule), outcome: textIn(detail, 'outcome') ?? '', inputs: objectIn(detail, 'inputs') }
  return { ...history, decisions: [...history.decisions, decision] }
}

function done(history: CaseHistory, { at, detail, step = '', instance = '' }: AuditEvent): CaseHistory {
  const { [instance]: input = {}, ...asked } = history.asked
  return { ...history, asked, effects: [...history.effects, { step, action: textIn(detail, 'action') ?? '', at, input, result: objectIn(detail, 'result') }] }
}

function arrived(history: CaseHistory, { at, detail }: AuditEvent): CaseHistory {
  const name = textIn(detail, 'event')
  return name === null || own(history.arrived, name) !== undefined ? history : { ...history, arrived: { ...history.arrived, [name]: at } }
}

function withTasks(history: CaseHistory, event: AuditEvent): CaseHistory {
  if (endsAll(event)) return { ...history, tasks: history.tasks.map((task) => cancelled(task, event.at)) }
  if (event.instance === undefined) return history
  const index = history.tasks.findLastIndex(({ instance }) => instance === event.instance)
  const current = history.tasks[index]
  const next = begun(event)
  if (next !== undefined) {
    const before = current === undefined ? history.tasks : replaced(history.tasks, index, cancelled(current, event.at))
    return { ...history, tasks: [...before, next] }
  }
  const told = current === undefined || current.endedAt !== null ? current : toldOf(current, event)
  return told === current || told === undefined ? history : { ...history, tasks: replaced(history.tasks, index, told) }
}

const replaced = (tasks: readonly TaskHistory[], index: number, task: TaskHistory): readonly TaskHistory[] => tasks.map((each, at) => (at === index ? task : each))
