import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOpenIn } from '../../domain/calendar/intervals.ts'
import type { Interval } from '../../domain/calendar/intervals.ts'
import { advanceClock, nextDeadline, startClock } from '../../domain/sla/advance.ts'
import type { SlaClock, SlaGoal, SlaNotice } from '../../domain/sla/clock.ts'
import { applyToClock, orderOf } from '../../domain/sla/events.ts'
import type { SlaEvent } from '../../domain/sla/events.ts'
import { elapsedBy, readCycle } from '../../domain/sla/measure.ts'
import { tickByTick } from './sla-reference.ts'

const END = 60
const tick = fc.integer({ min: 0, max: END })
/** Sorted, disjoint, with gaps; beyond the end it is always open, so that due can be told. */
const hours: fc.Arbitrary<readonly Interval[]> = fc.uniqueArray(tick, { maxLength: 10 }).map((bounds) => {
  const sorted = [...bounds].sort((a, b) => a - b)
  return [...sorted.flatMap((from, at): Interval[] => (at % 2 === 0 && at + 1 < sorted.length ? [[from, sorted[at + 1] ?? END]] : [])), [END + 5, 10_000]]
})
const goal: fc.Arbitrary<SlaGoal> = fc.oneof(
  fc.record({ unit: fc.constant('elapsed' as const), ms: fc.integer({ min: 1, max: 40 }), latest: fc.constant(false) }),
  fc.record({ unit: fc.constant('business' as const), ms: fc.integer({ min: 1, max: 40 }), latest: fc.boolean() }),
)
const reason = fc.constantFrom('a', 'b')
const event: fc.Arbitrary<SlaEvent> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ at: tick, do: fc.constant('pause' as const), reason, until: fc.option(tick, { nil: null, freq: 3 }) }) },
  { weight: 5, arbitrary: fc.record({ at: tick, do: fc.constant('resume' as const), reason }) },
  { weight: 3, arbitrary: fc.record({ at: tick, do: fc.constant('goal' as const), goal }) },
  { weight: 2, arbitrary: fc.record({ at: tick, do: fc.constantFrom('stop' as const, 'stop' as const, 'stop' as const, 'cancel' as const) }) },
  { weight: 2, arbitrary: fc.record({ at: tick, do: fc.constant('reopen' as const), how: fc.constant('resume' as const) }) },
)
const inTime = (all: readonly SlaEvent[]): SlaEvent[] =>
  all.map((each, index) => ({ each, index })).sort((a, b) => a.each.at - b.each.at || orderOf(a.each) - orderOf(b.each) || a.index - b.index).map(({ each }) => each)
const events = fc.array(event, { maxLength: 10 }).map(inTime)
const percents = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 4 })
const story = fc.record({ open: hours, goal, percents, events, until: tick })

/** Plays events one after the other, as a case does; `restarting` forgets everything but JSON in between. */
function play({ open, goal, percents, events, until }: typeof story extends fc.Arbitrary<infer T> ? T : never, wake: (clock: SlaClock, to: number) => readonly number[] = () => []) {
  let clock = startClock({ warnings: percents.map((percent) => ({ percent })) }, goal, 0, open)
  let refused = 0
  const notices: SlaNotice[] = []
  const keep = (step: { readonly clock: SlaClock; readonly notices: readonly SlaNotice[] }): void => {
    clock = JSON.parse(JSON.stringify(step.clock)) as SlaClock
    notices.push(...step.notices)
  }
  for (const each of events.filter(({ at }) => at <= until)) {
    for (const at of wake(clock, each.at - 1)) keep(advanceClock(clock, open, at))
    const applied = applyToClock(clock, open, each)
    keep(applied)
    refused += applied.refused === undefined ? 0 : 1
  }
  keep(advanceClock(clock, open, until))
  return { clock, notices, refused, reading: readCycle(clock.cycle, open, until) }
}

