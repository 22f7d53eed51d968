import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { Refused } from '../../domain/refusal.ts'
import type { ApiDeps } from '../../api/deps.ts'
import { withEdits } from '../../domain/roster/edit.ts'
import { aCase, aDetail, aTask, fakes, organisation } from '../api/fakes.ts'
import { every, layer, roster } from '../domain/roster-builders.ts'
import { sop } from './io.ts'

const NOW = Date.parse('2026-11-20T10:00:00Z')
const withRoster = withEdits({ ...organisation, rosters: { leads: roster([layer(every(1, 'week', '2026-11-16 08:00', ['ana']))], { zone: 'UTC' }) } }, [
  { roster: 'leads', made: { id: 'e1', by: 'bo', at: NOW }, wish: { do: 'replace', person: 'ana', with: 'bo', from: NOW, to: NOW + 9e6, because: 'dentist' } },
], NOW)

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** The real API over ports in memory, and the command line that talks to it. */
function shop(over: Partial<ApiDeps> = {}, env: Record<string, string> = {}) {
  const made = fakes(over)
  const server = made.app.listen(0)
  servers.push(server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { ...made, sop: (...args: string[]) => sop(args, { env: { EVENKEEL_URL: url, ...env } }) }
}

test('cases are a table for people and an object for programs', async () => {
  const { sop } = shop()

  const people = await sop('cases')
  const programs = await sop('cases', '--json')

  expect(people.code).toBe(0)
  expect(people.out).toBe(
    'case  what   sop      opened                where it stands\nc1    #2041  returns  Fri 2026-11-20 10:00  waits for the warehouse',
  )
  expect(JSON.parse(programs.out)).toMatchObject({ cases: [{ caseId: 'c1' }], next: null })
})

test('a case says by which way people acted, and who was told what of it and whether it arrived', async () => {
  const line = { position: 2, at: NOW, type: 'completed', text: 'ana finished Inspect: good', actor: 'person:ana', via: 'slack', step: 'inspect', detail: {}, minor: false, confirmed: true }
  const delivery = {
    id: '7', caseId: 'c1', step: 'inspect', instance: 'inspect#1', kind: 'told', person: 'bo', address: 'bo@shop.test', channel: 'email', urgent: true, headline: 'Inspect was escalated to you',
    state: 'failed_over', tries: 3, possibleRepeat: true, createdAt: NOW, settledAt: NOW + 60_000, nextAt: null, reference: null, reason: 'no such user',
  } as const
  const later = { ...delivery, id: '8', channel: 'slack', state: 'due', tries: 1, possibleRepeat: false, settledAt: null, nextAt: NOW + 120_000, reason: null } as const
  const made = fakes()
  const { sop } = shop({
    reader: { ...made.deps.reader, case: async () => aDetail({ summary: aCase({ openedBy: 'integration:erp' }), timeline: [line, { ...line, type: 'step_finished', text: 'Inspect ended: good', via: undefined }] }) },
    deliveries: { ...made.deps.deliveries, ofCase: async () => [delivery, later] },
  })

  const { out } = await sop('case', 'c1')
  const programs = await sop('case', 'c1', '--json')

  expect(out).toContain('opened Fri 2026-11-20 10:00 by the integration erp')
  expect(out).toMatch(/ana finished Inspect: good, in Slack\n.*Inspect ended: good\n/)
  expect(out).toContain('Who was told\nFri 2026-11-20 10:01  Bo by mail, went another way, may have come twice, 3 tries (no such user): Inspect was escalated to you\n')
  expect(out).toContain('Fri 2026-11-20 10:00  Bo by Slack, waits, next try Fri 2026-11-20 10:02: Inspect was escalated to you')
  expect(JSON.parse(programs.out)).toMatchObject({ case: { caseId: 'c1' }, deliveries: [{ id: '7', state: 'failed_over' }, { id: '8' }] })
})

test('a case that another system reads is shown to it without whom it told', async () => {
  const { out, code } = await shop({ reader: { ...fakes().deps.reader, case: async () => aDetail({ summary: aCase({ openedBy: 'integration:erp' }) }) } }, { EVENKEEL_TOKEN: 'ek_erp' }).sop('case', 'c1')

  expect(code).toBe(0)
  expect(out).toContain('case c1')
})

test('an instant in a refusal stands there in the time of the terminal', async () => {
  const cases = { ...fakes().deps.cases, command: async () => Promise.reject(new Refused({ code: 'claimed-by-other', message: '"bo" took this step at 2026-11-20T10:00:00Z; ask them to give it back' })) }

  const { err, code } = await shop({ cases }).sop('claim', 'c1', 'inspect', '--as', 'ana')

  expect(code).toBe(1)
  expect(err).toContain('"bo" took this step at Fri 2026-11-20 10:00; ask them to give it back [claimed-by-other]')
})

test('a list that has nothing says how something would come there, on stderr', async () => {
  const { sop } = shop({ reader: { ...fakes().deps.reader, cases: async () => [] } })

  const { out, err, code } = await sop('cases')

  expect([out, code]).toEqual(['', 0])
  expect(err).toContain('sop start')
})

test('filters reach the API', async () => {
  const { sop, asked } = shop()

  await sop('cases', '--state', 'all', '--text', 'two words', '--limit', '3')

  expect(asked.filters).toEqual([{ text: 'two words', limit: 4 }])
})

test('a case reads like its page', async () => {
  const { sop } = shop()

  const { out } = await sop('case', 'c1')

  expect(out).toContain('#2041 — Returns')
  expect(out).toContain('due in 40 min, Fri 2026-11-20 11:00')
  expect(out).toContain('Inspect  [inspect]')
  expect(out).toContain('ana is to do it: first of warehouse')
  expect(out).toContain('Fri 2026-11-20 10:00  Inspect began')
  expect(out).toContain('shopify.refund: done, reference r1')
})

test('a case prints each owner’s receipt: why them, by which version, who else was looked at and why not', async () => {
  const assigned = {
    position: 2, at: Date.parse('2026-11-20T10:00:00Z'), type: 'assigned', text: 'Inspect went to ana', actor: 'engine', step: 'inspect', minor: false, confirmed: true,
    detail: { title: 'Inspect', to: ['ana'], why: 'Ana has the shift in layer "weeks"', target: 'warehouse', roster: 'dock', organisation: '3fa8c2d19e77', ownerBefore: 'bo', considered: [{ person: 'bo', why: 'is away (leave)' }] },
  } as const
  const { sop } = shop({ reader: { ...fakes().deps.reader, case: async () => aDetail({ timeline: [assigned] }) } })

  const { out } = await sop('case', 'c1')

  expect(out).toContain([
    'Who was given it, and why',
    'Fri 2026-11-20 10:00  Inspect: ana, from bo',
    '  Ana has the shift in layer "weeks"',
    '  asked for "warehouse" by the roster "dock" in version 3fa8c2d1 of the organisation',
    '  not bo: is away (leave)',
  ].join('\n'))
})

test('a roster is asked of the running Evenkeel, where it has the changes made in the console', async () => {
  const { sop } = shop({ catalogue: { ...fakes().deps.catalogue, organisation: async () => withRoster } })

  const { code, out } = await sop('roster', 'who', 'leads', '--at', '2026-11-20T12:00:00Z', '--live')
  const both = await sop('roster', 'who', 'leads', '--at', '2026-11-20T12:00:00Z', '--live', '--org', 'x.yaml')

  expect([code, both.code]).toEqual([0, 2])
  expect(out).toContain('bo: Bo replaces Ana by an override (dentist) that Bo made; Ana has the shift in layer "all"')
})

test('an unknown case is one line and exit 1', async () => {
  const { sop } = shop()

  const { code, out, err } = await sop('case', 'nope')

  expect([code, out]).toEqual([1, ''])
  expect(err).toBe('sop: there is no case "nope"; "GET /api/cases" or "sop cases" lists those there are [unknown-case]')
})

test('an API out of reach is one line that says what to do, and exit 3', async () => {
  const { code, err } = await sop(['cases'], {
    fetch: async () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }) })
    },
  })

  expect(code).toBe(3)
  expect(err).toBe(
    'sop: the API at "http://127.0.0.1:9" is out of reach (ECONNREFUSED): start it with "npm run demo", or name another with EVENKEEL_URL',
  )
})

