import { expect, it } from 'vitest'
import type { Database } from '../../../adapters/postgres/database.ts'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { createInboxBook } from '../../../adapters/postgres/inbox-book.ts'
import { createParkedThings } from '../../../adapters/postgres/parked.ts'
import type { InboxFilter } from '../../../domain/inbox-view.ts'
import type { Delivered, StoredItem } from '../../../domain/ports.ts'
import { aDelivery } from './builders.ts'
import { databaseLab } from './lab.ts'

const became: Readonly<Record<string, Delivered>> = {
  opened: { state: 'delivered', caseId: 'CASE1', note: 'opened case CASE1' }, unwanted: { state: 'delivered', caseId: null, note: 'no SOP is opened by this' }, broken: { state: 'parked', reason: 'no amount' },
}
const deliver = async ({ deliveryId }: StoredItem): Promise<Delivered> => became[deliveryId] ?? { state: 'parked', reason: 'who knows' }

/** One webhook of each kind, the oldest first: opened, unwanted, broken, discarded, new. */
async function filled(lab: Database) {
  const inbox = createInbox(lab)
  for (const id of ['opened', 'unwanted', 'broken', 'discarded']) await inbox.store(aDelivery({ deliveryId: id, eventId: `event ${id}`, source: id === 'unwanted' ? 'stripe' : 'shopify', body: `{"of":"${id}"}` }))
  await inbox.deliver(10, deliver)
  await createParkedThings(lab).dismiss('webhook', '4', 'olu', 'a test')
  await inbox.store(aDelivery({ deliveryId: 'new', eventId: 'event new' }))
  await inbox.store(aDelivery({ deliveryId: 'opened', eventId: 'event opened', body: '{"of":"opened"}' }))
  await inbox.store(aDelivery({ deliveryId: 'opened again', eventId: 'event opened' }))
  await inbox.store(aDelivery({ deliveryId: 'broken', eventId: 'x', body: 'other words' }))
  const book = createInboxBook(lab)
  return { inbox, book, found: async (filter: Partial<InboxFilter> = {}) => (await book.list({ limit: 10, ...filter })).entries.map(({ deliveryId }) => deliveryId) }
}

it('lists every webhook, newest first, with what became of it, how often it was told, and whether something else came under its id', async () => {
  await using lab = await databaseLab()
  const { book, found } = await filled(lab)

  const { entries, next } = await book.list({ limit: 10 })

  expect(next).toBeNull()
  expect(entries.map(({ deliveryId, state, repeats, conflicts, caseId, says }) => [deliveryId, state, repeats, conflicts, caseId, says])).toEqual([
    ['new', 'new', 0, 0, null, ''], ['discarded', 'discarded', 0, 0, null, 'who knows'], ['broken', 'parked', 0, 1, null, 'no amount'],
    ['unwanted', 'ignored', 0, 0, null, 'no SOP is opened by this'], ['opened', 'delivered', 2, 0, 'CASE1', 'opened case CASE1'],
  ])
  expect(await Promise.all((['new', 'delivered', 'ignored', 'parked', 'discarded', 'duplicate', 'conflict'] as const).map((state) => found({ state })))).toEqual([['new'], ['opened'], ['unwanted'], ['broken'], ['discarded'], ['opened'], ['broken']])
  expect(await found({ source: 'stripe' })).toEqual(['unwanted'])
  expect(await found({ source: 'stripe', state: 'delivered' })).toEqual([])
  expect(await found({ text: 'EVENT B' })).toEqual(['broken'])
  expect(await found({ text: "case1' or true --" })).toEqual([])
  expect(await book.sources()).toEqual(['shopify', 'stripe'])
})

it('goes on where a page ended, also while more comes in', async () => {
  await using lab = await databaseLab()
  const { inbox, book } = await filled(lab)
  const first = await book.list({ limit: 2 })
  await inbox.store(aDelivery({ deliveryId: 'newer', eventId: 'newer' }))

  const second = await book.list({ limit: 2, before: first.next ?? '' })
  const third = await book.list({ limit: 2, before: second.next ?? '' })

  expect([first, second, third].map(({ entries }) => entries.map(({ deliveryId }) => deliveryId))).toEqual([['new', 'discarded'], ['broken', 'unwanted'], ['opened']])
  expect(third.next).toBeNull()
  expect((await book.list({ limit: 1, text: 'event', before: first.next ?? '' })).entries.map(({ deliveryId }) => deliveryId)).toEqual(['broken'])
})

it('has of each what it says, what else came under its id, and who decided what about it', async () => {
  await using lab = await databaseLab()
  const { book } = await filled(lab)

  expect(await book.one('3')).toMatchObject({ body: '{"of":"broken"}', others: ['other words'], decisions: [] })
  expect(await book.one('4')).toMatchObject({ state: 'discarded', decisions: [{ decision: 'dismissed', by: 'olu', because: 'a test', at: expect.any(Number) }] })
  expect([await book.one('99'), await book.one('x')]).toEqual([undefined, undefined])
})

it('has what nothing wanted tried again, and never what was discarded or what a case came of', async () => {
  await using lab = await databaseLab()
  const { inbox, book } = await filled(lab)
  const again = (id: string) => createParkedThings(lab).again('webhook', id, 'olu')

  expect(await Promise.all(['1', '2', '4', '5'].map(again))).toEqual(['settled', 'done', 'settled', 'settled'])
  expect(await book.one('2')).toMatchObject({ state: 'new', again: true })
  expect(await inbox.deliver(10, async () => ({ state: 'delivered', caseId: 'CASE2', note: '' }))).toBe(2)

  expect((await book.list({ limit: 10, state: 'delivered' })).entries).toHaveLength(3)
  await lab.pool.query(`update inbox set state = 'delivered', case_id = null, body = null where id = 2`)
  expect(await again('2')).toBe('settled')
})
