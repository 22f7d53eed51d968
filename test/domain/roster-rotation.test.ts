import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planOffsets, zoneOffsets } from '../../compiler/zone-offsets.ts'
import type { Calendar, Rotation } from '../../domain/organisation.ts'
import { handoffsOf } from '../../domain/roster/handoffs.ts'
import { turnAt } from '../../domain/roster/turn.ts'
import { workingDates } from '../../domain/roster/working-days.ts'
import { at, calendar, day, every, iso, weekdays } from './roster-builders.ts'

const CHICAGO = planOffsets('America/Chicago')

/** Who has the turn, and from when to when. */
function turn(rotation: Rotation, instant: string, zone = 'America/Chicago', workingOn?: Calendar) {
  const offsets = planOffsets(zone)
  const dates = workingOn && workingDates(workingOn, planOffsets(workingOn.zone), rotation.anchor.day)
  const { people, from, to } = turnAt(rotation, handoffsOf(rotation, offsets, dates), at(instant))
  return [people.join('+'), Number.isFinite(from) ? iso(from) : from, Number.isFinite(to) ? iso(to) : to]
}

describe('a rotation', () => {
  const weekly = every(1, 'week', '2026-01-05 08:00', ['dana'], ['sam'])

  it('hands over at its wall time, to the millisecond', () => {
    expect(turn(weekly, '2026-01-12T13:59:59.999Z')[0]).toBe('dana')
    expect(turn(weekly, '2026-01-12T14:00:00Z')).toEqual(['sam', '2026-01-12T14:00:00Z', '2026-01-19T14:00:00Z'])
  })

  it('is defined before its anchor as after it', () => {
    expect(turn(weekly, '2026-01-05T13:59:59.999Z')).toEqual(['sam', '2025-12-29T14:00:00Z', '2026-01-05T14:00:00Z'])
    expect(turn(weekly, '2025-12-29T13:00:00Z')[0]).toBe('dana')
  })

  it('keeps its wall time when the clocks change, so that the week of the change is an hour shorter or longer', () => {
    expect(turn(weekly, '2026-03-08T12:00:00Z').slice(1)).toEqual(['2026-03-02T14:00:00Z', '2026-03-09T13:00:00Z'])
    expect(turn(weekly, '2026-11-01T12:00:00Z').slice(1)).toEqual(['2026-10-26T13:00:00Z', '2026-11-02T14:00:00Z'])
  })

  it('puts a group on together', () => {
    expect(turn(every(12, 'hour', '2026-01-05 20:00', ['ana', 'bo'], ['kim']), '2026-01-06T03:00:00Z')[0]).toBe('ana+bo')
  })

  it('aligns hours to the wall clock: 08:00 and 20:00 stay 08:00 and 20:00 all year', () => {
    const half = every(12, 'hour', '2026-01-05 20:00', ['ana'], ['kim'])

    expect(turn(half, '2026-01-20T20:00:00Z').slice(1)).toEqual(['2026-01-20T14:00:00Z', '2026-01-21T02:00:00Z'])
    expect(turn(half, '2026-07-20T20:00:00Z').slice(1)).toEqual(['2026-07-20T13:00:00Z', '2026-07-21T01:00:00Z'])
  })
})

