import { describe, expect, it } from 'vitest'
import { complaints, shop } from './organisations.ts'

const roster = (rest: string, people = 'dana, sam') => `rosters:\n  leads:\n${rest}    layers:\n      - rotation: { every: 1 week, from: 2026-01-05 08:00, people: [${people}] }\n`
const nights = '        hours: { mon-fri: 20:00-08:00, sat-sun: 00:00-24:00 }\n'
const away = (person: string, from: string, to: string, more = '') => `  - { person: ${person}, from: ${from} 00:00, to: ${to} 00:00${more} }\n`

describe('the next 30 days', () => {
  it('are covered by a rotation without hours', () => {
    expect(complaints(shop(roster('')))).toEqual([])
  })

  it('show the hours in which nobody is on, on the clock of the roster', () => {
    const [found, ...rest] = complaints(shop(roster('    zone: Europe/Berlin\n') + nights))
    expect(rest).toEqual([])
    expect(found).toBe(
      'SOP434 nobody is on the roster "leads" in the next 30 days at 2026-11-20 11:00 to 2026-11-20 20:00, 2026-11-23 00:00 to 2026-11-23 20:00, ' +
        '2026-11-24 08:00 to 2026-11-24 20:00 and 18 more times',
    )
  })

  it('are covered by a fallback', () => {
    expect(complaints(shop(roster('    fallback: boss\n') + nights))).toEqual([])
  })

  it('are not covered by a fallback who is away just then', () => {
    const text = shop(roster('    fallback: olu\n') + nights + `absences:\n${away('olu', '2026-11-24', '2026-11-25')}`)
    expect(complaints(text)).toEqual(['SOP434 nobody is on the roster "leads" in the next 30 days at 2026-11-24 08:00 to 2026-11-24 20:00'])
  })

  it('show when all who hold a role are away', () => {
    const text = shop(`absences:\n${away('ana', '2026-11-24', '2026-12-01')}${away('bo', '2026-11-30', '2026-12-03')}`)
    expect(complaints(text)).toEqual(['SOP434 nobody can take the role "inspector" in the next 30 days at 2026-11-30 00:00 to 2026-12-01 00:00'])
  })

  it('are covered by whoever covers for the one who is away', () => {
    const both = (more: string) => shop(`absences:\n${away('ana', '2026-11-24', '2026-12-01', more)}${away('bo', '2026-11-24', '2026-12-03')}`)
    expect(complaints(both(', cover: kate'))).toEqual([])
    expect(complaints(both(', cover: bo'))).toEqual(['SOP434 nobody can take the role "inspector" in the next 30 days at 2026-11-24 00:00 to 2026-12-01 00:00'])
  })

  it('show when the sink itself is away', () => {
    const text = shop(`absences:\n${away('kate', '2026-11-24', '2026-11-26')}`).replace('sink: boss', 'sink: kate')
    expect(complaints(text)).toEqual(['SOP434 nobody can be the sink "kate" in the next 30 days at 2026-11-24 00:00 to 2026-11-26 00:00'])
  })

  it('say nothing of what was before them or comes after', () => {
    const both = (from: string, to: string) => shop(`absences:\n${away('ana', from, to)}${away('bo', from, to)}`)
    expect(complaints(both('2026-11-01', '2026-11-20'))).toEqual([])
    expect(complaints(both('2026-12-21', '2027-01-05'))).toEqual([])
  })
})
