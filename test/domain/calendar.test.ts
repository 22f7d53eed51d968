import { describe, expect, it, test } from 'vitest'
import { HORIZON_MS, dueOn, elapsedOn } from '../../domain/calendar/due.ts'
import { openIntervals } from '../../domain/calendar/open.ts'
import { wallInstant } from '../../domain/calendar/wall.ts'
import { writeInstant } from '../../domain/instant.ts'
import type { Calendar } from '../../domain/organisation.ts'
import type { Allowance } from '../../domain/plan.ts'
import { calendar, date, offsetsOf } from './calendars.ts'

const HOUR = 3_600_000
const at = (text: string): number => Date.parse(text)
const business = (hours: number): Allowance => ({ unit: 'business', ms: hours * HOUR })
const businessDays = (days: number): Allowance => ({ unit: 'business_days', days })

const open = (each: Calendar, from: string, to: string): readonly string[] =>
  openIntervals(each, offsetsOf(each.zone), at(from), at(to)).map(([opens, closes]) => `${writeInstant(opens)} ${writeInstant(closes)}`)
const due = (each: Calendar, from: string, allowance: Allowance): string | null => {
  const { due } = dueOn(each, offsetsOf(each.zone), allowance, at(from))
  return due === null ? null : writeInstant(due)
}

describe('from wall time to instant', () => {
  const read = (zone: string, day: string, time: string): string => {
    const [hour = 0, minute = 0] = time.split(':').map(Number)
    return writeInstant(wallInstant(date(day) * 24 * HOUR + (hour * 60 + minute) * 60_000, offsetsOf(zone)))
  }

  test.each([
    ['a time that stands once', 'America/Chicago', '2026-01-16', '09:00', '2026-01-16T15:00:00Z'],
    ['a repeated time is its first occurrence', 'America/Chicago', '2018-11-04', '01:30', '2018-11-04T06:30:00Z'],
    ['the end of the repeated hour comes once, after both', 'America/Chicago', '2018-11-04', '02:00', '2018-11-04T08:00:00Z'],
    ['a midnight before which an hour is repeated is the later one', 'America/Sao_Paulo', '2018-02-18', '00:00', '2018-02-18T03:00:00Z'],
    ['a time that is jumped over is the end of the jump, and not as much later', 'America/Chicago', '2018-03-11', '02:30', '2018-03-11T08:00:00Z'],
    ['the jump in Berlin', 'Europe/Berlin', '2026-03-29', '02:15', '2026-03-29T01:00:00Z'],
    ['the repetition in Berlin', 'Europe/Berlin', '2026-10-25', '02:15', '2026-10-25T00:15:00Z'],
    ['half an hour is jumped over on Lord Howe Island', 'Australia/Lord_Howe', '2026-10-04', '02:10', '2026-10-03T15:30:00Z'],
    ['half an hour is repeated on Lord Howe Island', 'Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45:00Z'],
    ['a zone with three quarters of an hour', 'Asia/Kathmandu', '2026-05-01', '09:00', '2026-05-01T03:15:00Z'],
    ['a date whose midnight does not exist begins at one', 'America/Sao_Paulo', '2018-11-04', '00:00', '2018-11-04T03:00:00Z'],
    ['24:00 is the next date’s 00:00, missing midnights too', 'America/Sao_Paulo', '2018-11-03', '24:00', '2018-11-04T03:00:00Z'],
    ['a date that was skipped altogether is the moment of the jump', 'Pacific/Apia', '2011-12-30', '14:00', '2011-12-30T10:00:00Z'],
    ['clocks of Ramadan go back', 'Africa/Casablanca', '2026-02-15', '02:30', '2026-02-15T01:30:00Z'],
    ['clocks after Ramadan go forward', 'Africa/Casablanca', '2026-03-22', '02:30', '2026-03-22T02:00:00Z'],
    ['beyond the table the last offset holds', 'America/Chicago', '2060-07-01', '12:00', '2060-07-01T18:00:00Z'],
  ])('%s', (_, zone, day, time, expected) => {
    expect(read(zone, day, time)).toBe(expected)
  })
})

