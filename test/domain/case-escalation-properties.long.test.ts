import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolve } from '../../domain/assignee.ts'
import { ALWAYS } from '../../domain/calendar/intervals.ts'
import { openIntervals } from '../../domain/calendar/open.ts'
import type { EscalationEvent } from '../../domain/escalation/events.ts'
import { playEscalation, type EscalationWorld } from '../../domain/escalation/play.ts'
import type { Told } from '../../domain/escalation/state.ts'
import type { Request } from '../../domain/event.ts'
import type { Allowance, EscalationLevel, EscalationPath } from '../../domain/plan.ts'
import { goalOf } from '../../domain/sla/goal.ts'
import { anOrganisation, aPlan, aTask, elapsed, HOUR, START } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk, type Desk } from './desk.ts'

const office = { ...calendar('UTC', { 'mon-fri': '09:00-17:00' }), id: 'desk' }
const organisation = anOrganisation({ calendars: { desk: office } })
const UNTIL = START + 3000 * HOUR
const utc = [[0, 0]] as const

const hours = fc.integer({ min: 0, max: 12 })
const units = fc.constantFrom('elapsed' as const, 'business' as const)
const allowance: fc.Arbitrary<Allowance> = fc.oneof(
  fc.tuple(hours, units).map(([count, unit]) => ({ unit, ms: count * HOUR })),
  fc.integer({ min: 1, max: 3 }).map((days) => ({ unit: 'business_days' as const, days })),
)
const someTime = allowance.filter((each) => each.unit === 'business_days' || each.ms > 0)
const levels: fc.Arbitrary<readonly EscalationLevel[]> = fc.array(fc.record({
  percent: fc.boolean(), after: allowance, remind: fc.boolean(), to: fc.constantFrom('lead', 'chief', 'clerk', 'slack:#ops', 'night'), takesOver: fc.boolean(),
}), { minLength: 1, maxLength: 5 }).map((all) => all.map(({ percent, after, remind, to, takesOver }, index): EscalationLevel => ({
  when: percent ? { at: 20 * (index + 1) } : { after },
  do: remind ? { kind: 'remind' } : { kind: 'tell', to: { kind: to === 'slack:#ops' ? 'channel' : 'role', name: to }, takesOver },
})))
const paths: fc.Arbitrary<EscalationPath> = fc.record({ levels, repeat: fc.integer({ min: 0, max: 3 }), repeatAfter: fc.option(allowance), acknowledgedFor: fc.option(someTime) })
  .map(({ repeatAfter, acknowledgedFor, ...rest }) => ({ ...rest, ...(repeatAfter ? { repeatAfter } : {}), ...(acknowledgedFor ? { acknowledgedFor } : {}) }))

const people = fc.constantFrom('ana', 'bo', 'dana', 'olu')
const doing = fc.record({
  at: fc.integer({ min: 0, max: 120 }).map((half) => START + (half * HOUR) / 2), by: people, to: people, level: fc.integer({ min: 0, max: 5 }), seen: fc.boolean(),
  word: fc.constantFrom('claim', 'claim', 'release', 'handoff', 'pause', 'resume', 'escalate', 'escalate', 'deescalate', 'decline', 'complete'),
})
type Doing = typeof doing extends fc.Arbitrary<infer T> ? T : never
const doings = fc.array(doing, { maxLength: 10 }).map((all) => all.toSorted((a, b) => a.at - b.at || Number(b.word === 'complete') - Number(a.word === 'complete')))

/** Does it on the desk; gives what a script has to say for the same, and nothing for what a desk alone knows how to refuse. */
function act(desk: Desk, { word, at, by, to, level, seen }: Doing): readonly EscalationEvent[] {
  const { assignee = '', claimedBy, climb } = desk.instance('look')
  const holder = claimedBy ?? by
  const step = { step: 'look' }
  const done = (answer: object): boolean => 'answer' in answer
  switch (word) {
    case 'claim':
      if (climb?.acknowledged || !done(desk.ask('claim', { ...step, by }))) return []
      return [...(by === assignee ? [] : [{ at, do: 'reassign' as const, to: by, by }]), { at, do: 'acknowledge', by }]
    case 'release': return done(desk.ask('release', { ...step, by: holder })) ? [{ at, do: 'reassign', to: assignee, by: holder }] : []
    case 'handoff': return done(desk.ask('handoff', { ...step, by: holder, to })) ? [{ at, do: 'reassign', to, by: holder }] : []
    case 'pause': return done(desk.ask('pause', { ...step, by: holder, reason: 'waiting' })) ? [{ at, do: 'pause', reason: 'waiting' }] : []
    case 'resume': return done(desk.ask('resume', { ...step, by: holder })) ? [{ at, do: 'resume', reason: 'waiting' }] : []
    case 'complete': return done(desk.ask('complete', { ...step, by: holder })) ? [{ at, do: 'complete', by: holder }] : []
    case 'decline': return (desk.ask('decline', { ...step, by }), [{ at, do: 'decline', by }])
    default: {
      const asSeen = seen ? (climb?.level ?? 0) : level
      desk.ask(word, { ...step, by, level: asSeen })
      return [{ at, do: word as 'escalate' | 'deescalate', by, level: asSeen }]
    }
  }
}

