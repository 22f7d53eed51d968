import { ConnectorError, type RefundLister } from '../../domain/ports.ts'
import type { TheirRefund } from '../../domain/reconcile.ts'
import { fromStripe } from './amount.ts'
import { createStripeClient, type StripeConfig } from './client.ts'
import { providerKey } from './keys.ts'

const LIST = { name: 'refunds.list', write: false }
const PAGE = 100
const MOST_PAGES = 1_000

/** All refunds of the account, whoever made them. Throws `ConnectorError` when the settings cannot work. */
export function createStripeLister(config: StripeConfig): RefundLister {
  const client = createStripeClient(config)
  return {
    system: 'stripe',
    action: 'stripe.refund',
    keyOf: providerKey,
    async since(at, signal) {
      const all: TheirRefund[] = []
      let after: string | undefined
      for (let page = 0; page < MOST_PAGES; page++) {
        const { data, has_more: more } = await client.ask(LIST, signal, (stripe) =>
          stripe.refunds.list({ limit: PAGE, created: { gte: Math.floor(at / 1_000) }, ...(after === undefined ? {} : { starting_after: after }) }))
        for (const one of data) {
          const amount = Number.isSafeInteger(one.amount) ? fromStripe(BigInt(one.amount), one.currency) : undefined
          if (!amount) throw new ConnectorError('contract', 'unreadable', `Stripe's refund "${one.id}" has no amount that can be read`)
          const effect = one.metadata?.['effect']
          all.push({ reference: one.id, amount, stands: one.status !== 'failed' && one.status !== 'canceled', at: one.created * 1_000, ...(effect === undefined ? {} : { effect }) })
        }
        after = data.at(-1)?.id
        if (!more || after === undefined) return all
      }
      throw new ConnectorError('contract', 'too-many-refunds', `Stripe has more than ${MOST_PAGES * PAGE} refunds of these days`)
    },
  }
}
