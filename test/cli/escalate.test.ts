import { describe, expect, test } from 'vitest'
import { companyFolder } from './company.ts'
import { sop } from './io.ts'

const { org: ORG } = companyFolder(['ana', 'bo', 'dana', 'kim', 'olu', 'sam'], `  cx_lead: { accountable_for: customer escalations, roster: leads }
  ops_director: { accountable_for: operations, people: [olu, bo] }
calendars:
  support: { open: { mon-fri: 08:00-20:00 } }
rosters:
  leads:
    fallback: kim
    layers:
      - { name: weeks, rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, sam] }, hours: { mon-fri: 08:00-20:00 } }
escalations:
  customer_care:
    repeat: 1
    acknowledged_for: 4bh
    levels:
      - { at: 50%, do: remind }
      - { at: 100%, to: cx_lead, takes_over: true }
      - { after: 2bh, to: ops_director }
      - { after: 4bh, to: "slack:#ops-alerts" }
`, ['ana'])

async function escalate(text: string, ...args: readonly string[]) {
  const ran = await sop(['escalate', '-', '--org', ORG, '--json', ...args], { stdin: () => text })
  return { ...ran, ...(ran.code === 0 ? JSON.parse(ran.out) : {}) }
}

const kinds = ({ timeline }: { readonly timeline: readonly { readonly at: string; readonly kind: string; readonly level: number | null; readonly to: readonly string[] }[] }): readonly string[] =>
  timeline.filter(({ kind }) => kind !== 'warning').map(({ at, kind, level, to }) => [at, kind, ...(level === null ? [] : [level]), ...to].join(' '))

test('a path of the organisation is climbed on the step\'s calendar, told by whoever is on the roster then', async () => {
  const played = await escalate(`
path: customer_care
calendar: support
goal: 4bh
start: 2026-01-16T15:00:00Z
assignee: bo
until: 2026-01-20T00:00:00Z
`)

  expect(kinds(played)).toEqual([
    '2026-01-16T15:00:00Z assigned bo', '2026-01-16T17:00:00Z reminded 1 bo', '2026-01-16T19:00:00Z breached bo', '2026-01-16T19:00:00Z escalated 2 sam',
    '2026-01-16T21:00:00Z escalated 3 olu', '2026-01-17T01:00:00Z escalated 4 slack:#ops-alerts', '2026-01-19T17:00:00Z escalated 2 dana',
    '2026-01-19T19:00:00Z escalated 3 olu', '2026-01-19T23:00:00Z escalated 4 slack:#ops-alerts',
  ])
  expect(played.state).toEqual({ status: 'open', level: 4, assignee: 'dana' })
  expect(played.timeline[1]).toEqual({ at: '2026-01-16T17:00:00Z', kind: 'warning', level: null, to: ['bo'], why: '50% of the time allowed is used' })
})

test('everything that people can do to a step is played, and what does not fit is listed as refused', async () => {
  const played = await escalate(`
path: { levels: [{ after: 1h, to: sam }, { after: 5h, to: leads }], acknowledged_for: 3h }
start: 2026-01-16T15:00:00Z
assignee: dana
until: 2026-01-18T00:00:00Z
events:
  - { at: 2026-01-16T15:10:00Z, acknowledge: bo }
  - { at: 2026-01-16T16:30:00Z, acknowledge: sam }
  - { at: 2026-01-16T17:00:00Z, pause: waiting_customer }
  - { at: 2026-01-16T18:00:00Z, resume: waiting_customer }
  - { at: 2026-01-16T18:30:00Z, escalate: dana, level: 0 }
  - { at: 2026-01-16T18:30:00Z, escalate: dana, level: 1 }
  - { at: 2026-01-16T19:00:00Z, deescalate: olu, level: 2 }
  - { at: 2026-01-16T19:10:00Z, reassign: ana, by: olu }
  - { at: 2026-01-16T19:10:00Z, reassign: bo, by: olu }
  - { at: 2026-01-16T19:20:00Z, decline: bo }
  - { at: 2026-01-16T19:30:00Z, complete: bo }
  - { at: 2026-01-16T19:40:00Z, cancel: true }
`)

  expect(kinds(played).map((line) => line.slice(11))).toEqual([
    '15:00:00Z assigned dana', '15:10:00Z refused bo', '16:00:00Z escalated 1 sam', '16:30:00Z acknowledged 1 sam', '17:00:00Z paused', '18:00:00Z resumed',
    '18:30:00Z refused dana', '18:30:00Z escalated 2 sam', '19:00:00Z deescalated 1 olu', '19:10:00Z refused olu', '19:10:00Z reassigned 1 bo',
    '19:20:00Z declined 1 bo', '19:20:00Z escalated 2 sam', '19:30:00Z completed bo', '19:40:00Z refused',
  ])
  expect(played.state).toEqual({ status: 'completed', level: 2, assignee: 'bo' })
})

