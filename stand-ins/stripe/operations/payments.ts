import { missing } from '../errors.ts'
import type { Charge, Intent } from '../state.ts'
import { listParams, page, searched } from './lists.ts'
import type { Context, Operation } from './operation.ts'

/** The charge that a path names. */
export function chargeOf({ store }: Pick<Context, 'store'>, id: string, param: string, status: 400 | 404): Charge {
  const charge = store.get('charges', id)
  if (charge === undefined) throw missing('charge', id, param, status)
  return charge
}

/** The payment intent that a path or parameter names. */
export function intentOf({ store }: Pick<Context, 'store'>, id: string, param: string, status: 400 | 404): Intent {
  const intent = store.get('intents', id)
  if (intent === undefined) throw missing('payment_intent', id, param, status)
  return intent
}

/** Reading of what customers paid. */
export const payments: readonly Operation[] = [
  {
    name: 'charges.retrieve', method: 'GET', path: '/v1/charges/:id', params: { expand: 'texts' },
    run: (context) => ({ body: chargeOf(context, context.id, 'id', 404) }),
  },
  {
    name: 'charges.list', method: 'GET', path: '/v1/charges', params: { ...listParams, payment_intent: 'text', created: 'free' },
    run: ({ store, params }) => {
      const intent = params['payment_intent']
      return { body: page(store.all('charges').filter((one) => intent === undefined || one.payment_intent === intent), params, '/v1/charges') }
    },
  },
  {
    name: 'payment_intents.search', method: 'GET', path: '/v1/payment_intents/search', params: { query: 'text', limit: 'whole', page: 'text', expand: 'texts' },
    run: ({ store, params }) => {
      const wanted = searched(String(params['query'] ?? ''))
      const rows = store.all('intents').filter((one) => wanted.every(([name, value]) => one.metadata[name] === value))
      const { data, has_more } = page(rows, { limit: params['limit'] ?? 10 }, '') as { data: object[]; has_more: boolean }
      return { body: { object: 'search_result', data, has_more, next_page: null, url: '/v1/payment_intents/search' } }
    },
  },
  {
    name: 'payment_intents.retrieve', method: 'GET', path: '/v1/payment_intents/:id', params: { expand: 'texts' },
    run: (context) => ({ body: intentOf(context, context.id, 'intent', 404) }),
  },
  {
    name: 'payment_intents.list', method: 'GET', path: '/v1/payment_intents', params: { ...listParams, customer: 'text', created: 'free' },
    run: ({ store, params }) => ({ body: page(store.all('intents'), params, '/v1/payment_intents') }),
  },
  {
    name: 'balance.retrieve', method: 'GET', path: '/v1/balance', params: { expand: 'texts' },
    run: () => ({ body: { object: 'balance', available: [{ amount: 1_000_000, currency: 'usd', source_types: { card: 1_000_000 } }], livemode: false, pending: [] } }),
  },
]
