import fc from 'fast-check'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Json } from '../../domain/json.ts'

/** 2026-11-01T00:00:00Z. */
export const NOVEMBER = 1_793_491_200_000
const MINUTE = 60_000

/** One event of the record, as the engine writes it. */
export const event = (type: AuditEvent['type'], minutes: number, more: Partial<Omit<AuditEvent, 'type' | 'at'>> = {}): AuditEvent =>
  ({ type, at: NOVEMBER + minutes * MINUTE, actor: 'engine', detail: {}, ...more })

/** One event of a step's visit. */
export const stepEvent = (type: AuditEvent['type'], minutes: number, step: string, detail: Readonly<Record<string, Json>> = {}, more: Partial<AuditEvent> = {}): AuditEvent =>
  event(type, minutes, { step, instance: `${step}#1`, epoch: 0, level: 0, detail, ...more })

/** What one task of a random case goes through. */
interface Work {
  readonly step: string
  readonly role: string
  readonly person: string
  readonly minutes: number
  readonly levels: number
  readonly breached: boolean
  readonly ends: 'completed' | 'said_no' | 'by_hand' | 'expired'
}

/** A random case as its record has it, and the same case as whoever counts by hand would note it down. */
export interface DrawnCase {
  readonly sop: string
  readonly supplier: string
  readonly opened: number
  readonly closed: number | null
  readonly outcome: string
  readonly work: readonly (Work & { readonly from: number; readonly to: number })[]
  readonly events: readonly AuditEvent[]
}

const work: fc.Arbitrary<Work> = fc.record({
  step: fc.constantFrom('look', 'grade', 'pay'), role: fc.constantFrom('cx_agent', 'cx_lead'), person: fc.constantFrom('ana', 'bo', 'cleo'), minutes: fc.integer({ min: 0, max: 3_000 }),
  levels: fc.integer({ min: 0, max: 3 }), breached: fc.boolean(), ends: fc.constantFrom('completed' as const, 'said_no' as const, 'by_hand' as const, 'expired' as const),
})

/** Cases of a month, some of them still open. */
export const drawnCase: fc.Arbitrary<DrawnCase> = fc
  .record({ sop: fc.constantFrom('returns', 'delays'), supplier: fc.constantFrom('north', 'south'), day: fc.integer({ min: 0, max: 29 }), outcome: fc.constantFrom('refunded', 'declined'), open: fc.boolean(), work: fc.array(work, { maxLength: 3 }) })
  .map(({ sop, supplier, day, outcome, open, work: drawn }) => {
    const opened = day * 1_440
    let at = opened
    const events = [event('case_opened', at, { actor: 'integration:shopify', detail: { title: sop, sop, version: 'v1', key: 'K', trigger: 'shop', event: { supplier } } })]
    const done = drawn.map((each, index) => {
      const from = at
      at += each.minutes
      events.push(...worked(each, index, from, at))
      return { ...each, from: NOVEMBER + from * MINUTE, to: NOVEMBER + at * MINUTE }
    })
    if (!open) events.push(event('case_closed', at, { detail: { outcome } }))
    return { sop, supplier, outcome, opened: NOVEMBER + opened * MINUTE, closed: open ? null : NOVEMBER + at * MINUTE, work: done, events }
  })

function worked({ step, role, person, levels, breached, ends }: Work, index: number, from: number, to: number): readonly AuditEvent[] {
  const at = { step, instance: `${step}#${index}`, epoch: 0, level: 0 }
  const by = { ...at, actor: `person:${person}` }
  const begins = ends === 'said_no' ? event('suggested', from, { ...at, detail: { action: 'refund.pay' } })
    : ends === 'by_hand' ? event('exception_opened', from, { ...at, detail: { code: 'timeout', message: 'no answer' } })
      : event('step_started', from, { ...at, detail: { kind: 'task', visit: 1, dueAt: null } })
  const ended = ends === 'said_no' ? event('confirmed', to, { ...by, detail: { yes: false, note: 'not this one' } })
    : ends === 'by_hand' ? event('exception_settled', to, { ...by, detail: { choice: 'done_by_hand', reference: 'R' } })
      : ends === 'expired' ? event('expired', to, { ...at, actor: 'timer' }) : event('completed', to, { ...by, detail: { outcome: 'ok' } })
  return [
    begins,
    event('assigned', from, { ...at, detail: { to: [person], target: role, why: 'first' } }),
    ...Array.from({ length: levels }, (_, level) => event('escalated', to, { ...at, actor: 'timer', level: level + 1, detail: { to: ['dana'], because: 'nobody has taken it' } })),
    ...(breached ? [event('breached', to, { ...at, actor: 'timer', detail: {} })] : []),
    ended,
  ]
}
