import { expect, it } from 'vitest'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import type { Delivered, StoredItem } from '../../../domain/ports.ts'
import { aDelivery } from './builders.ts'
import { databaseLab, rows } from './lab.ts'

const ignored: Delivered = { state: 'delivered', caseId: null, note: 'nothing wants it' }
const opened: Delivered = { state: 'delivered', caseId: 'CASE1', note: '' }
const opens = ({ deliveryId }: Pick<StoredItem, 'deliveryId'>): boolean => deliveryId.startsWith('opens')
const decide = (item: StoredItem): Delivered | undefined => (opens(item) ? undefined : ignored)

async function filled(...ids: readonly string[]) {
  const lab = await databaseLab()
  const inbox = createInbox(lab, { tries: 3 })
  for (const id of ids) await inbox.store(aDelivery({ deliveryId: id, eventId: id }))
  return { lab, inbox, states: async () => Object.fromEntries((await rows(lab, 'select delivery_id, state from inbox order by id')).map((row) => [row['delivery_id'], row['state']])), [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose]() }
}

it('settles what needs nobody many at once, beyond what it was asked for, and delivers the rest one by one', async () => {
  await using at = await filled('a', 'opens 1', 'b', 'opens 2', 'c')
  const delivered: string[] = []

  const taken = await at.inbox.deliver(1, async ({ deliveryId }) => { delivered.push(deliveryId); return opened }, decide)

  expect(taken).toBe(4)
  expect(delivered).toEqual(['opens 1'])
  expect(await at.states()).toEqual({ a: 'delivered', 'opens 1': 'delivered', b: 'delivered', 'opens 2': 'waiting', c: 'delivered' })
  expect(await rows(at.lab, 'select * from inbox_try')).toEqual([])
})

it('leaves one that cannot be decided to be delivered, where its tries are counted and it is parked in the end', async () => {
  await using at = await filled('poison', 'b')
  const failing = (): never => { throw new Error('too deep') }

  for (let pass = 0; pass < 4; pass += 1) {
    await at.inbox.deliver(10, async () => failing(), (item) => (item.deliveryId === 'poison' ? failing() : ignored))
    await at.lab.pool.query(`update inbox set next_at = now() - interval '1 second'`)
  }

  expect(await at.states()).toEqual({ poison: 'parked', b: 'delivered' })
})

it('takes one by one what was in the hands of somebody who died, so that only what killed them is parked', async () => {
  await using at = await filled('a', 'b')
  await at.lab.pool.query('insert into inbox_try (inbox_id) select id from inbox')
  const decided: string[] = []
  const delivered: string[] = []

  await at.inbox.deliver(10, async ({ deliveryId }) => { delivered.push(deliveryId); return ignored }, (item) => { decided.push(item.deliveryId); return ignored })

  expect([decided, delivered]).toEqual([[], ['a', 'b']])
})

it('begins no further one after one that has to wait, and goes on settling what needs nobody', async () => {
  await using at = await filled('opens 1', 'opens 2', 'opens 3')
  const inbox = createInbox(at.lab, { lanes: 1 })
  const tried: string[] = []
  const later = async ({ deliveryId }: StoredItem): Promise<Delivered> => { tried.push(deliveryId); return { state: 'later', reason: 'the engine is away' } }

  expect(await inbox.deliver(10, later, decide)).toBe(1)
  await inbox.store(aDelivery({ deliveryId: 'd', eventId: 'd' }))
  expect(await inbox.deliver(0, later, decide)).toBe(1)

  expect(tried).toEqual(['opens 1'])
  expect(await at.states()).toEqual({ 'opens 1': 'waiting', 'opens 2': 'waiting', 'opens 3': 'waiting', d: 'delivered' })
})
