import type { AuditEvent } from '../../domain/audit.ts'

/** What the record alone says of a case. */
export interface Folded {
  readonly state: 'open' | 'closed'
  readonly outcome: string | null
  readonly openedAt: number
  readonly closedAt: number | null
  /** Who is accountable for each visit of a step, and who has taken it, as far as anything was said of it. */
  readonly held: ReadonlyMap<string, { readonly assignee: string | null; readonly claimedBy: string | null }>
}

/** Reads a case's events one after the other, with nothing else to go by: another way than the one that makes the lists. */
export function fold(events: readonly AuditEvent[]): Folded {
  const held = new Map<string, { assignee: string | null; claimedBy: string | null }>()
  const is: { state: Folded['state']; outcome: string | null; openedAt: number; closedAt: number | null } = { state: 'open', outcome: null, openedAt: events[0]?.at ?? Number.NaN, closedAt: null }
  for (const { type, at, actor, instance, detail } of events) {
    if (type === 'case_closed') Object.assign(is, { state: 'closed', outcome: String(detail['outcome']), closedAt: at })
    if (type === 'reopened' && instance === undefined) Object.assign(is, { state: 'open', outcome: null, closedAt: null })
    if (instance === undefined) continue
    const one = held.get(instance) ?? { assignee: null, claimedBy: null }
    const [to] = Array.isArray(detail['to']) ? (detail['to'] as readonly string[]) : []
    if (type === 'assigned') held.set(instance, { assignee: to ?? null, claimedBy: null })
    if (type === 'acknowledged') held.set(instance, { assignee: to ?? null, claimedBy: actor.replace('person:', '') })
    if (type === 'released' || type === 'ack_expired') held.set(instance, { ...one, claimedBy: null })
  }
  return { ...is, held }
}
