import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HORIZON_MS, dueOn, elapsedOn, opensOnDate } from '../../domain/calendar/due.ts'
import { dueIn, elapsedIn } from '../../domain/calendar/intervals.ts'
import { businessDayDue } from '../../domain/calendar/open-days.ts'
import { openIntervals } from '../../domain/calendar/open.ts'
import { wallAt, wallInstant } from '../../domain/calendar/wall.ts'
import type { Calendar, Window } from '../../domain/organisation.ts'
import { reference } from './calendar-reference.ts'
import { offsetsOf } from './calendars.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** A week in which something happens to the clocks, by zone. */
const WEEKS: readonly (readonly [string, string])[] = [
  ['America/Chicago', '2026-03-05'], ['America/Chicago', '2026-10-29'],
  ['Europe/Berlin', '2026-03-26'], ['Europe/Berlin', '2026-10-22'],
  ['Australia/Lord_Howe', '2026-04-02'], ['Australia/Lord_Howe', '2026-10-01'],
  ['Africa/Casablanca', '2026-02-12'], ['Africa/Casablanca', '2026-03-19'],
  ['America/Sao_Paulo', '2018-11-01'], ['America/St_Johns', '2010-11-04'],
  ['Pacific/Apia', '2011-12-27'], ['Asia/Kathmandu', '2026-05-01'],
]
const stretches = WEEKS.map(([zone, from]) => {
  const first = Date.parse(`${from}T00:00:00Z`)
  const stretch = { zone, offsets: offsetsOf(zone), check: reference(zone, first, first + 7 * DAY) }
  // A counterexample that prints every offset since 2005 is no use to anybody.
  return Object.defineProperty(stretch, fc.toStringMethod, { value: () => `${zone} ${from}` })
})
const stretch = fc.constantFrom(...stretches)
type Stretch = (typeof stretches)[number]

/** Windows of one date that do not overlap, on odd minutes, over midnight or not. */
const windows: fc.Arbitrary<readonly Window[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 0, maxLength: 4 })
  .chain((starts) => fc.tuple(fc.constant([...starts].sort((a, b) => a - b)), fc.integer({ min: 1, max: 1440 })))
  .map(([bounds, length]) => bounds.flatMap((from, at): readonly Window[] => {
    if (at % 2 === 1) return []
    const next = bounds[at + 1]
    return [{ from, to: next ?? Math.min(from + length, (bounds[0] ?? 0) + 1440) }]
  }))
const week = fc.array(windows, { minLength: 7, maxLength: 7 })