test('an address that is no Evenkeel is told apart from one that is away', async () => {
  const { code, err } = await sop(['cases'], { fetch: async () => new Response('<html>', { status: 200 }) })

  expect(code).toBe(3)
  expect(err).toContain('is no Evenkeel API')
})

test('completing sends the outcome and the form as whoever was named', async () => {
  const { sop, asked } = shop()

  const { code, out } = await sop(
    'complete',
    'c1',
    'inspect',
    '--outcome',
    'good',
    '--field',
    'grade=A',
    '--field',
    'note=a=b',
    '--field',
    'tag=x',
    '--field',
    'tag=y',
    '--as',
    'bo',
    '--command-id',
    'k1',
    '--epoch',
    '1',
  )

  expect(asked.commands).toEqual([
    {
      caseId: 'c1',
      command: {
        do: 'complete',
        step: 'inspect',
        by: 'bo',
        via: 'cli',
        commandId: 'k1',
        epoch: 1,
        outcome: 'good',
        form: { grade: 'A', note: 'a=b', tag: ['x', 'y'] },
      },
    },
  ])
  expect([code, out]).toEqual([0, 'Inspect is finished\n#2041: waits for the warehouse'])
})

test('a refusal is exit 1, its sentence on stderr and itself as JSON', async () => {
  const command = async () => {
    throw new Refused({ code: 'already-finished', message: '"bo" finished "inspect" with "good"' })
  }
  const { sop } = shop({ cases: { ...fakes().deps.cases, command } })

  const { code, out, err } = await sop('claim', 'c1', 'inspect', '--as', 'ana', '--json')

  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({
    code: 'already-finished',
    message: '"bo" finished "inspect" with "good"',
    state: { case: { caseId: 'c1' } },
  })
  expect(err).toContain('"bo" finished "inspect"')
})

