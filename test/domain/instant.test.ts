import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localDay, readInstant, sayInstants, writeInstant, wallTime } from '../../domain/instant.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

/** Berlin's offsets around 2026, as the compiler would resolve them: summer time from 29 March to 25 October. */
const BERLIN: readonly (readonly [number, number])[] = [
  [Date.UTC(2025, 9, 26, 1), HOUR], [Date.UTC(2026, 2, 29, 1), 2 * HOUR], [Date.UTC(2026, 9, 25, 1), HOUR],
]
const berlinDate = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' })
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY

describe('an instant', () => {
  it('is the same after being written and read', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (at) => {
      expect(readInstant(writeInstant(at))).toBe(at)
    }))
  })

  it('counts its offset', () => {
    expect(readInstant('2026-11-20T10:00:00+01:00')).toBe(Date.UTC(2026, 10, 20, 9))
    expect(readInstant('2026-11-20T10:00-05:30')).toBe(Date.UTC(2026, 10, 20, 15, 30))
    expect(writeInstant(Date.UTC(2026, 10, 20, 10))).toBe('2026-11-20T10:00:00Z')
    expect(writeInstant(Date.UTC(2026, 10, 20, 10) + 5)).toBe('2026-11-20T10:00:00.005Z')
  })

  it.each([
    '2026-11-20T10:00:00', '2026-11-20', '2026-02-30T10:00:00Z', '2026-02-29T10:00:00Z', '2026-13-01T00:00:00Z', '2026-11-20T25:00:00Z', '2026-11-20T10:61:00Z',
    '2026-11-20T23:59:60Z', '2026-11-20T10:00:00+99:99', '2026-11-20 10:00:00Z', '20 Nov 2026', 'now', '', '0', '1795168800000', '2026-11-20T10:00:00Zjunk', '+002026-11-20T10:00:00Z',
    '2026-11-20T10:00:00z', '２０２６-11-20T10:00:00Z',
  ])('is not "%s"', (text) => expect(readInstant(text)).toBeUndefined())

  it('exists on 29 February of a leap year', () => expect(readInstant('2028-02-29T00:00:00Z')).toBe(Date.UTC(2028, 1, 29)))

  it('never takes hostile text for something else', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const at = readInstant(text)
      expect(at === undefined || Number.isInteger(at)).toBe(true)
    }))
  })
})

describe('the local date of an instant', () => {
  it('agrees with the calendar on every hour of the year, nights of the clock change included', () => {
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += HOUR) {
      expect(localDay(at, BERLIN)).toBe(dayOf(berlinDate.format(at)))
    }
  })

  it('turns at local midnight, to the millisecond, before and after the clocks change', () => {
    const summer = Date.UTC(2026, 6, 1, 22)
    expect(localDay(summer, BERLIN) - localDay(summer - 1, BERLIN)).toBe(1)
    const winter = Date.UTC(2026, 10, 20, 23)
    expect(localDay(winter, BERLIN) - localDay(winter - 1, BERLIN)).toBe(1)
  })

  it('changes once in the long night and once in the short one', () => {
    for (const night of [Date.UTC(2026, 9, 24, 22), Date.UTC(2026, 2, 28, 23)]) {
      const days = Array.from({ length: 24 }, (_, hour) => localDay(night + hour * HOUR, BERLIN))
      expect(new Set(days).size).toBeLessThanOrEqual(2)
    }
  })

  it('is the date of UTC where no offsets are given, and works before 1970', () => {
    expect(localDay(Date.UTC(2026, 10, 20, 23, 59), [])).toBe(dayOf('2026-11-20'))
    expect(localDay(-1, [[0, 0]])).toBe(-1)
  })
})

describe('a sentence with instants in it', () => {
  const told = (text: string) => sayInstants(text, (at) => `<${at}>`)

  it('says each in the words of whoever reads it, and the rest as it is', () => {
    expect(told('"bo" took it at 1970-01-01T00:00:01Z; ask them')).toBe('"bo" took it at <1000>; ask them')
    expect(told('1970-01-01T00:00:00.250Z to 1970-01-01T00:00:02Z')).toBe('<250> to <2000>')
    expect(told('nothing of the sort, not 2026-11-20 or 10:00')).toBe('nothing of the sort, not 2026-11-20 or 10:00')
    expect(told('')).toBe('')
  })

  it('leaves alone what only looks like one', () => {
    expect(told('on 2026-02-30T10:00:00Z')).toBe('on 2026-02-30T10:00:00Z')
    expect(told('A2026-11-20T10:00:00Z')).toBe('A2026-11-20T10:00:00Z')
  })
})

describe('an instant in a letter', () => {
  const chicago = [[0, -6 * 3_600_000]] as const

  it('is the time on the wall of the zone in which days are counted, and says how far that is from UTC', () => {
    expect(wallTime(Date.UTC(2026, 10, 24, 3, 30), chicago)).toBe('2026-11-23 21:30 (UTC-06:00)')
    expect(wallTime(Date.UTC(2026, 10, 24, 3, 30), [[0, 19_800_000]])).toBe('2026-11-24 09:00 (UTC+05:30)')
    expect(wallTime(Date.UTC(2026, 10, 24, 3, 30), [])).toBe('2026-11-24 03:30 UTC')
  })
})