/** A calendar in the zone of a stretch, with exceptions inside it. */
const worlds = stretch.chain((inside) => {
  const day = fc.integer({ min: Math.floor(inside.check.from / DAY) - 2, max: Math.floor(inside.check.to / DAY) + 2 })
  const special = fc.uniqueArray(fc.tuple(day, windows), { maxLength: 2, selector: ([date]) => date })
  return fc.tuple(week, fc.uniqueArray(day, { maxLength: 2 }), special, fc.boolean()).map(([days, closed, dates, sparse]) => {
    const calendar: Calendar = {
      id: 'any', zone: inside.zone, always: false,
      weekly: days.flatMap((own, weekday) => (sparse && weekday % 2 === 0 ? [] : own.map((window) => ({ day: weekday, ...window })))),
      closed: closed.map((date) => ({ day: date, why: 'closed' })),
      special: dates.map(([date, own]) => ({ day: date, windows: own })),
    }
    return { inside, calendar }
  })
})
/** A minute of the stretch. */
const minuteOf = ({ check }: Stretch, share: number): number => check.from + Math.floor(share * ((check.to - check.from) / MINUTE - 1)) * MINUTE
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('calendars agree with a slow second opinion, minute by minute, whenever the clocks change', { timeout: 60_000 }, () => {
  it('on every wall time', () => {
    fc.assert(fc.property(stretch, share, fc.integer({ min: 0, max: 1440 }), (each, of, minute) => {
      const day = Math.floor(minuteOf(each, of) / DAY)

      expect(wallInstant(day * DAY + minute * MINUTE, each.offsets)).toBe(each.check.instant(day, minute))
    }), { numRuns: 3000 })
  })

  it('on what is open', () => {
    fc.assert(fc.property(worlds, ({ calendar, inside: { offsets, check } }) => {
      const open = check.openMinutes(calendar)
      const intervals = openIntervals(calendar, offsets, check.from, check.to)

      for (let at = check.from; at < check.to; at += MINUTE)
        if (open(at) !== intervals.some(([from, to]) => from <= at && at < to)) throw new Error(`differs at ${new Date(at).toISOString()}`)
    }), { numRuns: 150 })
  })

  it('on elapsed open time and on when business time is over', () => {
    fc.assert(fc.property(worlds, share, share, fc.integer({ min: 1, max: 3000 }), (world, a, b, minutes) => {
      const { calendar, inside: { offsets, check } } = world
      const open = check.openMinutes(calendar)
      const from = Math.min(minuteOf(world.inside, a), minuteOf(world.inside, b))
      const to = Math.max(minuteOf(world.inside, a), minuteOf(world.inside, b))
      let [counted, end] = [0, from]
      for (let at = from; at < to; at += MINUTE) counted += open(at) ? 1 : 0
      for (let left = minutes; left > 0 && end < check.to; end += MINUTE) left -= open(end) ? 1 : 0

      expect(elapsedOn(calendar, offsets, from, to)).toBe(counted * MINUTE)
      if (end < check.to) expect(dueOn(calendar, offsets, { unit: 'business', ms: minutes * MINUTE }, from).due).toBe(end)
    }), { numRuns: 200 })
  })

  it('on business days', () => {
    fc.assert(fc.property(worlds, share, fc.integer({ min: 1, max: 4 }), (world, of, days) => {
      const { calendar, inside: { offsets, check } } = world
      const open = check.openMinutes(calendar)
      const nextOpen = (from: number): number | undefined => {
        for (let at = from; at < check.to; at += MINUTE) if (open(at)) return at
        return undefined
      }
      const start = nextOpen(minuteOf(world.inside, of))
      if (start === undefined) return
      const wall = wallAt(start, offsets)
      let [day, left] = [Math.floor(wall / DAY), days]
      while (left > 0 && day * DAY < check.to) left -= check.opensOn(calendar, open, ++day) ? 1 : 0
      const expected = nextOpen(check.instant(day, (wall % DAY) / MINUTE))
      if (left > 0 || expected === undefined) return

      expect(dueOn(calendar, offsets, { unit: 'business_days', days }, minuteOf(world.inside, of)).due).toBe(expected)
    }), { numRuns: 300 })
  })

  it('on which dates have an opening', () => {
    fc.assert(fc.property(worlds, share, (world, of) => {
      const { calendar, inside: { offsets, check } } = world
      const day = Math.floor(minuteOf(world.inside, of) / DAY)

      expect(opensOnDate(calendar, offsets)(day)).toBe(check.opensOn(calendar, check.openMinutes(calendar), day))
    }), { numRuns: 300 })
  })
})

