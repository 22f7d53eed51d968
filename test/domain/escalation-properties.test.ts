import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EscalationLevel, EscalationPath } from '../../domain/plan.ts'
import { play, START } from './escalation-builders.ts'
import type { Doing } from './escalation-builders.ts'
import { calendar } from './roster-builders.ts'

const HOUR = 3_600_000
const people = fc.constantFrom('dana', 'sam', 'kim', 'olu')
const hours = fc.integer({ min: 0, max: 12 })
const units = fc.constantFrom('elapsed' as const, 'business' as const)
const allowance = fc.tuple(hours, units).map(([count, unit]) => ({ unit, ms: count * HOUR }))

/** Percents that rise, as the compiler demands. */
const levels: fc.Arbitrary<readonly EscalationLevel[]> = fc.array(fc.record({
  percent: fc.boolean(), after: allowance, remind: fc.boolean(), to: fc.constantFrom('lead', 'leads', 'boss', 'channel', 'nobody'), takesOver: fc.boolean(),
}), { minLength: 1, maxLength: 5 }).map((all) => all.map((each, index): EscalationLevel => ({
  when: each.percent ? { at: 20 * (index + 1) } : { after: each.after },
  do: each.remind ? { kind: 'remind' } : { kind: 'tell', to: { kind: 'role', name: each.to }, takesOver: each.takesOver },
})))
const paths: fc.Arbitrary<EscalationPath> = fc.record({ levels, repeat: fc.integer({ min: 0, max: 3 }), repeatAfter: fc.option(allowance, { nil: undefined }), acknowledgedFor: fc.option(allowance.filter(({ ms }) => ms > 0), { nil: undefined }) })
  .map(({ repeatAfter, acknowledgedFor, ...rest }) => ({ ...rest, ...(repeatAfter ? { repeatAfter } : {}), ...(acknowledgedFor ? { acknowledgedFor } : {}) }))

const pauses = fc.constantFrom('waiting_customer', 'waiting_carrier')
const doing = fc.oneof(
  fc.record({ do: fc.constantFrom('acknowledge' as const, 'decline' as const), by: people }),
  fc.record({ do: fc.constantFrom('escalate' as const, 'deescalate' as const), by: people, level: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ do: fc.constant('reassign' as const), to: people, by: people }),
  fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const), reason: pauses }),
)
const ending = fc.oneof(fc.record({ do: fc.constant('complete' as const), by: people }), fc.record({ do: fc.constant('cancel' as const), by: fc.constant(null) }))
const instants = fc.integer({ min: 0, max: 60 })
const events = (what: fc.Arbitrary<Doing[1]>, most: number): fc.Arbitrary<readonly Doing[]> => fc.array(fc.tuple(instants, what), { maxLength: most })
const office = fc.constantFrom({}, { calendar: calendar({ zone: 'UTC' }) })

const fires = (kind: string): boolean => kind === 'escalated' || kind === 'reminded' || kind === 'level_skipped'

