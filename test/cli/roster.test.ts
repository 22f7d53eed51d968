import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { companyFolder } from './company.ts'
import { sop } from './io.ts'

const { folder, org: ORG } = companyFolder(['ana', 'bo', 'dana', 'kim', 'olu', 'sam'], `  ops_director: { accountable_for: operations, people: [olu, kim] }
rosters:
  support_leads:
    fallback: ops_director
    layers:
      - name: weekdays
        priority: 1
        rotation: { every: 1 week, from: 2026-01-05 08:00, people: [dana, sam] }
        hours: { mon-fri: 08:00-20:00 }
    overrides:
      - { from: 2026-11-24 08:00, to: 2026-11-25 08:00, replace: dana, with: kim, because: dentist }
  everybody:
    one: false
    layers:
      - name: nights
        rotation: { every: 12 hours, from: 2026-01-05 20:00, people: [[ana, bo], kim] }
absences:
  - { person: dana, from: 2026-12-08 00:00, to: 2026-12-09 00:00, because: leave, cover: bo }
`)

const json = async (...args: readonly string[]) => {
  const { code, out } = await sop(['roster', ...args, '--org', ORG, '--json'])
  return { code, ...JSON.parse(out) }
}

test('who is on is said with the reason and a receipt', async () => {
  const answer = await json('who', 'support_leads', '--at', '2026-11-24T16:00:00Z')

  expect(answer).toEqual({
    code: 0,
    people: [{ id: 'kim', why: 'Kim Duy replaces Dana Reyes by an override (dentist); Dana Reyes has the shift in layer "weekdays"' }],
    fallbackUsed: false,
    receipt: {
      roster: 'support_leads', organisationVersion: expect.stringMatching(/^[0-9a-f]{64}$/), at: '2026-11-24T16:00:00Z', by: 'roster',
      people: [{ id: 'kim', why: expect.any(String), layers: ['weekdays'], since: '2026-11-23T14:00:00Z', instead: [{ of: 'dana', by: 'override' }] }],
      considered: [{ person: 'dana', why: 'is replaced by Kim Duy (dentist)' }],
    },
  })
})

test('a cover, a group that is on together and the fallback are said too', async () => {
  expect((await json('who', 'support_leads', '--at', '2026-12-08T16:00:00Z')).people).toMatchObject([{ id: 'bo' }])
  expect((await json('who', 'everybody', '--at', '2026-01-06T03:00:00Z')).people.map(({ id }: { id: string }) => id)).toEqual(['ana', 'bo'])
  expect(await json('who', 'support_leads', '--at', '2026-11-28T16:00:00Z')).toMatchObject({ people: [{ id: 'olu' }], fallbackUsed: true, receipt: { by: 'fallback' } })
})

test('the schedule has shifts and gaps, and of an empty stretch neither', async () => {
  expect(await json('show', 'support_leads', '--from', '2026-11-24T00:00:00Z', '--to', '2026-11-25T16:00:00Z')).toEqual({
    code: 0,
    shifts: [
      { from: '2026-11-24T00:00:00Z', to: '2026-11-24T02:00:00Z', people: ['dana'] },
      { from: '2026-11-24T14:00:00Z', to: '2026-11-25T02:00:00Z', people: ['kim'] },
      { from: '2026-11-25T14:00:00Z', to: '2026-11-25T16:00:00Z', people: ['dana'] },
    ],
    gaps: [{ from: '2026-11-24T02:00:00Z', to: '2026-11-24T14:00:00Z' }, { from: '2026-11-25T02:00:00Z', to: '2026-11-25T14:00:00Z' }],
  })
  expect(await json('show', 'everybody', '--from', '2026-11-24T00:00:00Z', '--to', '2026-11-24T00:00:00Z')).toEqual({ code: 0, shifts: [], gaps: [] })
})

test('the roster is right in years for which no zone table was made', async () => {
  expect((await json('show', 'support_leads', '--from', '2051-07-03T00:00:00Z', '--to', '2051-07-03T14:00:00Z')).shifts).toEqual([
    { from: '2051-07-03T13:00:00Z', to: '2051-07-03T14:00:00Z', people: ['dana'] },
  ])
})

test('people read it on the roster\'s own clocks', async () => {
  const who = await sop(['roster', 'who', 'support_leads', '--at', '2026-11-24T16:00:00Z', '--org', ORG])
  const show = await sop(['roster', 'show', 'support_leads', '--from', '2026-11-24T12:00:00Z', '--to', '2026-11-25T02:00:00Z', '--org', ORG])

  expect(who.out).toContain('kim: Kim Duy replaces Dana Reyes')
  expect(who.out).toMatch(/dana +is replaced by Kim Duy/)
  expect(who.out).toContain('Tue 2026-11-24 10:00')
  expect(show.out).toMatch(/Tue 2026-11-24 06:00 +Tue 2026-11-24 08:00 +2 h +nobody, so ops_director/)
  expect(show.out).toMatch(/Tue 2026-11-24 08:00 +Tue 2026-11-24 20:00 +12 h +kim/)
})

test.each([
  ['a roster that is not there', 2, '"support_leads", "everybody"', ['who', 'nobodys', '--at', '2026-11-24T16:00:00Z', '--org', ORG]],
  ['an instant without its offset', 2, '"2026-11-24T16:00:00"', ['who', 'everybody', '--at', '2026-11-24T16:00:00', '--org', ORG]],
  ['a stretch that ends before it begins', 2, '--from', ['show', 'everybody', '--from', '2026-11-24T16:00:00Z', '--to', '2026-11-24T15:00:00Z', '--org', ORG]],
  ['no instant', 2, '--at', ['who', 'everybody', '--org', ORG]],
  ['no question', 2, 'who', []],
  ['an organisation file that is not there', 3, 'ENOENT', ['who', 'everybody', '--at', '2026-11-24T16:00:00Z', '--org', 'nowhere.yaml']],
] as const)('%s is exit %i and says what to do', async (_what, expected, text, args) => {
  const { code, out, err } = await sop(['roster', ...args])

  expect([code, out]).toEqual([expected, ''])
  expect(err).toContain(text)
})

test('an organisation file with mistakes is exit 1, with every mistake at its place', async () => {
  const broken = join(folder, 'broken.yaml')
  writeFileSync(broken, 'organisation: harbour-goods\nzone: America/Chicago\nsink: nobody\n')

  const { code, err } = await sop(['roster', 'who', 'x', '--at', '2026-11-24T16:00:00Z', '--org', broken])

  expect(code).toBe(1)
  expect(err).toContain('broken.yaml')
})