describe('calendars', { timeout: 60_000 }, () => {
  const instants = fc.tuple(worlds, share, share, share).map(([world, ...of]) => ({
    world, at: of.map((each) => minuteOf(world.inside, each) + 17).sort((a, b) => a - b) as [number, number, number],
  }))

  it('have intervals that are sorted, never inverted, never touching, and within what was asked', () => {
    fc.assert(fc.property(instants, ({ world: { calendar, inside: { offsets } }, at: [from, , to] }) => {
      const bounds = openIntervals(calendar, offsets, from, to).flat()

      expect(bounds.every((bound, index) => bound >= from && bound <= to && (index === 0 || (bounds[index - 1] ?? 0) < bound))).toBe(true)
    }))
  })

  it('add elapsed time up, which never falls, and materialised hours say the same', () => {
    fc.assert(fc.property(instants, ({ world: { calendar, inside: { offsets } }, at: [from, middle, to] }) => {
      const whole = elapsedOn(calendar, offsets, from, to)
      const hours = openIntervals(calendar, offsets, from - 3 * DAY, to + 3 * DAY)

      expect(elapsedOn(calendar, offsets, from, middle) + elapsedOn(calendar, offsets, middle, to)).toBe(whole)
      expect(elapsedOn(calendar, offsets, from, middle)).toBeGreaterThanOrEqual(0)
      expect(elapsedOn(calendar, offsets, from, middle)).toBeLessThanOrEqual(whole)
      expect(elapsedIn(hours, from, to)).toBe(whole)
    }))
  })

  it('are due when exactly the time allowed has elapsed, and not a millisecond earlier', () => {
    fc.assert(fc.property(instants, fc.integer({ min: 1, max: 3 * DAY }), ({ world: { calendar, inside: { offsets } }, at: [from] }, ms) => {
      const { due } = dueOn(calendar, offsets, { unit: 'business', ms }, from)
      if (due === null) return
      const hours = openIntervals(calendar, offsets, from, due + DAY)

      expect(elapsedOn(calendar, offsets, from, due)).toBe(ms)
      expect(elapsedOn(calendar, offsets, from, due - 1)).toBe(ms - 1)
      expect(dueIn(hours, from, ms)).toBe(due)
    }))
  })

  it('give the same business days from hours that were worked out beforehand', () => {
    fc.assert(fc.property(instants, fc.integer({ min: 1, max: 6 }), ({ world: { calendar, inside: { offsets, check } }, at: [from] }, days) => {
      const until = check.to + 60 * DAY
      const opensOn = opensOnDate(calendar, offsets)
      const dates = Array.from({ length: 90 }, (_, index) => Math.floor(check.from / DAY) - 5 + index).filter(opensOn)
      const { due } = dueOn(calendar, offsets, { unit: 'business_days', days }, from)

      if (due !== null && due < until) expect(businessDayDue({ intervals: openIntervals(calendar, offsets, from, until), offsets, dates }, from, days)).toBe(due)
    }), { numRuns: 300 })
  })

  it('show as working exactly the time that was used', () => {
    fc.assert(fc.property(instants, fc.integer({ min: 1, max: 3 * DAY }), ({ world: { calendar, inside: { offsets } }, at: [from] }, ms) => {
      const { due, working } = dueOn(calendar, offsets, { unit: 'business', ms }, from)

      expect(working.reduce((sum, [opens, closes]) => sum + closes - opens, 0)).toBe(due === null ? elapsedOn(calendar, offsets, from, from + HORIZON_MS) : ms)
      expect(working).toEqual(openIntervals(calendar, offsets, from, due ?? from + HORIZON_MS))
    }))
  })

  it('are never due earlier because something began later, or was given more time', () => {
    const allowances = fc.oneof(
      fc.integer({ min: 1, max: 2 * DAY }).map((ms) => [{ unit: 'business', ms } as const, { unit: 'business', ms: ms + 60_001 } as const] as const),
      fc.integer({ min: 1, max: 9 }).map((days) => [{ unit: 'business_days', days } as const, { unit: 'business_days', days: days + 1 } as const] as const),
    )
    fc.assert(fc.property(instants, allowances, ({ world: { calendar, inside: { offsets } }, at: [earlier, later] }, [less, more]) => {
      const due = (allowance: typeof less, from: number): number => dueOn(calendar, offsets, allowance, from).due ?? Infinity

      expect(due(less, earlier)).toBeLessThanOrEqual(due(less, later))
      expect(due(less, earlier)).toBeLessThanOrEqual(due(more, earlier))
    }))
  })

  it('say the same whatever the time zone of the machine', () => {
    const before = process.env['TZ']
    const { calendar, offsets, check } = { ...stretches[0]!, calendar: { id: 'c', zone: 'America/Chicago', always: false, closed: [], special: [], weekly: [{ day: 6, from: 60, to: 300 }] } }
    const read = (zone: string) => {
      process.env['TZ'] = zone
      return openIntervals(calendar, offsets, check.from, check.to)
    }
    try {
      expect(read('Asia/Kathmandu')).toEqual(read('UTC'))
      expect(read('America/Chicago')).toEqual(read('UTC'))
    } finally {
      process.env['TZ'] = before
    }
  })
})