test('outside a demo nobody acts without a name', async () => {
  const { sop, asked } = shop()

  const { code, err } = await sop('claim', 'c1', 'inspect')

  expect(code).toBe(2)
  expect(err).toContain('--as or EVENKEEL_PERSON; there are ana, bo')
  expect(asked.commands).toEqual([])
})

test('EVENKEEL_PERSON names who acts', async () => {
  const { sop, asked } = shop({}, { EVENKEEL_PERSON: 'bo' })

  await sop('release', 'c1', 'inspect')

  expect(asked.commands[0]?.command).toMatchObject({ do: 'release', by: 'bo' })
})

test('in a demo the holder of the step acts, and it is said', async () => {
  const reader = { ...fakes().deps.reader, case: async () => aDetail({ tasks: [aTask({ assignee: 'bo' })] }) }
  const { sop, asked } = shop({ reader, settings: { ...fakes().deps.settings, demoControl: 'http://127.0.0.1:1' } })

  const { code, err } = await sop('cannot', 'c1', 'inspect', '--reason', 'unsafe')

  expect(code).toBe(0)
  expect(asked.commands[0]?.command).toMatchObject({ do: 'cannot', by: 'bo', reason: 'unsafe', note: '' })
  expect(err).toContain('as "bo"')
})

test('settling, cancelling and winding send what they were given', async () => {
  // Cancelling is for whoever leads operations.
  const led = { ...organisation, people: { ...organisation.people, ana: { ...organisation.people['ana']!, access: ['staff', 'ops_lead'] as const } } }
  const { sop, asked } = shop({ catalogue: { ...fakes().deps.catalogue, organisation: async () => led } })

  await sop('settle', 'c1', 'refund', '--choice', 'done_by_hand', '--reference', 'r-9', '--as', 'ana')
  await sop('cancel', 'c1', '--because', 'withdrawn', '--as', 'ana')
  const wound = await sop('wind', 'c1', '--by', '4h', '--as', 'ana', '--json')

  expect(asked.commands.map(({ command }) => command)).toMatchObject([
    { do: 'settle', choice: 'done_by_hand', reference: 'r-9', form: {} },
    { do: 'cancel', because: 'withdrawn' },
  ])
  expect(asked.winds).toMatchObject([{ caseId: 'c1', byMs: 14_400_000, by: 'ana' }])
  expect(JSON.parse(wound.out)).toHaveProperty('timeline')
})

test('starting takes fields from options and from standard input, and says when the case was there', async () => {
  const { asked, app } = fakes()
  const server = app.listen(0)
  servers.push(server)
  const env = { EVENKEEL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }

  const first = await sop(['start', 'returns', '--event', '-', '--field', 'count=2', '--as', 'bo', '--json'], {
    env,
    stdin: () => '{"return_id":"R7"}',
  })
  const again = await sop(['start', 'returns', '--field', 'return_id=R7', '--as', 'bo'], { env })

  expect(JSON.parse(first.out)).toEqual({ caseId: 'c1', started: true })
  expect(asked.opened[0]?.event).toEqual({ return_id: 'R7', count: 2 })
  expect(again.out).toContain('was opened for this before')
})

test.each([
  [['complete', 'c1', 'x', '--as', 'ana']],
  [['cannot', 'c1', 'x', '--reason', 'bored']],
  [['nothing']],
  [['cases', '--limit']],
  [['start', 'returns', '--field', 'novalue', '--as', 'bo']],
  [['claim', 'c1', 's', '--epoch', 'x', '--as', 'bo']],
])('%j is wrong usage, exit 2, with nothing on stdout', async (args) => {
  const { code, out, err } = await shop().sop(...args)

  expect([code, out]).toEqual([2, ''])
  expect(err).not.toBe('')
})

test('on a narrow terminal a table gives way in its widest column', async () => {
  const { app } = fakes()
  const server = app.listen(0)
  servers.push(server)

  const { out } = await sop(['cases'], { env: { EVENKEEL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, width: 60 })

  expect(out.split('\n').every((line) => line.length <= 60)).toBe(true)
  expect(out).toContain('…')
})

test('every command shows an example in its help', async () => {
  const { out } = await sop(['--help'])
  const names = [...out.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(([, name = '']) => name)

  expect(names.length).toBeGreaterThan(9)
  for (const name of names) expect((await sop([name, '--help'])).out, name).toMatch(/Example:\n {2}sop /)
})
