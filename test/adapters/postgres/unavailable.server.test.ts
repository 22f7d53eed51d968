import { expect, it } from 'vitest'
import { createCaseReader } from '../../../adapters/postgres/reader.ts'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import { openDatabase } from '../../../adapters/postgres/database.ts'
import { listenForChanges, listenForDeliveries } from '../../../adapters/postgres/changes.ts'
import { Unavailable } from '../../../adapters/postgres/unavailable.ts'
import { migrate } from '../../../adapters/postgres/migrate.ts'
import { Away } from '../../../domain/away.ts'
import { aDelivery, aTurn } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const nowhere = 'postgres://nobody@127.0.0.1:1/none'

it('says that the database is out of reach, and what to do', async () => {
  const database = openDatabase(nowhere)

  const failures = await Promise.all([
    createRecorder(database).record(aTurn()), createCaseReader(database).case('CASE1'),
    createInbox(database).store(aDelivery()), migrate(nowhere),
  ].map((call) => call.then(() => undefined, (error: unknown) => error)))
  await database.close()

  for (const failure of failures) {
    expect(failure).toBeInstanceOf(Unavailable)
    expect(failure).toBeInstanceOf(Away)
    expect(failure).toMatchObject({ what: 'database', message: expect.stringContaining('"DATABASE_URL"') as string })
  }
})

it('accepts nothing while the database is read-only, and says so', async () => {
  await using lab = await databaseLab()
  const readOnly = openDatabase(`${lab.url}?options=-c%20default_transaction_read_only%3Don`)

  await expect(createInbox(readOnly).store(aDelivery())).rejects.toThrow('the database is read-only')
  await expect(createRecorder(readOnly).record(aTurn())).rejects.toMatchObject({ name: 'Unavailable', code: '25006' })
  await readOnly.close()

  expect(await rows(lab, 'select id from inbox')).toEqual([])
})

it('recovers by itself after the server ended all its connections, in the middle of a turn too', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await Promise.all(Array.from({ length: 5 }, (_, turn) => recorder.record(aTurn({ turn }))))
  await using other = await databaseLab()
  const name = new URL(lab.url).pathname.slice(1)
  const endAll = () => other.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])

  for (let round = 0; round < 5; round += 1) {
    const [, ...answers] = await Promise.allSettled([endAll(), ...Array.from({ length: 6 }, (_, turn) => recorder.record(aTurn({ turn })))])
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toBeInstanceOf(Unavailable)
  }

  await expect(recorder.record(aTurn({ turn: 99 }))).resolves.toMatchObject({ token: { turn: 99 } })
})

it('hears which case changed and what came in, and after losing its connection that anything may have', async () => {
  await using lab = await databaseLab()
  const [cases, inbox]: [(string | undefined)[], (string | undefined)[]] = [[], []]
  const listeners = [
    await listenForChanges(lab.url, (caseId) => { cases.push(caseId) }),
    await listenForDeliveries(lab.url, (said) => { inbox.push(said) }),
  ]

  await createRecorder(lab).record(aTurn())
  await createInbox(lab).store(aDelivery())
  await expect.poll(() => [cases, inbox]).toEqual([['CASE1'], ['']])
  await lab.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'evenkeel-listener' and datname = current_database()`)
  await expect.poll(() => cases).toEqual(['CASE1', undefined])
  await createRecorder(lab).record(aTurn({ caseId: 'CASE2' }))
  await expect.poll(() => cases).toEqual(['CASE1', undefined, 'CASE2'])

  for (const listener of listeners) await listener.close()
})

it('brings a database up to date once when three processes start at the same time', async () => {
  await using lab = await databaseLab()

  await Promise.all([migrate(lab.url), migrate(lab.url), migrate(lab.url)])

  expect((await rows(lab, 'select name from kysely_migration order by name')).length).toBeGreaterThan(0)
})
