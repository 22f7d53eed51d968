import { describe, expect, it } from 'vitest'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { sourceFile } from '../../compiler/source.ts'
import { aPlan, anOrganisation, aTask, START } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk } from './desk.ts'

const HOUR = 3_600_000
const open = (hours: number) => ({ unit: 'business', ms: hours * HOUR }) as const
const days = (count: number) => ({ unit: 'business_days', days: count }) as const
/** The change board sits for four hours on the first Wednesday of each month, and on no other day. */
const firstWednesdays = ['2026-12-02', '2027-01-06', '2027-02-03', '2027-03-03', '2027-04-07', '2027-05-05', '2027-06-02', '2027-07-07']
const board = calendar('UTC', {}, { special: Object.fromEntries(firstWednesdays.map((day) => [day, '08:00-12:00'])) })
const desk = (sla: Parameters<typeof aTask>[1], plan: Parameters<typeof aPlan>[1], hours = board) =>
  openDesk(aPlan([aTask('look', sla)], { hours: 'board', ...plan }), { organisation: anOrganisation({ calendars: { board: hours } }) })

describe('a calendar that seldom opens', () => {
  it('is looked at as far ahead as the time allowed reaches, up to ten years', () => {
    expect(desk({ sla: { finish: open(26) } }, {}).instance('look').clock?.dueAt).toBe(Date.UTC(2027, 5, 2, 10))
    expect(desk({ sla: { finish: days(7) } }, {}).instance('look').clock?.dueAt).toBe(Date.UTC(2027, 6, 7, 8))
    expect(desk({}, { sla: open(26) }).state().caseClock?.dueAt).toBe(Date.UTC(2027, 5, 2, 10))
  })

  it('leaves a case without a due instant when its time is never over, and the steps go on', () => {
    const never = calendar('UTC', {})
    const late = desk({}, { sla: open(4) }, never)
    expect(late.state().caseClock).toBeNull()
    expect(late.instance('look').clock?.dueAt).toBeGreaterThan(START)
  })
})

it('a calendar that never opens is warned of', () => {
  const text = `organisation: shop
zone: UTC
locale: en
sink: ana
people: { ana: { name: Ana, email: ana@shop.example }, bo: { name: Bo, email: bo@shop.example } }
roles: { lead: { accountable_for: all, people: [ana, bo] } }
calendars:
  once: { open: { mon: 08:00-12:00 }, closed: [2015-01-01..2040-12-31], special: { 2027-03-01: 09:00-10:00 } }
  never: { open: { mon: 08:00-12:00 }, closed: [2015-01-01..2040-12-31] }
`
  const { diagnostics } = compileOrganisation(sourceFile('organisation.yaml', text), { now: START, environment: {} })
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual(['SOP441 the calendar "never" never opens within ten years'])
})
