import { expect, it } from 'vitest'
import { createArrivals } from '../../../adapters/postgres/arrivals.ts'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { createRecorder } from '../../../adapters/postgres/recorder.ts'
import type { Database } from '../../../adapters/postgres/database.ts'
import type { Arrival } from '../../../domain/event.ts'
import type { Token, Turn } from '../../../domain/ports.ts'
import type { Subscription } from '../../../domain/state.ts'
import { eventually } from '../../harness/eventually.ts'
import { aDelivery, aTurn } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const waitsFor = (code: string, of: Partial<Subscription> = {}): Subscription =>
  ({ id: 'parcel#1.came', event: 'post.delivered', field: 'code', value: JSON.stringify(code), since: 0, ...of })

const parcel = (code: string, of: { id?: string } = {}) =>
  aDelivery({ deliveryId: of.id ?? `d-${code}`, eventId: of.id ?? `e-${code}`, event: { name: 'post.delivered', fields: { code, weight: { grams: 5 } } } })

const waiting = (caseId: string, code: string, of: Partial<Turn> = {}): Turn => aTurn({ caseId, subscriptions: [waitsFor(code)], ...of })

async function told(lab: Database, answer: 'told' | 'gone' | { later: string } = 'told'): Promise<readonly (readonly [string, Arrival])[]> {
  const heard: (readonly [string, Arrival])[] = []
  await createArrivals(lab).deliver(100, async (caseId, arrival) => {
    heard.push([caseId, arrival])
    return answer
  })
  return heard
}
const casesTold = async (lab: Database) => (await told(lab)).map(([caseId]) => caseId)

it('tells an event to the case that waits for its value, and to no other', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await recorder.record(waiting('CASE1', 'A'))
  await recorder.record(waiting('CASE2', 'B'))

  await createInbox(lab).store(parcel('B'))

  expect(await told(lab)).toEqual([['CASE2', { id: '1', name: 'post.delivered', fields: { code: 'B', weight: { grams: 5 } }, at: expect.any(Number) }]])
  expect(await told(lab)).toEqual([])
})

it('tells an event that came before its wait', async () => {
  await using lab = await databaseLab()
  await createInbox(lab).store(parcel('A'))

  await createRecorder(lab).record(waiting('CASE1', 'A'))

  expect(await casesTold(lab)).toEqual(['CASE1'])
})

it('tells no event from before an earlier visit ended', async () => {
  await using lab = await databaseLab()
  await createInbox(lab).store(parcel('A'))

  await createRecorder(lab).record(waiting('CASE1', 'A', { subscriptions: [waitsFor('A', { since: Date.now() + 60_000 })] }))

  expect(await told(lab)).toEqual([])
})

it('finds a value inside a map, a number, and a text too long for an index', async () => {
  await using lab = await databaseLab()
  const long = 'x'.repeat(5_000)
  const subscriptions = [
    waitsFor('', { id: 'a', field: 'weight.grams', value: '5' }),
    waitsFor('', { id: 'b', event: 'post.lost', field: 'note', value: JSON.stringify(long) }),
  ]
  await createRecorder(lab).record(aTurn({ subscriptions }))
  const inbox = createInbox(lab)

  await inbox.store(parcel('Q'))
  await inbox.store(aDelivery({ deliveryId: 'long', eventId: 'long', event: { name: 'post.lost', fields: { note: long } } }))

  expect((await told(lab)).map(([, { name }]) => name)).toEqual(['post.delivered', 'post.lost'])
})

it('tells again what is told and not used when a later wait asks for it, and never what a proven turn used', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await recorder.record(waiting('CASE1', 'A'))
  await createInbox(lab).store(parcel('A'))
  await told(lab)

  const second = await recorder.record(waiting('CASE1', 'A', { turn: 2, subscriptions: [waitsFor('A', { id: 'parcel#2.came' })] }))
  expect(await casesTold(lab)).toEqual(['CASE1'])
  const third = await recorder.record(aTurn({ turn: 3, used: ['1'], proves: [second.token] }))
  await recorder.prove('CASE1', [third.token])
  await recorder.record(waiting('CASE1', 'A', { turn: 4, subscriptions: [waitsFor('A', { id: 'parcel#3.came' })] }))

  expect(await told(lab)).toEqual([])
  expect(await rows(lab, 'select state from arrival')).toEqual([{ state: 'used' }])
})