describe('any climb', () => {
  it('that nobody touches fires each level at most once in a pass, in order, and each pass at most as often as it repeats', () => {
    fc.assert(fc.property(paths, office, (path, over) => {
      const fired = play(path, [], over).timeline.filter(({ kind }) => fires(kind)).map(({ level }) => level ?? 0)
      const passes = 1 + fired.slice(1).filter((level, index) => level <= (fired[index] ?? 0)).length
      expect(passes).toBeLessThanOrEqual(1 + (path.repeat ?? 0))
    }))
  })

  it('tells nobody anything after the end, whatever happens before and at it', () => {
    fc.assert(fc.property(paths, events(doing, 8), fc.tuple(instants, ending), office, (path, doings, end, over) => {
      const { timeline } = play(path, [...doings, end], over)
      const ended = timeline.findIndex(({ kind }) => kind === 'completed' || kind === 'cancelled')
      expect(timeline.slice(ended + 1).every(({ kind }) => kind === 'refused')).toBe(true)
    }))
  })

  it('is told in the order of time and ends: it never fires for ever', () => {
    fc.assert(fc.property(paths, events(doing, 12), office, (path, doings, over) => {
      const { timeline } = play(path, doings, { ...over, until: 2000 })
      expect(timeline.map(({ at }) => at)).toEqual(timeline.map(({ at }) => at).toSorted((a, b) => a - b))
    }))
  })

  it('tells the sink at the end of its path, once unless somebody took it back', () => {
    fc.assert(fc.property(paths, events(doing, 6), office, (path, doings, over) => {
      const { timeline, state } = play(path, doings, { ...over, until: 5000 })
      const told = timeline.filter(({ kind }) => kind === 'fallback_used').length
      expect(told).toBe(timeline.filter(({ kind }) => kind === 'exhausted').length)
      expect(told).toBeLessThanOrEqual(1 + timeline.filter(({ kind }) => kind === 'deescalated').length)
      const held = state.acknowledged !== null || state.pausedBy.length > 0
      const waitsForever = state.status === 'running' && !held
      expect(waitsForever).toBe(false)
    }))
  })

  it('while paused fires nothing by itself', () => {
    fc.assert(fc.property(paths, instants, fc.integer({ min: 1, max: 40 }), office, (path, from, lasts, over) => {
      const { timeline } = play(path, [[from, { do: 'pause', reason: 'a' }], [from + lasts, { do: 'resume', reason: 'a' }]], over)
      const within = timeline.filter(({ at }) => at > START + from * HOUR && at < START + (from + lasts) * HOUR)
      expect(within).toEqual([])
    }))
  })

  it('outside opening hours does not notice a pause when every time on it is business time', () => {
    const business = paths.map((path): EscalationPath => ({
      levels: path.levels.map((level) => ('after' in level.when ? { ...level, when: { after: { unit: 'business' as const, ms: 'ms' in level.when.after ? level.when.after.ms : 0 } } } : level)), repeat: path.repeat ?? 0,
    }))
    const over = { calendar: calendar({ zone: 'UTC' }), goal: '10bh' }
    fc.assert(fc.property(business, (path) => {
      const night: readonly Doing[] = [['2026-01-14T17:00:00Z', { do: 'pause', reason: 'a' }], ['2026-01-15T08:00:00Z', { do: 'resume', reason: 'a' }]]
      const plain = ({ timeline }: ReturnType<typeof play>) => timeline.filter(({ kind }) => kind !== 'paused' && kind !== 'resumed')
      expect(plain(play(path, night, over))).toEqual(plain(play(path, [], over)))
    }))
  })

  it('has one winner of what happens at one instant: whoever saw another level is refused', () => {
    fc.assert(fc.property(paths, instants, fc.integer({ min: 0, max: 3 }), fc.array(people, { minLength: 2, maxLength: 4 }), (path, at, level, who) => {
      const { timeline } = play(path, who.map((by): Doing => [at, { do: 'escalate', by, level }]))
      const now = timeline.filter((entry) => entry.at === START + at * HOUR && entry.kind === 'refused')
      expect(now.length).toBeGreaterThanOrEqual(who.length - 1 - (path.repeat ?? 0))
    }))
  })

  it('keeps somebody accountable from start to finish', () => {
    fc.assert(fc.property(paths, events(fc.oneof(doing, ending), 10), (path, doings) => {
      expect(play(path, doings).state.assignee).not.toBeNull()
    }))
  })

  it('comes out the same in whatever order a script lists its events, when no two are of one instant', () => {
    fc.assert(fc.property(paths, fc.uniqueArray(fc.tuple(instants, doing), { maxLength: 8, selector: ([at]) => at }), (path, doings) => {
      expect(play(path, doings.toReversed())).toEqual(play(path, doings))
    }))
  })
})

