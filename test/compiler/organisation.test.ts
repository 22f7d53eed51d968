import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile, shop, whole } from './organisations.ts'

const iso = (at: number) => new Date(at).toISOString().replace(':00.000Z', 'Z')
const date = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
const lowered = (text: string) => {
  const { organisation, diagnostics } = compile(text)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return organisation!
}
const organisation = lowered(whole)
const calendarOf = (calendar: string) => lowered(shop().replace(/calendars:\n(?: {2}.*\n)+/, `calendars:\n  support: ${calendar}\n`)).calendars['support']!

describe('people and roles', () => {
  it('inherit zone and locale from the organisation, and are staff when nothing else is said', () => {
    expect(organisation.people['ben']).toEqual({ id: 'ben', name: 'Ben Cole', email: 'ben@quay.example', zone: 'America/Chicago', locale: 'en-US', active: true, access: ['staff'] })
    expect(organisation.people['ada']).toMatchObject({ slack: 'U02ADA', zone: 'Europe/Berlin', locale: 'de', manager: 'olga', access: ['staff', 'approver'] })
    expect(organisation.people['dee']).toMatchObject({ active: false })
  })

  it('have quiet hours in minutes of the day, past midnight too', () => {
    expect(organisation.people['olga']?.quiet).toEqual({ from: 1320, to: 1860 })
    expect(organisation.customerQuiet).toEqual({ from: 1260, to: 1920 })
  })

  it('give a role with a roster everybody whom the roster can put on', () => {
    expect(organisation.roles['leads']).toEqual({
      id: 'leads', accountableFor: 'escalations', people: ['ada', 'ben', 'cal', 'eve'], roster: 'lead_roster', pick: 'first', mayApprove: { amount: '250.00', currency: 'USD' },
    })
    expect(organisation.roles['graders']).toMatchObject({ people: ['ben', 'cal'], pick: 'round_robin' })
  })
})

describe('calendars', () => {
  const { desk, nights, always } = organisation.calendars

  it('open by weekday, in minutes of the local day', () => {
    const weekdays = [0, 1, 2, 3].map((day) => ({ day, from: 480, to: 1200 }))
    expect(desk).toMatchObject({ id: 'desk', zone: 'Europe/Berlin', always: false, weekly: [...weekdays, { day: 5, from: 540, to: 720 }, { day: 5, from: 780, to: 840 }] })
  })

  it('close a night on the next day', () => {
    expect(nights?.weekly).toEqual([0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, from: 1320, to: 1800 })))
    expect(nights?.zone).toBe('America/Chicago')
  })

  it('are always open, or have days', () => {
    expect(always).toMatchObject({ always: true, weekly: [], closed: [], special: [] })
    expect(calendarOf('{ open: { fri-mon: 00:00-24:00 } }').weekly.map(({ day, from, to }) => [day, from, to])).toEqual([0, 4, 5, 6].map((day) => [day, 0, 1440]))
    expect(calendarOf('{ open: { "mon,wed-fri": 09:00-17:00 } }').weekly.map(({ day }) => day)).toEqual([0, 2, 3, 4])
  })

  it('have special hours in the order of their dates', () => {
    expect(desk?.special.map(({ day, windows }) => [date(day), windows])).toEqual([['2026-11-26', [{ from: 600, to: 840 }]], ['2026-12-22', [{ from: 480, to: 720 }]]])
  })

  it('are closed on what the file says and on public holidays, in the language of the file', () => {
    const in2026 = desk!.closed.map(({ day, why }) => `${date(day)} ${why}`).filter((each) => each.startsWith('2026'))
    expect(in2026).toEqual([
      "2026-01-01 New Year's Day", '2026-04-03 Good Friday', '2026-04-06 Easter Monday', '2026-05-01 Labour Day', '2026-05-14 Ascension Day', '2026-05-25 Whit Monday',
      '2026-06-04 Corpus Christi', '2026-07-01 closed', '2026-07-02 closed', '2026-07-03 closed', '2026-10-03 National Holiday',
      '2026-12-23 closed', '2026-12-25 Christmas Day', '2026-12-26 Boxing Day', '2026-12-31 holiday',
    ])
  })

  it('leave a holiday out by its name in every year, and by its date in one', () => {
    const { closed } = calendarOf('{ open: { mon-fri: 08:00-18:00 }, holidays: { country: US, except: [Columbus Day, 2026-11-11] } }')
    const names = closed.map(({ day, why }) => `${date(day).slice(0, 4)} ${why}`)
    expect(names.filter((each) => each.includes('Columbus'))).toEqual([])
    expect(names.filter((each) => each.includes('Veterans')).slice(10, 12)).toEqual(['2025 Veterans Day', '2027 Veterans Day'])
  })
})