test('an empty level is skipped, a fallback is somebody, and a path that reaches nobody tells the sink once', async () => {
  const played = await escalate('path: { levels: [{ after: 1h, to: ana }, { after: 9h, to: ana }], repeat: 3 }\nstart: 2026-01-17T15:00:00Z\nuntil: 2026-02-20T00:00:00Z\nassignee: dana\n')
  const weekend = await escalate('path: [{ after: 1h, to: cx_lead }]\nstart: 2026-01-17T15:00:00Z\nuntil: 2026-01-17T17:00:00Z\nassignee: dana\n')

  expect(kinds(played).slice(1)).toEqual(['2026-01-17T16:00:00Z level_skipped 1', '2026-01-17T16:00:00Z level_skipped 2', '2026-01-17T16:00:00Z exhausted', '2026-01-17T16:00:00Z fallback_used olu'])
  expect(played.state.status).toBe('exhausted')
  expect(kinds(weekend).slice(1)).toEqual(['2026-01-17T16:00:00Z escalated 1 kim'])
})

test('people read the story on the calendar\'s clocks, and how it stands', async () => {
  const { out } = await sop(['escalate', '-', '--org', ORG], { stdin: () => 'path: customer_care\ncalendar: support\ngoal: 4bh\nstart: 2026-01-16T15:00:00Z\nuntil: 2026-01-16T20:00:00Z\nassignee: bo\n' })

  expect(out).toMatch(/Fri 2026-01-16 13:00 +escalated +2 +sam +the time allowed is used up: sam/)
  expect(out).toContain('open at level 2, with sam')
})

describe('a file with a mistake is exit 1 and shows it at its place', () => {
  const good = 'path: customer_care\ngoal: 4bh\nstart: 2026-01-16T15:00:00Z\nuntil: 2026-01-20T00:00:00Z\n'

  test.each([
    ['an unknown path', good.replace('customer_care', 'customer_car'), 'customer_care'],
    ['an unknown calendar', `${good}calendar: suport\n`, 'support'],
    ['an unknown assignee', `${good}assignee: dan\n`, 'dana'],
    ['an unknown person in an event', `${good}events: [{ at: 2026-01-16T16:00:00Z, reassign: sam, by: ollu }]\n`, 'olu'],
    ['an unknown role in an inline path', good.replace('customer_care', '[{ after: 1h, to: cx_led }]'), 'cx_lead'],
    ['percents that fall', good.replace('customer_care', '[{ at: 50%, to: sam }, { at: 20%, to: olu }]'), '20%'],
    ['a percent of no goal', good.replace('goal: 4bh\n', ''), 'goal'],
    ['an event of two kinds', `${good}events: [{ at: 2026-01-16T16:00:00Z, pause: a, resume: b }]\n`, 'both'],
    ['a level that was not seen', `${good}events: [{ at: 2026-01-16T16:00:00Z, escalate: sam }]\n`, 'level'],
    ['an instant without its offset', good.replace('15:00:00Z', '15:00:00'), 'instant'],
    ['a goal without its unit', good.replace('4bh', '4'), 'unit'],
    ['no YAML', 'path: {', 'YAML'],
  ])('%s', async (_what, text, expected) => {
    const { code, err } = await escalate(text)

    expect(code).toBe(1)
    expect(err).toContain(expected)
    expect(err).toMatch(/stdin:\d+:\d+/)
  })

  test('a goal for which the calendar never opens', async () => {
    const { code, err } = await escalate(`${good}calendar: { open: {}, special: { 2026-01-16: 10:00-11:00 } }\n`)

    expect(code).toBe(1)
    expect(err).toMatch(/never over|open/)
  })
})

test('a file that is not there is exit 3', async () => {
  const { code, err } = await sop(['escalate', 'nowhere.yaml', '--org', ORG])

  expect(code).toBe(3)
  expect(err).toContain('nowhere.yaml')
})
