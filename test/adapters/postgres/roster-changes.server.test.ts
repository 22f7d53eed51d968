import { expect, it } from 'vitest'
import { createAuditTrail } from '../../../adapters/postgres/audit-trail.ts'
import { createCatalogue } from '../../../adapters/postgres/catalogue.ts'
import { rosterChain } from '../../../adapters/postgres/migrations/0040-roster-chain.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import { createRosterChanges } from '../../../adapters/postgres/roster-changes.ts'
import { publish } from '../../../api/publish.ts'
import type { Organisation } from '../../../domain/organisation.ts'
import type { RosterWish } from '../../../domain/roster/edit.ts'
import { every, layer, organisation, role, roster } from '../../domain/roster-builders.ts'
import { aRequest, aTurn } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 20, 10)
/** Sam is always on. */
const file = (version = 'f1', over: Partial<Organisation> = {}): Organisation => organisation({
  version, roles: { warehouse: role('warehouse', [], { roster: 'leads' }) }, rosters: { leads: roster([layer(every(1, 'week', '2026-01-05 08:00', ['sam']))]) }, ...over,
})
const wish: RosterWish = { do: 'replace', person: 'sam', with: 'dana', from: NOW - DAY, to: NOW + DAY, because: 'dentist' }
const made = (id: string) => ({ id, by: 'olu', at: NOW, via: 'console', roster: 'leads' })