describe('wall times', () => {
  const overrideAt = (zone: string, from: string, to: string) => {
    const rosters = `rosters:\n  leads:\n    zone: ${zone}\n    layers:\n      - rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, sam] }\n    overrides:\n      - { from: ${from}, to: ${to}, remove: dana }\n`
    const [override] = lowered(shop(rosters)).rosters['leads']!.overrides
    return [iso(override!.from), iso(override!.to)]
  }

  it('are instants in the zone of their roster', () => {
    expect(overrideAt('Europe/London', '2026-11-24 08:00', '2026-11-25 08:00')).toEqual(['2026-11-24T08:00Z', '2026-11-25T08:00Z'])
    expect(overrideAt('Asia/Kathmandu', '2026-11-24 08:00', '2026-11-24 24:00')).toEqual(['2026-11-24T02:15Z', '2026-11-24T18:15Z'])
  })

  it('are the end of the gap when the clocks skip them, and the first of two when they come twice', () => {
    expect(overrideAt('America/Chicago', '2026-03-08 02:30', '2026-11-01 01:30')).toEqual(['2026-03-08T08:00Z', '2026-11-01T06:30Z'])
  })

  it('may be instants with an offset instead', () => {
    expect(overrideAt('Asia/Tokyo', '2026-11-24T08:00-06:00', '2026-11-25T08:00:00Z')).toEqual(['2026-11-24T14:00Z', '2026-11-25T08:00Z'])
  })

  it('of an absence are in the zone of whoever is away', () => {
    expect(organisation.absences.map(({ person, from, to, cover, because }) => [person, iso(from), iso(to), cover, because])).toEqual([
      ['ada', '2026-12-09T23:00Z', '2026-12-11T23:00Z', 'ben', 'leave'],
    ])
  })
})

describe('a roster', () => {
  const roster = organisation.rosters['lead_roster']!

  it('has layers with their rotations and hours', () => {
    expect(roster).toMatchObject({ id: 'lead_roster', zone: 'Europe/London', one: false, fallback: 'directors' })
    expect(roster.layers.map(({ name, priority, rotation }) => [name, priority, rotation])).toEqual([
      ['weekdays', 1, { every: 1, unit: 'week', anchor: { day: 20458, minute: 480 }, turns: [['ada'], ['ben']] }],
      ['rest', 0, { every: 3, unit: 'day', anchor: { day: 20458, minute: 1200 }, turns: [['cal', 'eve'], ['ben']], workingDays: 'desk' }],
    ])
    expect(roster.layers.map(({ hours }) => hours?.length)).toEqual([5, undefined])
    expect(date(20458)).toBe('2026-01-05')
  })

  it('keeps overrides in the order of the file, and swaps', () => {
    expect(roster.overrides.map(({ from: _from, to: _to, ...rest }) => rest)).toEqual([
      { do: 'replace', person: 'ada', with: 'eve', because: 'dentist' }, { do: 'add', person: 'cal' }, { do: 'remove', person: 'ada' },
    ])
    expect(roster.swaps).toMatchObject([{ of: 'ada', takenBy: 'ben' }])
  })
})

describe('an escalation path', () => {
  it('keeps the units of its times, its repeats and whom it tells by what', () => {
    expect(organisation.escalations['care']).toEqual({
      repeat: 2, repeatAfter: { unit: 'business', ms: 4 * 3_600_000 }, acknowledgedFor: { unit: 'business_days', days: 1 },
      levels: [
        { when: { at: 50 }, do: { kind: 'remind' } },
        { when: { at: 100 }, do: { kind: 'tell', to: { kind: 'role', name: 'leads' }, takesOver: true } },
        { when: { after: { unit: 'business', ms: 90 * 60_000 } }, do: { kind: 'tell', to: { kind: 'roster', name: 'lead_roster' }, takesOver: false }, by: ['slack', 'email'] },
        { when: { after: { unit: 'elapsed', ms: 0 } }, do: { kind: 'tell', to: { kind: 'person', name: 'olga' }, takesOver: true } },
        { when: { after: { unit: 'elapsed', ms: 4 * 3_600_000 } }, do: { kind: 'tell', to: { kind: 'channel', name: 'slack:#ops-alerts' }, takesOver: false } },
      ],
    })
  })
})

describe('what lies outside', () => {
  it('is a connector by name, a web service by address, or settings of the connector itself', () => {
    expect(organisation.systems).toEqual({
      refund: { connector: 'shopify', settings: {} },
      risk: { connector: 'http', settings: { http: 'https://risk.quay.example/score', secret: 'env RISK_TOKEN' } },
      http: { connector: 'http', settings: { hosts: ['stock.quay.example'], secret: 'env STOCK_TOKEN' } },
    })
  })

  it('has limits of money by action', () => {
    const usd = (amount: string) => ({ amount, currency: 'USD' })
    expect(organisation.limits).toEqual({ 'refund.pay': { perCase: usd('500.00'), perDay: usd('5000.00'), perPersonDay: usd('1000.00') } })
  })

  it('sends events with typed fields, signed with a secret that the file does not hold', () => {
    expect(organisation.sources['supplier_portal']).toEqual({
      secretEnv: 'SUPPLIER_SECRET', signature: { header: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex' }, id: ['body', 'delivery_id'],
      events: { eta_changed: { po: 'text', eta: 'date', lines: { list: { map: { sku: 'text', quantity: 'whole_number' } } } } },
    })
  })
})

describe('the whole', () => {
  it('has offsets of every zone that it names', () => {
    expect(Object.keys(organisation.zones)).toEqual(['America/Chicago', 'Europe/Berlin', 'Europe/London'])
    expect(organisation.zones['Europe/London']?.length).toBeGreaterThan(50)
  })

  it('is plain data once it is stored, and has one version whenever it is compiled', () => {
    const stored = JSON.parse(JSON.stringify(organisation)) as typeof organisation
    expect(stored).toEqual(organisation)
    expect(lowered(whole).version).toBe(stored.version)
  })
})

it('is shown by the documents in a file that compiles', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/organisation.md'), 'utf8')
  const example = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  expect(Object.keys(lowered(example).rosters)).toEqual(['support_leads'])
})
