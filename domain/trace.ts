import type { AuditEvent } from './audit.ts'
import type { Json } from './json.ts'
import { inStepOrder } from './order.ts'
import type { Plan } from './plan.ts'

/** What a case's record says in short, whoever drove the case: the simulator and the engine are compared by it. Lists are in step order. */
export interface TraceDigest {
  readonly outcome: string | null
  readonly endedAt: number | null
  /** Actions done, in order; done by hand is no effect. */
  readonly effects: readonly string[]
  readonly messages: readonly string[]
  /** Step paths in the order they were begun; a second visit is named again, a skipped step is not. */
  readonly visited: readonly string[]
  /** The same of what ran inside a branch, a list element or a call: `refund/approve`, `books.goods.1`, `lines[0]/check`. */
  readonly visitedInside: readonly string[]
  /** Who got each step on its first visit. */
  readonly owners: Readonly<Record<string, string>>
  /** When each human step was due on its first visit. */
  readonly due: Readonly<Record<string, number>>
  /** `to` is what the path names, `person` who it was then. */
  readonly escalations: readonly { readonly step: string; readonly level: number; readonly to: string; readonly person: string; readonly at: number }[]
}

/** A line of a list, and the event that it is from. */
export interface Listed {
  readonly name: string
  readonly index: number
}

/** What was done, sent or begun, in step order; inner steps are begun among the others. */
export function listed(trace: readonly AuditEvent[], plan: Plan, what: 'effects' | 'messages' | 'visited'): readonly Listed[] {
  const all = what === 'visited' ? begun(trace) : what === 'effects' ? named(trace, 'effect_done', 'action') : named(trace, 'message_sent', 'template')
  const names = new Map(all.map(({ index, name }) => [index, name]))
  return inStepOrder(trace, plan, [...names.keys()]).map((index) => ({ index, name: names.get(index) ?? '' }))
}

/** Whether a step that a line tells of runs inside another. */
export const isInside = (trace: readonly AuditEvent[], { index }: Listed): boolean => trace[index]?.detail['frame'] !== undefined

/** Reads the digest off a case's events. */
export function digest(trace: readonly AuditEvent[], plan: Plan): TraceDigest {
  const last = trace.findLast((event) => event.type === 'case_closed' || event.type === 'reopened')
  const closed = last?.type === 'case_closed' ? last : undefined
  const steps = listed(trace, plan, 'visited')
  return {
    outcome: closed ? text(closed.detail['outcome']) : null,
    endedAt: closed?.at ?? null,
    effects: namesOf(listed(trace, plan, 'effects')),
    messages: namesOf(listed(trace, plan, 'messages')),
    visited: namesOf(steps.filter((line) => !isInside(trace, line))),
    visitedInside: namesOf(steps.filter((line) => isInside(trace, line))),
    owners: firsts(trace, 'assigned', (event) => (event.level === 0 ? text(listOf(event.detail['to'])[0]) : undefined)),
    due: firsts(trace, 'step_started', (event) => (typeof event.detail['dueAt'] === 'number' ? event.detail['dueAt'] : undefined)),
    escalations: trace.filter((event) => event.type === 'escalated').map((event) => ({
      step: event.step ?? '', level: event.level ?? 0, to: text(event.detail['target']), person: text(listOf(event.detail['to'])[0]), at: event.at,
    })),
  }
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const namesOf = (lines: readonly Listed[]): readonly string[] => lines.map(({ name }) => name)

const named = (trace: readonly AuditEvent[], type: AuditEvent['type'], field: string): readonly Listed[] =>
  trace.flatMap((event, index) => (event.type === type ? [{ index, name: text(event.detail[field]) }] : []))

/** Where each visit began, or became a person's before it could. */
function begun(trace: readonly AuditEvent[]): readonly Listed[] {
  const seen = new Set<string>()
  return trace.flatMap(({ type, instance, step }, index) => {
    const begins = (type === 'step_started' || type === 'exception_opened') && instance !== undefined && !instance.endsWith('~undo')
    if (!begins || step === undefined || seen.has(instance)) return []
    seen.add(instance)
    return [{ index, name: step }]
  })
}

function firsts<T>(trace: readonly AuditEvent[], type: AuditEvent['type'], pick: (event: AuditEvent) => T | undefined): Record<string, T> {
  const found: Record<string, T> = {}
  for (const event of trace) {
    const value = event.type === type && event.step !== undefined && !Object.hasOwn(found, event.step) ? pick(event) : undefined
    if (value !== undefined && event.step !== undefined) found[event.step] = value
  }
  return found
}
