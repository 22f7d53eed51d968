import type { AuditEvent } from './audit.ts'
import type { Json } from './json.ts'

/** What a case's record says in short, whoever drove the case: the simulator and the engine are compared by it. */
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

/** Reads the digest off a case's events. */
export function digest(trace: readonly AuditEvent[]): TraceDigest {
  const last = trace.findLast((event) => event.type === 'case_closed' || event.type === 'reopened')
  const closed = last?.type === 'case_closed' ? last : undefined
  return {
    outcome: closed ? text(closed.detail['outcome']) : null,
    endedAt: closed?.at ?? null,
    effects: named(trace, 'effect_done', 'action'),
    messages: named(trace, 'message_sent', 'template'),
    visited: visitsOf(trace, false),
    visitedInside: visitsOf(trace, true),
    owners: firsts(trace, 'assigned', (event) => (event.level === 0 ? text(listOf(event.detail['to'])[0]) : undefined)),
    due: firsts(trace, 'step_started', (event) => (typeof event.detail['dueAt'] === 'number' ? event.detail['dueAt'] : undefined)),
    escalations: trace.filter((event) => event.type === 'escalated').map((event) => ({
      step: event.step ?? '', level: event.level ?? 0, to: text(event.detail['target']), person: text(listOf(event.detail['to'])[0]), at: event.at,
    })),
  }
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const named = (trace: readonly AuditEvent[], type: AuditEvent['type'], field: string): string[] =>
  trace.filter((event) => event.type === type).map((event) => text(event.detail[field]))

function visitsOf(trace: readonly AuditEvent[], inside: boolean): string[] {
  const seen = new Set<string>()
  return trace.flatMap((event) => {
    const begins = (event.type === 'step_started' || event.type === 'exception_opened') && event.instance !== undefined && !event.instance.endsWith('~undo')
    if (!begins || (event.detail['frame'] !== undefined) !== inside || event.step === undefined || event.instance === undefined || seen.has(event.instance)) return []
    seen.add(event.instance)
    return [event.step]
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
