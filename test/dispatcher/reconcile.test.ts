import { afterEach, beforeEach, expect, test } from 'vitest'
import { createStripe } from '../../adapters/stripe/connector.ts'
import { createStripeLister } from '../../adapters/stripe/lister.ts'
import { reconcile } from '../../dispatcher/reconcile.ts'
import type { PaymentRows } from '../../domain/ports.ts'
import { startStripe, type RunningStripe } from '../../stand-ins/stripe/stripe.ts'
import { aCall } from '../adapters/stripe/call.ts'
import { aCharge, clientOf } from '../stand-ins/ask-stripe.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
let stripe: RunningStripe
beforeEach(async () => void (stripe = await startStripe()))
afterEach(() => stripe.close())

/** Compares ten minutes from now: what was just paid is no longer young. */
async function compare(rows: Awaited<ReturnType<PaymentRows['since']>>) {
  const raised: string[] = []
  const later = Date.now() + 600_000
  await reconcile({
    listers: [createStripeLister({ secretKey: 'sk_test_stand_in', apiUrl: stripe.url })], payments: { since: async () => rows }, now: () => later,
    alarms: { raise: async (kind, subject, message) => void raised.push(`${kind} ${subject}: ${message}`) },
  })
  return raised
}

test('a refund of a case is known on both sides, one from the dashboard on one, and one that Stripe never had on the other', async () => {
  const charge = await aCharge(stripe, {})
  const call = aCall('stripe.refund', { charge: charge.id, amount: usd('15.00') })
  const { reference } = await createStripe({ secretKey: 'sk_test_stand_in', apiUrl: stripe.url }).perform(call)
  const ours = { key: call.key, caseId: 'C1', reference, amount: usd('15.00'), state: 'done', at: Date.now() } as const
  expect(await compare([ours])).toEqual([])

  const foreign = await clientOf(stripe).refunds.create({ charge: charge.id, amount: 700 })
  expect(await compare([ours, { ...ours, key: 'C2/pay', caseId: 'C2', reference: 're_gone' }])).toEqual([
    `payments-differ paid-there ${foreign.id}: stripe paid 7.00 USD back as "${foreign.id}", and no case knows of it`,
    'payments-differ paid-here re_gone: case C2: the refund of 15.00 USD is paid here, and stripe does not have "re_gone"',
  ])
})