it('keeps a wait open until a proven turn no longer has it, and opens one before its turn is proven', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const open = async () => (await rows(lab, 'select id from subscription order by id')).map(({ id }) => id)
  const first = await recorder.record(waiting('CASE1', 'A'))
  expect(await open()).toEqual(['parcel#1.came'])

  const second = await recorder.record(aTurn({ turn: 2, proves: [first.token] }))
  expect(await open()).toEqual(['parcel#1.came'])
  await recorder.prove('CASE1', [second.token])

  expect(await open()).toEqual([])
})

it('frees an event whose case has ended, so that another wait gets it', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  await recorder.record(waiting('CASE1', 'A'))
  await createInbox(lab).store(parcel('A'))
  expect((await told(lab, 'gone')).length).toBe(1)

  await recorder.record(waiting('CASE2', 'A'))

  expect(await casesTold(lab)).toEqual(['CASE2'])
})

it('tells later what could not be told, and says why', async () => {
  await using lab = await databaseLab()
  await createRecorder(lab).record(waiting('CASE1', 'A'))
  await createInbox(lab).store(parcel('A'))

  await told(lab, { later: 'the engine is out of reach' })

  expect(await told(lab)).toEqual([])
  expect(await rows(lab, 'select state, reason, tries from arrival')).toEqual([{ state: 'due', reason: 'the engine is out of reach', tries: 1 }])
  await lab.pool.query('update arrival set next_at = clock_timestamp()')
  expect(await casesTold(lab)).toEqual(['CASE1'])
})

it('lets a wait that begins while its event is being stored look again once it is', async () => {
  await using lab = await databaseLab()
  const storing = await lab.pool.connect()
  await storing.query('begin')
  await storing.query(`insert into inbox (source, delivery_id, event_id, topic, body, event) values ('post', 'd', 'e', 't', '', $1)`,
    [JSON.stringify({ name: 'post.delivered', fields: { code: 'A' } })])
  await storing.query(`select keep_event(1, 'post.delivered', '[{"field":"code","value":"\\"A\\""}]')`)

  let over = false
  const recording = createRecorder(lab).record(waiting('CASE1', 'A')).finally(() => { over = true })
  await eventually(async () => over || (await rows(lab, "select 1 from pg_locks where locktype = 'advisory' and not granted")).length > 0 || undefined)
  await storing.query('commit')
  storing.release()
  await recording

  expect(await casesTold(lab)).toEqual(['CASE1'])
})

it('lets an event that is stored while its wait is being recorded look again once it is', async () => {
  await using lab = await databaseLab()
  const recording = await lab.pool.connect()
  await recording.query('begin')
  await recording.query(`select subscribe('CASE1', '[{"id":"w","event":"post.delivered","field":"code","value":"\\"A\\"","since":0}]')`)

  let over = false
  const storing = createInbox(lab).store(parcel('A')).finally(() => { over = true })
  await eventually(async () => over || (await rows(lab, "select 1 from pg_locks where locktype = 'advisory' and not granted")).length > 0 || undefined)
  await recording.query('commit')
  recording.release()
  await storing

  expect(await casesTold(lab)).toEqual(['CASE1'])
})

it('keeps the whole state of an ended case while an event may open it again', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const state = { caseId: 'CASE1', version: 'v1' } as unknown as NonNullable<Turn['final']>
  const tokens: Token[] = []
  tokens.push((await recorder.record(aTurn({ final: state, subscriptions: [waitsFor('A', { id: 'reopen.0' })] }))).token)
  await recorder.prove('CASE1', tokens)
  expect(await rows(lab, 'select run_id, state from ended_case')).toEqual([{ run_id: 'run-1', state: JSON.stringify(state) }])

  const { token } = await recorder.record(aTurn({ runId: 'run-2', continuedFrom: 'run-1', turn: 2 }))
  await recorder.prove('CASE1', [token])

  expect(await rows(lab, 'select 1 from ended_case')).toEqual([])
})

it('forgets after thirty days whom it told of an event, and not whom it still has to tell', async () => {
  await using lab = await databaseLab()
  const recorder = createRecorder(lab)
  const inbox = createInbox(lab)
  const arrivals = createArrivals(lab)
  await recorder.record(waiting('CASE1', 'A'))
  await recorder.record(waiting('CASE2', 'B'))
  await inbox.store(parcel('A'))
  await told(lab)
  await inbox.store(parcel('B'))
  const known = () => rows(lab, 'select case_id, state from arrival order by case_id')

  await arrivals.forgetOld()
  expect(await known()).toEqual([{ case_id: 'CASE1', state: 'told' }, { case_id: 'CASE2', state: 'due' }])
  await lab.pool.query("update inbox_value set received_at = received_at - interval '31 days'")
  await arrivals.forgetOld()

  expect(await known()).toEqual([{ case_id: 'CASE2', state: 'due' }])
})