describe('the clock as arithmetic on intervals', { timeout: 60_000 }, () => {
  it('says what a stopwatch says that is looked at every tick', () => {
    fc.assert(fc.property(story, (each) => {
      const { reading, refused } = play(each)
      const expected = tickByTick({ ...each, start: 0, open: (at) => isOpenIn(each.open, at) })

      expect({
        state: reading.state, elapsed: reading.elapsedMs, paused: reading.pausedMs, breachedAt: reading.breachedAt, refused,
        warned: reading.warnings.map(({ index, at }) => [index, at]),
      }).toEqual(expected)
    }), { numRuns: 800 })
  })

  it('is due when the stopwatch would be breached if nothing else happened', () => {
    fc.assert(fc.property(story, (each) => {
      const { reading } = play(each)
      if (reading.state !== 'running' && reading.state !== 'out_of_hours') return
      const happened = each.events.filter(({ at }) => at <= each.until)

      expect(tickByTick({ ...each, events: happened, start: 0, until: END + 100, open: (at) => isOpenIn(each.open, at) }).breachedAt).toBe(reading.due)
    }), { numRuns: 400 })
  })

  it('says the same when it is woken at each deadline, at any instant, or never', () => {
    const deadlines = (open: readonly Interval[]) => (clock: SlaClock, to: number): readonly number[] => {
      const found: number[] = []
      for (let next = nextDeadline(clock, open); next !== null && next <= to; next = nextDeadline(clock, open)) {
        found.push(next)
        clock = advanceClock(clock, open, next).clock
      }
      return found
    }
    fc.assert(fc.property(story, fc.array(tick, { maxLength: 5 }), (each, at) => {
      const never = play(each)
      const anywhere = play(each, (clock, to) => [...at].sort((a, b) => a - b).filter((one) => one >= clock.cycle.asOf && one <= to))

      expect(play(each, deadlines(each.open)).reading).toEqual(never.reading)
      expect(anywhere.reading).toEqual(never.reading)
      expect(anywhere.notices).toEqual(never.notices)
    }), { numRuns: 300 })
  })

  it('has a deadline for everything that it does by itself, and none before it', () => {
    fc.assert(fc.property(story, (each) => {
      const clock = startClock({ warnings: each.percents.map((percent) => ({ percent })) }, each.goal, 0, each.open)
      const next = nextDeadline(clock, each.open)

      expect(advanceClock(clock, each.open, (next ?? END * 3) - 1).notices).toEqual([])
      if (next !== null) expect(advanceClock(clock, each.open, next).notices).toHaveLength(1)
    }))
  })

  it('breaches at most once in a cycle and warns at most once of each share', () => {
    fc.assert(fc.property(story, (each) => {
      const { notices } = play(each)
      const warnings = notices.flatMap((notice) => (notice.kind === 'warned' ? [notice.index] : []))

      expect(notices.filter(({ kind }) => kind === 'breached').length).toBeLessThanOrEqual(1)
      expect(new Set(warnings).size).toBe(warnings.length)
    }))
  })

  it('is not changed by a pause out of hours', () => {
    const business = events.map((all) => all.map((each): SlaEvent => (each.do === 'goal' ? { ...each, goal: { ...each.goal, unit: 'business' } } : each)))
    fc.assert(fc.property(story, business, fc.integer({ min: 0, max: 3 }), (each, others, which) => {
      const gaps = each.open.slice(1).map(([to], index): Interval => [each.open[index]?.[1] ?? 0, to])
      const [from, to] = gaps[which] ?? [0, 0]
      const plain = { ...each, goal: { ...each.goal, unit: 'business' as const }, events: others }
      // What ends a cycle ends the pause too, and then there is nothing to resume.
      const ends = others.some(({ at, do: what }) => at <= to && (what === 'stop' || what === 'cancel' || what === 'reopen'))
      if (from >= to || to > each.until || isOpenIn(each.open, from) || ends) return
      const paused: SlaEvent[] = [{ at: from, do: 'pause', reason: 'x', until: null }, { at: to, do: 'resume', reason: 'x' }]

      expect(play({ ...plain, events: inTime([...others, ...paused]) }).reading).toEqual(play(plain).reading)
    }), { numRuns: 500 })
  })

  it('is not changed by a pause being split, by its limits, by hand, or in two for different reasons', () => {
    const cuts = fc.uniqueArray(tick, { minLength: 3, maxLength: 3 }).map((all) => all.sort((a, b) => a - b) as [number, number, number])
    fc.assert(fc.property(story, cuts, (each, [from, middle, to]) => {
      const others = each.events.filter(({ do: what }) => what === 'pause' || what === 'resume' || what === 'goal')
      const told = (pauses: readonly SlaEvent[]) => {
        const { reading, notices } = play({ ...each, events: inTime([...others, ...pauses]) })
        return { reading: { ...reading, pausedFor: reading.pausedFor.length }, notices: notices.filter(({ kind }) => kind !== 'resumed') }
      }
      const whole = told([{ at: from, do: 'pause', reason: 'x', until: to }])

      expect(told([{ at: from, do: 'pause', reason: 'x', until: middle }, { at: middle, do: 'pause', reason: 'x', until: to }])).toEqual(whole)
      expect(told([{ at: from, do: 'pause', reason: 'x', until: middle }, { at: middle, do: 'pause', reason: 'y', until: to }])).toEqual(whole)
      expect(told([{ at: from, do: 'pause', reason: 'x', until: null }, { at: middle, do: 'pause', reason: 'y', until: null }, { at: middle, do: 'resume', reason: 'x' }, { at: to, do: 'resume', reason: 'y' }])).toEqual(whole)
    }), { numRuns: 500 })
  })

  it('has used exactly its goal when it is due, if no further pause comes', () => {
    fc.assert(fc.property(story, (each) => {
      const { reading, clock } = play(each)
      if (reading.state !== 'running' && reading.state !== 'out_of_hours') return

      expect(elapsedBy(clock.cycle, each.open, reading.due ?? Number.NaN)).toBe(clock.cycle.goal.ms)
      if (!clock.cycle.goal.latest) expect(elapsedBy(clock.cycle, each.open, (reading.due ?? Number.NaN) - 1)).toBe(clock.cycle.goal.ms - 1)
    }), { numRuns: 400 })
  })

  it('adds elapsed time up, which never falls nor runs faster than time', () => {
    fc.assert(fc.property(story, fc.array(tick, { minLength: 2, maxLength: 6 }), (each, instants) => {
      const { clock } = play(each)
      const read = [...instants].sort((a, b) => a - b).map((at) => ({ at, elapsed: elapsedBy(clock.cycle, each.open, at) }))

      for (const [index, { at, elapsed }] of read.entries()) {
        const before = read[index - 1] ?? { at: 0, elapsed: 0 }
        expect(elapsed).toBeGreaterThanOrEqual(before.elapsed)
        expect(elapsed - before.elapsed).toBeLessThanOrEqual(at - before.at)
      }
    }))
  })
})
