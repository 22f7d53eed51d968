import { newPayment } from './objects.ts'
import type { Charge, Metadata, Refund, Store } from './state.ts'

const DAY_S = 86_400

/** What is asked for when a payment is added; amounts in the vendor's smallest units. */
export interface NewPayment {
  readonly amount: number
  readonly currency: string
  readonly metadata: Metadata
  readonly daysAgo: number
  readonly refundStatus?: Refund['status']
}

/** Adds a payment that succeeded. */
export function addPayment(store: Store, asked: NewPayment, now: number): Charge {
  const { charge, intent } = newPayment({ ...asked, created: Math.floor(now / 1000) - Math.round(asked.daysAgo * DAY_S) })
  const script = asked.refundStatus === undefined ? [] : [{ table: 'scripts', row: { id: charge.id, refundStatus: asked.refundStatus } } as const]
  store.commit({ table: 'charges', row: charge }, { table: 'intents', row: intent }, ...script)
  return charge
}

/** Payments of the sample shop's orders, on the first start only. */
export function seed(store: Store, now: number): void {
  if (store.all('charges').length > 0) return
  const paid = [['#2041', 8_000, 'usd'], ['#2044', 64_000, 'usd'], ['#2046', 12_800, 'jpy'], ['#2047', 13_489, 'eur']] as const
  for (const [order_id, amount, currency] of paid) addPayment(store, { amount, currency, metadata: { order_id }, daysAgo: 9 }, now)
}
