import { expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { overLimit } from '../../domain/limits.ts'
import type { Money } from '../../domain/money.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { paymentsOf } from '../../worker/payments.ts'
import { anOrganisation } from '../harness/plans.ts'

const usd = (amount: string): Money => ({ amount, currency: 'USD' })
const nothingPaid = { inCase: 0n, today: 0n, byPerson: {} }
const why = async (limits: Organisation['limits'], action = 'shopify.refund', approved: readonly string[] = []) => {
  const organisation = anOrganisation({ limits, systems: { refund: { connector: 'shopify', settings: {} } } })
  return overLimit(await paymentsOf(vocabulary, async () => organisation, () => Date.parse('2026-11-20T12:00:00Z'))(action, usd('5.00'), approved), nothingPaid)
}

it('a payment whose limit was taken away after its SOP was published is held, whoever provides it', async () => {
  expect(await why({ 'shopify.refund': { perCase: usd('100.00') } })).toBeUndefined()
  expect(await why({ 'refund.pay': { perDay: usd('100.00') } })).toBeUndefined()
  expect(await why({})).toContain('nothing limits how much may be paid')
  expect(await why({ 'shopify.refund': {} })).toContain('nothing limits how much may be paid')
  // The provider has changed, and the limit is of the one before.
  expect(await why({ 'shopify.refund': { perCase: usd('100.00') } }, 'stripe.refund')).toContain('nothing limits how much may be paid')
})

it('a limit of each person limits nothing that a table decided', async () => {
  expect(await why({ 'shopify.refund': { perPersonDay: usd('100.00') } })).toContain('nothing limits how much may be paid')
})
