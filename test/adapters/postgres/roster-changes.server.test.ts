import { expect, it } from 'vitest'
import { createCatalogue } from '../../../adapters/postgres/catalogue.ts'
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