describe('open hours', () => {
  const support = calendar('America/Chicago', { 'mon-fri': '08:00-20:00', sat: ['09:00-12:00', '13:00-14:00'] })
  const night = calendar('America/Chicago', { daily: '22:00-06:00' })

  it('has several windows a day', () => {
    expect(open(support, '2026-01-17T00:00:00Z', '2026-01-19T15:00:00Z')).toEqual([
      '2026-01-17T00:00:00Z 2026-01-17T02:00:00Z', '2026-01-17T15:00:00Z 2026-01-17T18:00:00Z', '2026-01-17T19:00:00Z 2026-01-17T20:00:00Z',
      '2026-01-19T14:00:00Z 2026-01-19T15:00:00Z',
    ])
  })

  it('is cut to what is asked, and empty when that is nothing', () => {
    expect(open(support, '2026-01-19T16:00:00Z', '2026-01-19T17:00:00Z')).toEqual(['2026-01-19T16:00:00Z 2026-01-19T17:00:00Z'])
    expect(open(support, '2026-01-19T17:00:00Z', '2026-01-19T17:00:00Z')).toEqual([])
  })

  it('goes on over midnight, also when asked from the middle of a night', () => {
    expect(open(night, '2026-01-17T08:00:00Z', '2026-01-18T05:00:00Z')).toEqual([
      '2026-01-17T08:00:00Z 2026-01-17T12:00:00Z', '2026-01-18T04:00:00Z 2026-01-18T05:00:00Z',
    ])
  })

  it('joins days that abut into one stretch', () => {
    const whole = calendar('America/Chicago', { daily: '00:00-24:00' })

    expect(open(whole, '2026-03-01T00:00:00Z', '2026-03-20T00:00:00Z')).toEqual(['2026-03-01T00:00:00Z 2026-03-20T00:00:00Z'])
  })

  it('is everything for 24x7', () => {
    expect(open(calendar('UTC', '24x7'), '2026-03-01T00:00:00Z', '2036-03-20T00:00:00Z')).toEqual(['2026-03-01T00:00:00Z 2036-03-20T00:00:00Z'])
  })

  it('cuts a night at the midnight of a closed date on either side', () => {
    const closed = calendar('America/Chicago', { daily: '22:00-06:00' }, { closed: ['2026-12-25'] })

    expect(open(closed, '2026-12-24T18:00:00Z', '2026-12-26T20:00:00Z')).toEqual([
      '2026-12-25T04:00:00Z 2026-12-25T06:00:00Z', '2026-12-26T06:00:00Z 2026-12-26T12:00:00Z',
    ])
  })

  it('replaces a date’s weekly hours by its special ones and cuts the nights around it', () => {
    const special = calendar('America/Chicago', { daily: '22:00-06:00' }, { special: { '2026-12-24': '08:00-12:00' } })

    expect(open(special, '2026-12-23T18:00:00Z', '2026-12-25T20:00:00Z')).toEqual([
      '2026-12-24T04:00:00Z 2026-12-24T06:00:00Z', '2026-12-24T14:00:00Z 2026-12-24T18:00:00Z', '2026-12-25T06:00:00Z 2026-12-25T12:00:00Z',
    ])
  })

  it('keeps special hours over midnight as they are written, into a closed date too', () => {
    const special = calendar('America/Chicago', { daily: '08:00-16:00' }, { special: { '2026-12-24': '20:00-02:00' }, closed: ['2026-12-25'] })

    expect(open(special, '2026-12-24T06:00:00Z', '2026-12-26T06:00:00Z')).toEqual(['2026-12-25T02:00:00Z 2026-12-25T08:00:00Z'])
  })

  it('opens once where special hours of the night before overlap the morning', () => {
    const special = calendar('UTC', { daily: '02:00-05:00' }, { special: { '2026-12-24': '20:00-03:00' } })

    expect(open(special, '2026-12-24T00:00:00Z', '2026-12-26T00:00:00Z')).toEqual([
      '2026-12-24T20:00:00Z 2026-12-25T05:00:00Z',
    ])
  })

  it('lasts an hour less through the night in which clocks go forward, an hour more when they go back', () => {
    expect(elapsedOn(night, offsetsOf(night.zone), at('2026-03-08T00:00:00Z'), at('2026-03-08T18:00:00Z'))).toBe(7 * HOUR)
    expect(elapsedOn(night, offsetsOf(night.zone), at('2026-11-01T00:00:00Z'), at('2026-11-01T18:00:00Z'))).toBe(9 * HOUR)
  })

  it('never inverts a window that lies in the hour that is jumped over', () => {
    const early = calendar('America/Chicago', { sun: ['02:00-02:40', '02:40-03:10'] })

    expect(open(early, '2026-03-08T00:00:00Z', '2026-03-09T00:00:00Z')).toEqual(['2026-03-08T08:00:00Z 2026-03-08T08:10:00Z'])
  })

  it('closes at 24:00 on a date whose next midnight does not exist', () => {
    const late = calendar('America/Sao_Paulo', { sat: '20:00-24:00', sun: '00:00-04:00' })

    expect(open(late, '2018-11-03T12:00:00Z', '2018-11-04T12:00:00Z')).toEqual(['2018-11-03T23:00:00Z 2018-11-04T06:00:00Z'])
  })

  it('has nothing on a date that the island skipped', () => {
    const office = calendar('Pacific/Apia', { daily: '09:00-17:00' })

    expect(open(office, '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z')).toEqual([
      '2011-12-29T19:00:00Z 2011-12-30T03:00:00Z', '2011-12-30T19:00:00Z 2011-12-31T03:00:00Z',
    ])
  })
})

