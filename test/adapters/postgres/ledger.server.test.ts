import { expect, it } from 'vitest'
import { createLedger } from '../../../adapters/postgres/ledger.ts'
import { databaseLab } from './lab.ts'

const refund = {
  key: 'CASE1/refund/1/shopify.refund/1', caseId: 'CASE1', action: 'shopify.refund', input: { amount: '15.00', order: 'gid' }, money: true,
}

it('tells the first caller that nobody tried, and every later one to look before acting', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)

  const [first, second] = [await ledger.begin(refund), await ledger.begin(refund)]

  expect([first.state, second.state]).toEqual(['fresh', 'unknown'])
  expect(second).toMatchObject({ firstTriedAt: (first as { firstTriedAt: number }).firstTriedAt })
})

it('lets exactly one of ten callers at once be the first', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)

  const states = await Promise.all(Array.from({ length: 10 }, () => ledger.begin(refund)))

  expect(states.filter(({ state }) => state === 'fresh')).toHaveLength(1)
  expect(states.filter(({ state }) => state === 'unknown')).toHaveLength(9)
})

it('gives the stored answer again, the first one whatever comes later', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  await ledger.begin(refund)
  await ledger.finish(refund.key, { refund: 'gid://1' }, 're_1')
  await ledger.finish(refund.key, { refund: 'gid://2' }, 're_2')
  await ledger.refuse(refund.key, 'late', 'too late')

  expect(await ledger.begin(refund)).toEqual({ state: 'done', result: { refund: 'gid://1' }, reference: 're_1' })
})

it('gives a refusal again', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  await ledger.begin(refund)
  await ledger.refuse(refund.key, 'already-refunded', 'the order is refunded')

  expect(await ledger.begin(refund)).toEqual({ state: 'refused', code: 'already-refunded', message: 'the order is refunded' })
})

it('never sends the same key with another amount, but takes the same input in another order', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)
  await ledger.begin(refund)

  expect(await ledger.begin({ ...refund, input: { amount: '99.00', order: 'gid' } })).toMatchObject({ state: 'conflict' })
  expect(await ledger.begin({ ...refund, action: 'shopify.cancel' })).toMatchObject({ state: 'conflict' })
  expect(await ledger.begin({ ...refund, input: { order: 'gid', amount: '15.00' } })).toMatchObject({ state: 'unknown' })
})

it('says what is known of a key without trying anything', async () => {
  await using lab = await databaseLab()
  const ledger = createLedger(lab)

  expect(await ledger.find(refund.key)).toBeUndefined()
  expect(await ledger.begin(refund)).toMatchObject({ state: 'fresh' })
  expect(await ledger.find(refund.key)).toMatchObject({ state: 'unknown' })
  await ledger.finish(refund.key, { refund: 'gid://1' }, 're_1')
  expect(await ledger.find(refund.key)).toEqual({ state: 'done', result: { refund: 'gid://1' }, reference: 're_1' })
})
