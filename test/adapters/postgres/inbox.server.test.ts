import { expect, it } from 'vitest'
import { createAlarms } from '../../../adapters/postgres/alarms.ts'
import { createArrivals } from '../../../adapters/postgres/arrivals.ts'
import { createOldInteractions } from '../../../adapters/postgres/old-interactions.ts'
import type { Database } from '../../../adapters/postgres/database.ts'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import type { Delivered, StoredItem } from '../../../domain/ports.ts'
import { aDelivery } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const delivered: Delivered = { state: 'delivered', caseId: 'CASE1', note: 'opened' }
const everythingDue = (lab: Database) => lab.pool.query(`update inbox set next_at = now() - interval '1 second'`)
const stateOf = async (lab: Database) => (await rows(lab, 'select state, reason, case_id from inbox order by id'))

it('stores a delivery once, byte for byte, and tells a repeat', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab)
  const item = aDelivery({ body: '{"id":820982911946154508,"note":"\u0000 é 🎉"}' })
  const seen: StoredItem[] = []

  expect([await inbox.store(item), await inbox.store(item)]).toEqual(['stored', 'repeat'])
  expect(await inbox.deliver(10, async (stored) => { seen.push(stored); return delivered })).toBe(1)

  expect(seen).toEqual([{ ...item, id: '1', attempts: 1 }])
  expect(await stateOf(lab)).toEqual([{ state: 'delivered', reason: null, case_id: 'CASE1' }])
  expect(await inbox.deliver(10, async () => delivered)).toBe(0)
})

it('keeps the first of two bodies under one delivery id, and the second to be looked at', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab)
  await inbox.store(aDelivery({ body: 'first' }))

  expect(await inbox.store(aDelivery({ body: 'second', eventId: 'e-2' }))).toBe('conflict')

  expect(await rows(lab, `select convert_from(body, 'UTF8') as body from inbox`)).toEqual([{ body: 'first' }])
  expect(await rows(lab, `select delivery_id, convert_from(body, 'UTF8') as body from inbox_conflict`))
    .toEqual([{ delivery_id: 'd-1', body: 'second' }])
})

it('raises an alarm for another body under a known delivery id, once however often it comes', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab)
  await inbox.store(aDelivery({ body: 'first' }))
  await inbox.store(aDelivery({ body: 'first' }))
  expect(await createAlarms(lab).since(0)).toEqual([])

  for (const body of ['second', 'second', 'third']) expect(await inbox.store(aDelivery({ body }))).toBe('conflict')

  expect(await createAlarms(lab).since(0)).toMatchObject([
    { kind: 'webhook-parked', subject: 'shopify d-1', message: 'the delivery "d-1" of shopify came again with another body: the first one stands, the other is kept to be looked at' },
  ])
})

it('knows a delivery and its event again after 400 days, so that a replay does nothing', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab)
  await inbox.store(aDelivery())
  await inbox.deliver(10, async () => delivered)
  await lab.pool.query("update inbox set received_at = received_at - interval '400 days', settled_at = settled_at - interval '400 days'")
  await createArrivals(lab).forgetOld()
  await createOldInteractions(lab).forgetOld()

  expect([await inbox.store(aDelivery()), await inbox.store(aDelivery({ deliveryId: 'd-2' }))]).toEqual(['repeat', 'repeat'])
  expect(await inbox.deliver(10, async () => delivered)).toBe(0)
})

it('takes one business event under two delivery ids as a repeat, and under another topic as new', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab)

  const answers = [
    await inbox.store(aDelivery()),
    await inbox.store(aDelivery({ deliveryId: 'd-2' })),
    await inbox.store(aDelivery({ deliveryId: 'd-3', topic: 'returns/approve' })),
  ]

  expect(answers).toEqual(['stored', 'repeat', 'stored'])
})

it('stores a delivery once when twenty copies come at once', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab)

  const answers = await Promise.all(Array.from({ length: 20 }, () => inbox.store(aDelivery())))

  expect(answers.filter((answer) => answer === 'stored')).toHaveLength(1)
  expect(answers.filter((answer) => answer === 'repeat')).toHaveLength(19)
})

it('parks a poison event after its tries with the reason, and lets the others flow', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab, { tries: 3 })
  await inbox.store(aDelivery())
  await inbox.store(aDelivery({ deliveryId: 'd-2', eventId: 'e-2' }))
  const attempts: number[] = []
  const deliver = async (item: StoredItem): Promise<Delivered> => {
    if (item.deliveryId !== 'd-1') return delivered
    attempts.push(item.attempts)
    throw new Error('no such return')
  }

  for (let pass = 0; pass < 5; pass += 1) {
    await inbox.deliver(10, deliver)
    await everythingDue(lab)
  }

  expect(attempts).toEqual([1, 2, 3])
  expect(await stateOf(lab)).toEqual([
    { state: 'parked', reason: 'no such return (after 3 tries)', case_id: null },
    { state: 'delivered', reason: null, case_id: 'CASE1' },
  ])
})

it('parks an item that has killed its dispatcher each time, without trying it again', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab, { tries: 3 })
  await inbox.store(aDelivery())
  await lab.pool.query('insert into inbox_try (inbox_id) values (1), (1), (1)')

  await inbox.deliver(10, async () => delivered)

  expect(await stateOf(lab)).toMatchObject([{ state: 'parked', reason: 'each try ended without an answer (after 4 tries)', case_id: null }])
})

it('puts an item off while the engine is away without counting it against the item', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab, { tries: 2, patienceHours: 72 })
  await inbox.store(aDelivery())
  const later = async (): Promise<Delivered> => ({ state: 'later', reason: 'the engine is away' })

  for (let pass = 0; pass < 6; pass += 1) {
    await inbox.deliver(10, later)
    expect(await inbox.deliver(10, later)).toBe(0)
    await everythingDue(lab)
  }
  expect(await stateOf(lab)).toMatchObject([{ state: 'waiting', reason: 'the engine is away' }])
  await lab.pool.query(`update inbox set received_at = now() - interval '73 hours'`)
  await inbox.deliver(10, later)

  expect(await stateOf(lab)).toMatchObject([{ state: 'parked', reason: 'the engine is away (after 7 tries)' }])
})

it('parks an item at once when delivering says that it is hopeless', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab)
  await inbox.store(aDelivery())

  await inbox.deliver(10, async () => ({ state: 'parked', reason: 'no SOP waits for it' }))

  expect(await stateOf(lab)).toMatchObject([{ state: 'parked', reason: 'no SOP waits for it' }])
})

it('delivers oldest first and no more than it was asked for', async () => {
  await using lab = await databaseLab()
  const inbox = createInbox(lab, { lanes: 1 })
  for (let id = 1; id <= 5; id += 1) await inbox.store(aDelivery({ deliveryId: `d-${id}`, eventId: `e-${id}` }))
  const seen: string[] = []

  expect(await inbox.deliver(3, async ({ deliveryId }) => { seen.push(deliveryId); return delivered })).toBe(3)

  expect(seen).toEqual(['d-1', 'd-2', 'd-3'])
})