const asked = (target: string, at: number, more: Partial<Request> = {}): Request =>
  ({ id: 'q', purpose: 'escalate', caseId: 'c', instance: 'i', step: 'look', epoch: 0, level: 1, target, takesOver: true, at, dueAt: at, ...more })

function worldWith(withHours: boolean): EscalationWorld {
  const told = (request: Request): Told => {
    const { people: to, why } = resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 }))
    return { to, why, owner: request.target.startsWith('slack:') ? null : (to[0] ?? null) }
  }
  return {
    open: withHours ? openIntervals(office, utc, START, UNTIL + 90 * 24 * HOUR) : ALWAYS,
    goal: (each, from) => {
      if (withHours) return goalOf(office, utc, each, from)!
      return { unit: 'elapsed', ms: 'ms' in each ? each.ms : each.days * 24 * HOUR, latest: false }
    },
    tell: (level, at) => level === 'sink' ? told(asked('', at, { about: 'exhausted' })) : told(asked(level.do.kind === 'tell' && level.do.to.kind !== 'expression' ? level.do.to.name : '', at)),
    give: (person) => ({ to: person }),
  }
}

const SAME: Readonly<Record<string, string>> = { warned: 'warning' }
const COMPARED = ['warning', 'breached', 'reminded', 'escalated', 'level_skipped', 'exhausted', 'fallback_used', 'ack_expired', 'declined', 'deescalated', 'acknowledged', 'paused', 'resumed', 'completed']
const WHO = ['reminded', 'escalated', 'fallback_used', 'ack_expired']
const LEVELS = ['reminded', 'escalated', 'level_skipped', 'deescalated']

function line(at: number, kind: string, level: number | null, to: readonly unknown[]): string {
  return [(at - START) / HOUR, kind, ...(LEVELS.includes(kind) ? [level] : []), ...(WHO.includes(kind) ? to : [])].join(' ')
}

/** What the record of the case tells, in the words of the player. */
const onDesk = (desk: Desk): readonly string[] => desk.events.flatMap(({ type, at, level, detail }) => {
  const kind = SAME[type] ?? type
  return COMPARED.includes(kind) ? [line(at, kind, level ?? null, Array.isArray(detail['to']) ? detail['to'] : [])] : []
})

/** Of one instant in any order: the record has what the organisation answers behind what the case notes by itself. */
function byInstant(lines: readonly string[]): readonly string[] {
  const hour = (each: string): number => Number(each.split(' ')[0])
  expect(lines.map(hour)).toEqual(lines.map(hour).toSorted((a, b) => a - b))
  return lines.toSorted((a, b) => hour(a) - hour(b) || (a < b ? -1 : 1))
}

function compare(path: EscalationPath, goal: Allowance, withHours: boolean, all: readonly Doing[]): void {
  const plan = aPlan([aTask('look', { sla: { finish: goal }, escalate: path })], { ...(withHours ? { hours: 'desk' } : {}), pauses: { waiting: { within: elapsed(5000 * HOUR) } } })
  const desk = openDesk(plan, { organisation })
  const events: EscalationEvent[] = []
  for (const each of all) {
    // What is finished at the instant at which something is due is finished before it.
    const early = each.word === 'complete' ? 1 : 0
    if (each.at - early >= desk.now()) desk.pass(each.at - early - desk.now())
    desk.outage(each.at - desk.now())
    if (desk.open().length > 0) events.push(...act(desk, each))
  }
  desk.pass(UNTIL - desk.now())
  const played = playEscalation({ path, goal, start: START, assignee: 'ana', events, until: UNTIL }, worldWith(withHours))
  const wanted = played.timeline.filter(({ kind }) => COMPARED.includes(kind)).map(({ at, kind, level, to }) => line(at, kind, level, to))
  expect(byInstant(onDesk(desk))).toEqual(byInstant(wanted))
  const [open] = desk.state().open
  if (open) expect([open.assignee, open.level, open.climb?.pass, open.climb?.status]).toEqual([played.state.assignee, played.state.level, played.state.pass, played.state.status])
}

describe('a step in a case and the same step on paper', () => {
  const goals = fc.oneof(fc.integer({ min: 1, max: 30 }).map((count): Allowance => elapsed(count * HOUR)))
  const anyGoals = fc.oneof(goals, fc.integer({ min: 1, max: 30 }).map((count): Allowance => ({ unit: 'business', ms: count * HOUR })), fc.integer({ min: 1, max: 3 }).map((days): Allowance => ({ unit: 'business_days', days })))
  const elapsedOnly = paths.filter((path) => !JSON.stringify(path).includes('business'))

  it('tell the same story around the clock', () => {
    fc.assert(fc.property(elapsedOnly, goals, doings, (path, goal, all) => compare(path, goal, false, all)), { numRuns: 300 })
  }, 60_000)

  it('tell the same story in open hours', () => {
    fc.assert(fc.property(paths, anyGoals, doings, (path, goal, all) => compare(path, goal, true, all)), { numRuns: 300 })
  }, 60_000)
})