describe('on the nights when the clocks change', () => {
  it('a daily hand-off at a time that the clocks skip happens at the end of the gap, and nobody is on for 48 hours', () => {
    const daily = every(1, 'day', '2026-03-01 02:30', ['ana'], ['bo'])

    expect(turn(daily, '2026-03-08T07:59:59.999Z')[0]).toBe('ana')
    expect(turn(daily, '2026-03-08T08:00:00Z')).toEqual(['bo', '2026-03-08T08:00:00Z', '2026-03-09T07:30:00Z'])
  })

  it('a hand-off at a time that comes twice happens the first time, once', () => {
    const daily = every(1, 'day', '2026-10-01 01:30', ['ana'], ['bo'])

    expect(turn(daily, '2026-11-01T06:29:59.999Z')[0]).toBe('ana')
    expect(turn(daily, '2026-11-01T06:30:00Z')).toEqual(['bo', '2026-11-01T06:30:00Z', '2026-11-02T07:30:00Z'])
  })

  it('an hourly turn whose hour is skipped has no time, and the one whose hour is repeated has two hours', () => {
    const hourly = every(1, 'hour', '2026-03-08 00:00', ['zero'], ['one'], ['two'], ['three'])
    const autumn = every(1, 'hour', '2026-11-01 00:00', ['zero'], ['one'], ['two'], ['three'])

    expect(turn(hourly, '2026-03-08T07:30:00Z')).toEqual(['one', '2026-03-08T07:00:00Z', '2026-03-08T08:00:00Z'])
    expect(turn(hourly, '2026-03-08T08:00:00Z')).toEqual(['three', '2026-03-08T08:00:00Z', '2026-03-08T09:00:00Z'])
    expect(turn(autumn, '2026-11-01T07:30:00Z')).toEqual(['one', '2026-11-01T06:00:00Z', '2026-11-01T08:00:00Z'])
  })

  it('half an hour is a change as well (Lord Howe)', () => {
    const daily = every(1, 'day', '2026-10-01 02:15', ['ana'], ['bo'])

    expect(turn(daily, '2026-10-03T15:30:00Z', 'Australia/Lord_Howe').slice(1)).toEqual(['2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'])
  })
})

describe('months', () => {
  const monthly = every(1, 'month', '2026-01-31 09:00', ['ana'], ['bo'], ['kim'])

  it('end where the month ends and come back to the anchor\'s day: no drift over February', () => {
    expect(turn(monthly, '2026-03-10T12:00:00Z')).toEqual(['bo', '2026-02-28T15:00:00Z', '2026-03-31T14:00:00Z'])
    expect(turn(monthly, '2026-04-10T12:00:00Z')).toEqual(['kim', '2026-03-31T14:00:00Z', '2026-04-30T14:00:00Z'])
  })

  it('know leap years, and count back over the turn of the year', () => {
    expect(turn(monthly, '2028-02-29T16:00:00Z')[1]).toBe('2028-02-29T15:00:00Z')
    expect(turn(monthly, '2026-01-01T12:00:00Z')).toEqual(['kim', '2025-12-31T15:00:00Z', '2026-01-31T15:00:00Z'])
    expect(turn(every(3, 'month', '2026-02-15 09:00', ['ana'], ['bo']), '2025-12-01T12:00:00Z').slice(1)).toEqual(['2025-11-15T15:00:00Z', '2026-02-15T15:00:00Z'])
  })
})