async function lab() {
  const database = await databaseLab()
  const catalogue = createCatalogue(database, () => NOW)
  await catalogue.publishOrganisation(file(), 'text 1')
  return { database, catalogue, changes: createRosterChanges(database), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}
const overridesIn = ({ rosters }: Organisation) => rosters['leads']?.overrides.map((one) => one.made?.id)

it('makes a version of the organisation with a change, by which the engine gives out steps from then on', async () => {
  await using all = await lab()
  const recorder = createRecorder(all.database)
  const ask = async (turn: number) => (await recorder.record(aTurn({ turn, requests: [aRequest({ id: `look#${turn}`, at: NOW })] }))).resolutions[0]
  const before = await ask(1)

  await all.changes.make(made('e1'), () => wish)
  const after = await ask(2)

  expect([before?.people, before?.organisationVersion]).toEqual([['sam'], 'f1'])
  expect(after?.people).toEqual(['dana'])
  expect(after?.why).toBe('Dana replaces Sam by an override (dentist) that Olu made; Sam has the shift in layer "all"')
  expect(after?.organisationVersion).toBe((await all.catalogue.organisation()).version)
  expect(after?.organisationVersion).toMatch(/^[0-9a-f]{64}$/)
})

it('keeps changes over a new publication of the file, and publishes an unchanged file only once', async () => {
  await using all = await lab()
  await all.changes.make(made('e1'), () => wish)
  const loaded = (version: string) => ({ organisation: file(version), organisationText: 'text', plans: [], texts: new Map() })

  expect(await publish(all.catalogue, loaded('f1'))).toEqual([])
  expect(await publish(all.catalogue, loaded('f2'))).toEqual(['organisation f2'])
  expect(await publish(all.catalogue, loaded('f2'))).toEqual([])

  const now = await all.catalogue.organisation()
  expect([now.fileVersion, overridesIn(now)]).toEqual(['f2', ['e1']])
})

it('goes back to the file once everything is taken back, and keeps the whole story', async () => {
  await using all = await lab()
  await all.changes.make(made('e1'), () => wish)

  const ended = await all.changes.end({ id: 'e1', by: 'kim', at: NOW + 5, via: 'console', kind: 'taken_back', because: 'healthy' }, () => undefined)

  expect(ended?.takenBack).toEqual({ by: 'kim', at: NOW + 5, because: 'healthy' })
  expect((await all.catalogue.organisation()).version).toBe('f1')
  expect(await all.changes.all('leads')).toEqual([{ roster: 'leads', made: { id: 'e1', by: 'olu', at: NOW }, wish, takenBack: ended?.takenBack }])
  expect(await all.changes.end({ id: 'none', by: 'kim', at: NOW, via: 'console', kind: 'taken', because: '' }, () => undefined)).toBeUndefined()
})

it('answers a repeated press with what is kept, and keeps nothing of what is refused', async () => {
  await using all = await lab()
  const first = await all.changes.make(made('e1'), () => wish)

  expect(await all.changes.make({ ...made('e1'), at: NOW + 9 }, () => { throw new Error('asked twice') })).toEqual(first)
  await expect(all.changes.make(made('e2'), () => { throw new Error('no') })).rejects.toThrow('no')
  expect((await all.changes.all()).map((edit) => edit.made.id)).toEqual(['e1'])
})

it('lets several people change at once, each seeing what came before', async () => {
  await using all = await lab()
  const seen: number[] = []

  await Promise.all(['a', 'b', 'c', 'd'].map((id) => all.changes.make(made(id), (then) => (seen.push(overridesIn(then)?.length ?? 0), wish))))

  expect(seen.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
  expect(overridesIn(await all.catalogue.organisation())).toHaveLength(4)
})

it('never lets anybody rewrite the record of changes', async () => {
  await using all = await lab()
  await all.changes.make(made('e1'), () => wish)

  await expect(rows(all.database, `update roster_event set by_person = 'x'`)).rejects.toThrow('append-only')
  await expect(rows(all.database, 'delete from roster_event')).rejects.toThrow('append-only')
})

it('is not held up by the dispatcher, which holds its lock for as long as it lives, nor by whoever resolves', async () => {
  await using all = await lab()
  const client = await all.database.pool.connect()
  await client.query('select pg_advisory_lock(20261, 1), pg_advisory_lock(20261, 2)')

  await all.changes.make(made('e1'), () => wish)

  expect(overridesIn(await all.catalogue.organisation())).toEqual(['e1'])
  client.release(true)
})

const absence: RosterWish = { do: 'absence', person: 'sam', with: 'dana', from: NOW - DAY, to: NOW + DAY, because: 'fever' }
const fever = { ...made('a1'), roster: null }

it('keeps an absence over every roster and role until it is taken back', async () => {
  await using all = await lab()

  await all.changes.make(fever, () => absence)
  const away = await all.catalogue.organisation()
  await all.changes.end({ id: 'a1', by: 'sam', at: NOW + 5, via: 'console', kind: 'taken_back', because: 'well' }, () => undefined)

  expect(away.absences).toEqual([{ person: 'sam', cover: 'dana', from: NOW - DAY, to: NOW + DAY, because: 'fever', made: { id: 'a1', by: 'olu', at: NOW } }])
  expect((await all.catalogue.organisation()).absences).toEqual([])
  expect(await all.changes.all()).toMatchObject([{ roster: null, wish: absence, takenBack: { by: 'sam' } }])
  expect(await all.changes.all('leads')).toEqual([])
})

it('keeps with the change what cases are to be told of it, until they were', async () => {
  await using all = await lab()
  await all.changes.make(fever, () => absence)
  const news = await all.changes.news('a1', 'made')
  await all.changes.end({ id: 'a1', by: 'kim', at: NOW + 5, via: 'cli', kind: 'taken_back', because: 'well' }, () => undefined)

  expect(news).toMatchObject({ id: 'a1', kind: 'made', roster: null, person: 'sam', by: 'olu', via: 'console', what: 'Olu entered that Sam is away, and Dana covers', before: { version: 'f1', absences: [] } })
  expect(await all.changes.news('a1', 'taken_back')).toMatchObject({ person: 'sam', by: 'kim', before: { absences: [{ person: 'sam' }] } })
  await all.changes.told({ id: 'a1', kind: 'made' })
  expect(await all.changes.news('a1', 'made')).toBeUndefined()
  await expect(all.changes.make(made('e2'), () => { throw new Error('no') })).rejects.toThrow('no')
  expect(await all.changes.news('e2', 'made')).toBeUndefined()
})

it('gives whoever made a change some seconds, then has somebody else tell it, again and again until it is told', async () => {
  await using all = await lab()
  await all.changes.make(fever, () => absence)
  const seen: string[] = []
  const pass = (answer: 'told' | { later: string }) => all.changes.deliverNews(5, async ({ id }) => { seen.push(id); return answer })
  const due = () => all.database.pool.query(`update roster_news set next_at = clock_timestamp()`)

  expect(await pass('told')).toBe(0)
  await due()
  expect(await pass({ later: 'the engine is away\0' })).toBe(1)
  expect(await pass('told')).toBe(0)
  expect(await rows(all.database, 'select tries, reason, next_at > clock_timestamp() as later from roster_news')).toEqual([{ tries: 1, reason: 'the engine is away\uFFFD', later: true }])
  await due()
  expect([await pass('told'), await pass('told')]).toEqual([1, 0])

  expect(seen).toEqual(['a1', 'a1'])
})

it('keeps what nobody can write into a column readable', async () => {
  await using all = await lab()

  await all.changes.make(fever, () => ({ ...absence, because: 'a\0b \ud83d \u201cquoted" \\u0000' }))

  expect((await all.changes.all())[0]?.wish.because).toBe('a\uFFFDb \uFFFD \u201cquoted" \\u0000')
  expect(await createAuditTrail(all.database).verifyRosterChain()).toMatchObject({ ok: true, events: 1 })
})

/** Five events: two changes, an absence, and two that were taken back. */
async function five(changes: Awaited<ReturnType<typeof lab>>['changes']): Promise<void> {
  const back = (id: string) => changes.end({ id, by: 'kim', at: NOW + 5, via: 'console', kind: 'taken_back', because: 'well' }, () => undefined)
  await changes.make(made('e1'), () => wish)
  await changes.make(fever, () => absence)
  await back('e1')
  await changes.make(made('e2'), () => ({ ...wish, from: NOW + 2 * DAY, to: NOW + 3 * DAY }))
  await back('a1')
}

it('chains changes as they are made, also when several people make them at once', async () => {
  await using all = await lab()
  const trail = createAuditTrail(all.database)
  expect(await trail.verifyRosterChain()).toMatchObject({ ok: true, events: 0 })

  await five(all.changes)
  await Promise.all(['a', 'b', 'c'].map((id) => all.changes.make(made(id), () => wish)))

  expect(await trail.verifyRosterChain()).toEqual({ ok: true, events: 8, head: expect.stringMatching(/^[0-9a-f]{64}$/) as string })
})

const rebuilt = `
  do $$ declare r record; previous bytea := decode(repeat('00', 32), 'hex'); begin
    update roster_event set body = convert_to(replace(convert_from(body, 'UTF8'), '"by":"olu"', '"by":"bob"'), 'UTF8'), by_person = 'bob' where position = 2;
    for r in select * from roster_event order by position loop
      update roster_event set previous_hash = previous, hash = sha256(previous || r.body) where position = r.position;
      previous := sha256(previous || r.body);
    end loop;
  end $$`

it.each([
  ['who made it is changed', `update roster_event set by_person = 'bob' where position = 2`, 2],
  ['who it is about is changed', `update roster_event set wish = replace(wish, 'dana', 'kim') where position = 2`, 2],
  ['a reason is changed, with its bytes', `update roster_event set because = 'x', body = convert_to(replace(convert_from(body, 'UTF8'), '"well"', '"x"'), 'UTF8') where position = 3`, 3],
  ['a change is removed', `delete from roster_event where position = 4`, 4],
  ['the end is cut off', `delete from roster_event where position >= 4`, 4],
  ['everything is removed', `delete from roster_event`, 1],
  ['two change places', `update roster_event set position = 9 where position = 4; update roster_event set position = 4 where position = 5; update roster_event set position = 5 where position = 9`, 4],
  ['the whole chain is built anew', rebuilt, 5],
])('names the first change that cannot be believed when %s', async (_what, statement, position) => {
  await using all = await lab()
  await five(all.changes)

  await all.database.pool.query(`alter table roster_event disable trigger all; ${statement}; alter table roster_event enable trigger all`)

  expect(await createAuditTrail(all.database).verifyRosterChain()).toMatchObject({ ok: false, position })
})

it('chains in their order the changes that were made before there was a chain', async () => {
  await using all = await lab()
  await all.database.pool.query('drop view chain_head; drop trigger roster_event_chained on roster_event; drop function chain_roster_event, link_roster_event; drop table roster_head; alter table roster_event drop column position, drop column body, drop column previous_hash, drop column hash')
  const insert = (from: number, to: number) => all.database.pool.query(
    `insert into roster_event (change_id, kind, roster, by_person, via, because, wish, at) select 'e' || n, 'made', 'leads', 'olu', 'console', 'x', '{}', ${NOW} from generate_series(${from}, ${to}) as n`)
  await insert(1, 3)

  await all.database.pool.query(rosterChain)
  await insert(4, 4)

  expect(await createAuditTrail(all.database).verifyRosterChain()).toMatchObject({ ok: true, events: 4 })
  expect((await rows(all.database, 'select change_id from roster_event order by position')).map((row) => row['change_id'])).toEqual(['e1', 'e2', 'e3', 'e4'])
})
