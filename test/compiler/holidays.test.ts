import { describe, expect, it } from 'vitest'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { MOST_HOLIDAYS } from '../../compiler/organisation/coverage.ts'
import { holidaysOf, regionsOf } from '../../compiler/organisation/holidays.ts'
import { sourceFile } from '../../compiler/source.ts'

const kept = (country: string, year: number, region?: string, language = 'en') =>
  holidaysOf(country, region, language).of(year).map(({ day, name }) => `${new Date(day * 86_400_000).toISOString().slice(5, 10)} ${name}`)

describe('public holidays', () => {
  it('of the US are those of the government, in the words of the country', () => {
    expect(kept('US', 2026)).toEqual([
      "01-01 New Year's Day", '01-19 Martin Luther King Jr. Day', "02-16 Washington's Birthday", '05-25 Memorial Day', '06-19 Juneteenth',
      '07-03 Independence Day (substitute day)', '07-04 Independence Day', '09-07 Labor Day', '10-12 Columbus Day', '11-11 Veterans Day', '11-26 Thanksgiving Day',
      '12-25 Christmas Day',
    ])
  })

  it('of a new year may be kept on the last day of the old one', () => {
    expect(kept('US', 2021).at(-1)).toBe("12-31 New Year's Day (substitute day)")
  })

  it('that begin at sunset are on the day after', () => {
    expect(kept('IL', 2026).filter((each) => each.includes('Yom Kippur'))).toEqual(['09-21 Day of Atonement (Yom Kippur)'])
  })

  it('that last for days close each of them, and half a day closes none', () => {
    expect(kept('TR', 2026).filter((each) => each.includes('Ramadan')).map((each) => each.slice(0, 5))).toEqual(['03-20', '03-21', '03-22'])
    expect(kept('CN', 2026).filter((each) => each.includes('Youth Day'))).toEqual([])
  })

  it('differ by region, and by region of a region', () => {
    expect(kept('DE', 2026).some((each) => each.includes('Corpus Christi'))).toBe(false)
    expect(kept('DE', 2026, 'BY')).toContain('06-04 Corpus Christi')
    expect(kept('DE', 2026, 'BY-A')).toContain('08-08 Augsburg Peace Festival')
  })

  it('are named in the language asked for, where it is known', () => {
    expect(kept('DE', 2026, 'BY', 'de')).toContain('06-04 Fronleichnam')
    expect(kept('US', 2026, undefined, 'tlh')).toContain('09-07 Labor Day')
  })

  it('reach from 2015 to 2040, ascending, one for a date', () => {
    const all = holidaysOf('US', undefined, 'en').all()
    expect(all.map(({ day }) => day)).toEqual([...new Set(all.map(({ day }) => day))].sort((left, right) => left - right))
    expect([all[0]?.day, all.at(-1)?.day]).toEqual([Date.UTC(2015, 0, 1) / 86_400_000, Date.UTC(2040, 11, 25) / 86_400_000])
  })

  it('are fewer than a hundred a year in every place, the busiest included', () => {
    for (const country of ['BA', 'IR', 'LK', 'ME', 'VA']) expect(kept(country, 2026).length * 10).toBeLessThan(MOST_HOLIDAYS)
  })

  it.each([
    ['mon-fri: 08:00-18:00', '', []],
    ['mon: 08:00-18:00', '', []],
    ['mon-sun: 08:00-18:00', ', add: [2015-01-01..2040-12-31]', ['SOP441']],
  ])('and a calendar of %s%s that they close is looked at to its end', (open, add, expected) => {
    const text = `organisation: shop
zone: UTC
sink: ana
people: { ana: { name: Ana, email: ana@shop.example }, bo: { name: Bo, email: bo@shop.example } }
roles: { lead: { accountable_for: all, people: [ana, bo] } }
calendars: { desk: { open: { ${open} }, holidays: { country: US${add} } } }
`
    const { diagnostics } = compileOrganisation(sourceFile('organisation.yaml', text), { now: Date.UTC(2026, 10, 20), environment: {} })
    expect(diagnostics.map(({ code }) => code)).toEqual(expected)
  })

  it('do not depend on the zone of the machine', () => {
    const before = process.env['TZ']
    process.env['TZ'] = 'Pacific/Kiritimati'
    expect(kept('GB', 2027)).toContain('12-27 Christmas Day (substitute day)')
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })

  it('are known of countries and of their regions', () => {
    for (const country of ['US', 'DE', 'GB', 'JP']) expect(regionsOf(country)).toBeDefined()
    expect(regionsOf('DE')).toEqual(expect.arrayContaining(['BY', 'BY-A', 'NW']))
    expect(regionsOf('XX')).toBeUndefined()
    expect(regionsOf('constructor')).toBeUndefined()
  })
})
