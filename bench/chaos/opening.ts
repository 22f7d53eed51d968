import type { House } from './house.ts'

/** A case that an outside system has given reason for: what the oracle expects, and what the world knows of it. */
export interface Opened {
  readonly sop: string
  /** By which the SOP tells its cases apart: exactly one case has it, however often it was told. */
  readonly key: string
  /** The order as the shop names it. */
  readonly orderId: string
  readonly orderName: string
  /** Of the customer's parcel. */
  readonly tracking?: string
  readonly dispute?: string
  readonly po?: { readonly po: string; readonly line: string; readonly sku: string }
  /** Orders that wait for the same goods. */
  readonly waiting?: readonly string[]
  /** What may be told again, with or without another delivery id. */
  readonly told?: { readonly by: 'shop' | 'stripe' | 'easypost' | 'zendesk'; readonly id: string }
}

/** One way in which a case comes about. `n` numbers it and makes everything about it its own; `seed` draws what varies. */
export interface Opening {
  readonly house: House
  readonly n: number
  readonly seed: number
}

/** An order as the sample shop answers. */
export interface Order {
  readonly id: string
  readonly name: string
  /** Its payment at Stripe. */
  readonly charge: string
}

/** The digits at the end of a GID: what labels are bought with as their reference. */
export const numberOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1)

/** A new order of one piece with its payment at Stripe. `price` is decimal text in USD. */
export async function anOrder({ house, n }: Opening, price: string, more: object = {}): Promise<Order> {
  const order = await house.ask<Pick<Order, 'id' | 'name'>>('shop', 'orders', {
    name: `#C${n}`, currency: 'USD', deliveredDaysAgo: 3, customer: { firstName: 'Ada', lastName: `Low ${n}`, email: `customer${n}@example.com` },
    lines: [{ sku: `SKU-${n}`, title: 'Shirt', quantity: 1, price }], ...more,
  })
  const { id: charge } = await house.ask<{ id: string }>('stripe', 'charges', { amount: Math.round(Number(price) * 100), currency: 'usd', metadata: { order_id: order.id }, daysAgo: 9 })
  return { ...order, charge }
}