describe('when time allowed is over', () => {
  const office = calendar('America/Chicago', { 'mon-fri': '09:00-17:00' })

  it('counts elapsed time whatever the calendar says', () => {
    expect(due(office, '2026-01-16T21:00:00Z', { unit: 'elapsed', ms: 4 * HOUR })).toBe('2026-01-17T01:00:00Z')
  })

  it('carries business hours over the weekend and shows where they were spent', () => {
    const { due: end, working } = dueOn(office, offsetsOf(office.zone), business(4), at('2026-01-16T21:00:00Z'))

    expect(writeInstant(end ?? 0)).toBe('2026-01-19T17:00:00Z')
    expect(working.map((each) => each.map(writeInstant))).toEqual([
      ['2026-01-16T21:00:00Z', '2026-01-16T23:00:00Z'], ['2026-01-19T15:00:00Z', '2026-01-19T17:00:00Z'],
    ])
  })

  it('is over at closing, and not at the next opening, when it is used up at closing', () => {
    expect(due(office, '2026-01-16T21:00:00Z', business(2))).toBe('2026-01-16T23:00:00Z')
  })

  it('makes ten days 240 hours whatever the clocks do', () => {
    expect(due(office, '2026-03-01T12:00:00Z', { unit: 'elapsed', ms: 240 * HOUR })).toBe('2026-03-11T12:00:00Z')
  })

  test.each([
    ['the same wall time on the next date', '2026-01-15T16:00:00Z', 1, '2026-01-16T16:00:00Z'],
    ['over a weekend', '2026-01-16T16:00:00Z', 1, '2026-01-19T16:00:00Z'],
    ['a Saturday notice is due at Tuesday’s opening', '2026-01-17T18:00:00Z', 1, '2026-01-20T15:00:00Z'],
    ['before opening counts from the opening', '2026-01-15T10:00:00Z', 2, '2026-01-19T15:00:00Z'],
    ['at closing counts from the next opening', '2026-01-15T23:00:00Z', 1, '2026-01-19T15:00:00Z'],
    ['the wall time is kept when the clocks change', '2026-03-06T16:30:00Z', 1, '2026-03-09T15:30:00Z'],
  ])('counts business days: %s', (_, from, days, expected) => {
    expect(due(office, from, businessDays(days))).toBe(expected)
  })

  it('moves a business day on to the next opening where that time is closed', () => {
    const short = calendar('America/Chicago', { 'mon-fri': '09:00-17:00' }, { special: { '2026-12-24': '08:00-12:00' }, closed: ['2026-12-25'] })

    expect(due(short, '2026-12-23T21:00:00Z', businessDays(1))).toBe('2026-12-28T15:00:00Z')
    expect(due(short, '2026-12-23T16:00:00Z', businessDays(1))).toBe('2026-12-24T16:00:00Z')
  })

  it('does not count a date on which only the night before is still open', () => {
    const nights = calendar('UTC', { 'mon-fri': '22:00-06:00' })

    expect(due(nights, '2026-01-16T23:00:00Z', businessDays(1))).toBe('2026-01-19T23:00:00Z')
    expect(due(nights, '2026-01-17T02:00:00Z', businessDays(1))).toBe('2026-01-19T22:00:00Z')
  })

  it('counts every date of a calendar that never closes', () => {
    expect(due(calendar('America/Chicago', '24x7'), '2026-03-07T12:00:00Z', businessDays(2))).toBe('2026-03-09T11:00:00Z')
  })

  it('is never over on a calendar that does not open, and says so at once', () => {
    const empty = calendar('UTC', {})
    const past = calendar('UTC', {}, { special: { '2026-01-02': '09:00-17:00' } })

    expect(dueOn(empty, offsetsOf('UTC'), business(1), 0)).toEqual({ due: null, working: [] })
    expect(due(empty, '2026-01-01T00:00:00Z', businessDays(1))).toBeNull()
    expect(dueOn(past, offsetsOf('UTC'), business(9), at('2026-01-01T00:00:00Z')).working).toEqual([[at('2026-01-02T09:00:00Z'), at('2026-01-02T17:00:00Z')]])
    expect(due(past, '2026-01-01T00:00:00Z', businessDays(1))).toBeNull()
    expect(due(past, '2026-01-03T00:00:00Z', business(1))).toBeNull()
  })

  it('still waits for an opening that is years away', () => {
    const rare = calendar('UTC', {}, { special: { '2035-01-02': '09:00-17:00' } })

    expect(due(rare, '2026-01-01T00:00:00Z', business(1))).toBe('2035-01-02T10:00:00Z')
    expect(HORIZON_MS).toBeGreaterThan(10 * 365 * 24 * HOUR)
  })

  it('works ninety days of office hours out in well under a millisecond', () => {
    const run = (): number => {
      const started = performance.now()
      for (let round = 0; round < 20; round++) openIntervals(office, offsetsOf(office.zone), at('2026-01-01T00:00:00Z'), at('2026-04-01T00:00:00Z'))
      return (performance.now() - started) / 20
    }

    expect(openIntervals(office, offsetsOf(office.zone), at('2026-01-01T00:00:00Z'), at('2026-04-01T00:00:00Z'))).toHaveLength(64)
    expect(Math.min(...Array.from({ length: 20 }, run))).toBeLessThan(1)
  })
})