describe('working days', () => {
  const daily = { ...every(1, 'day', '2026-01-05 09:00', ['ana'], ['bo'], ['kim']), workingDays: 'support' }
  const support = calendar({ closed: [{ day: day('2026-01-07'), why: 'closed' }] })

  it('turn on dates with open time alone: Friday\'s turn lasts over the weekend, a holiday prolongs the day before', () => {
    expect(turn(daily, '2026-01-11T12:00:00Z', undefined, calendar())).toEqual(['bo', '2026-01-09T15:00:00Z', '2026-01-12T15:00:00Z'])
    expect(turn(daily, '2026-01-07T20:00:00Z', undefined, support)).toEqual(['bo', '2026-01-06T15:00:00Z', '2026-01-08T15:00:00Z'])
  })

  it('begin on the next working date when the anchor is closed, and count back before it', () => {
    const fromSunday = { ...daily, anchor: { ...daily.anchor, day: day('2026-01-04') } }

    expect(turn(fromSunday, '2026-01-05T16:00:00Z', undefined, calendar())[0]).toBe('ana')
    expect(turn(fromSunday, '2026-01-04T16:00:00Z', undefined, calendar())).toEqual(['kim', '2026-01-02T15:00:00Z', '2026-01-05T15:00:00Z'])
  })

  it('count special hours on a Saturday and not a date whose special hours are none', () => {
    const odd = calendar({ special: [{ day: day('2026-01-10'), windows: [{ from: 540, to: 600 }] }, { day: day('2026-01-12'), windows: [] }] })

    expect(turn(daily, '2026-01-10T16:00:00Z', undefined, odd)).toEqual(['kim', '2026-01-10T15:00:00Z', '2026-01-13T15:00:00Z'])
  })

  it('do not count a date that the zone jumps over, though its night would go on after the jump (Apia)', () => {
    const nights = calendar({ zone: 'Pacific/Apia', weekly: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ day: weekday, from: 22 * 60, to: 30 * 60 })) })

    expect(workingDates(nights, zoneOffsets('Pacific/Apia', at('2005-01-01T00:00Z'), at('2020-01-01T00:00Z')), day('2011-12-25')).before(day('2012-01-02'))).toBe(7)
  })

  it('of a calendar that never opens leave everything with one turn, for ever', () => {
    expect(turn(daily, '2026-01-10T16:00:00Z', undefined, calendar({ weekly: [] }))).toEqual(['kim', -Infinity, Infinity])
  })

  it('are those that walking day by day finds', () => {
    const dates = fc.integer({ min: day('2025-12-01'), max: day('2026-04-01') })
    const exceptions = fc.record({ closed: fc.uniqueArray(dates, { maxLength: 8 }), special: fc.uniqueArray(dates, { maxLength: 4 }), nights: fc.boolean() })
    fc.assert(fc.property(exceptions, dates, dates, ({ closed, special, nights }, anchor, until) => {
      const holiday = new Set(closed)
      const odd = calendar({
        weekly: nights ? weekdays(22 * 60, 30 * 60) : weekdays(),
        closed: closed.toSorted((a, b) => a - b).map((each) => ({ day: each, why: 'closed' })),
        special: special.map((each) => ({ day: each, windows: [{ from: 600, to: 660 }] })),
      })
      // A night out of an exception goes on from midnight, and so an opening begins on the date after.
      const weekday = (each: number): boolean => (each + 3) % 7 < 5
      const works = (each: number): boolean => {
        if (special.includes(each)) return true
        if (holiday.has(each)) return false
        return weekday(each) || (nights && weekday(each - 1) && (holiday.has(each - 1) || special.includes(each - 1)))
      }
      const walked = (from: number, to: number): number => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index).filter(works).length
      const { before, nth } = workingDates(odd, CHICAGO, anchor)

      expect(before(until)).toBe(until >= anchor ? walked(anchor, until) : 0 - walked(until, anchor))
      const found = nth(before(until))
      expect(works(found)).toBe(true)
      expect(walked(until, found)).toBe(0)
    }))
  })
})

describe('the turns of any rotation', () => {
  const zones = fc.constantFrom('America/Chicago', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Casablanca', 'Pacific/Apia', 'Europe/Berlin')
  const rotations = fc.record({
    every: fc.integer({ min: 1, max: 30 }), unit: fc.constantFrom('hour', 'day', 'week', 'month'),
    anchor: fc.record({ day: fc.integer({ min: day('2024-01-01'), max: day('2028-01-01') }), minute: fc.integer({ min: 0, max: 1439 }) }),
    turns: fc.constant([['a'], ['b'], ['c']]),
  }) satisfies fc.Arbitrary<Rotation>
  const instants = fc.integer({ min: at('2025-06-01T00:00Z'), max: at('2027-06-01T00:00Z') })

  it('partition time: each instant is in its turn, and the neighbours abut exactly', () => {
    fc.assert(fc.property(rotations, zones, instants, (rotation, zone, instant) => {
      const handoffs = handoffsOf(rotation, planOffsets(zone))
      const here = turnAt(rotation, handoffs, instant)
      expect(here.from).toBeLessThanOrEqual(instant)
      expect(here.to).toBeGreaterThan(instant)
      expect(turnAt(rotation, handoffs, here.to).from).toBe(here.to)
      expect(turnAt(rotation, handoffs, here.from - 1).to).toBe(here.from)
      expect(turnAt(rotation, handoffs, here.from)).toEqual(here)
    }))
  })
})
