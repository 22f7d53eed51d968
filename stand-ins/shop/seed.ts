import { units } from './money.ts'
import type { Address, FulfilmentOrder, Item, Level, Line, Order, Store } from './state.ts'

/** An order to invent; days count back from now, and `deliveredDaysAgo: null` is still on its way. */
export interface OrderSketch {
  readonly name?: string
  readonly currency?: string
  readonly deliveredDaysAgo?: number | null
  readonly customer?: { readonly firstName?: string; readonly lastName?: string; readonly email?: string; readonly locale?: string }
  readonly tags?: readonly string[]
  readonly lines?: readonly {
    readonly sku?: string
    readonly title?: string
    readonly quantity?: number
    readonly price?: string
    readonly finalSale?: boolean
  }[]
  /** Money already given back, in the order's currency. */
  readonly refunded?: string
  /** Nothing of it was sent yet: it is with this location (`1` the own warehouse, `2` a fulfilment service, `3` a store). */
  readonly unfulfilled?: true | { readonly locationId?: string }
  readonly address?: Partial<Address>
  readonly risk?: string
}

/** Where orders go that say nothing else. */
export const plainAddress: Address = {
  name: 'Ada Novak', address1: '12 Elm St', address2: '', city: 'Chicago', province: 'IL', zip: '60601', country: 'US', phone: '',
}

const DAY = 86_400_000

/** The orders a fresh shop has; `#2041` is the one whose return a demo sends first. */
export const seedOrders: readonly OrderSketch[] = [
  {
    name: '#2041', deliveredDaysAgo: 6, customer: { firstName: 'Mia', lastName: 'Torres', email: 'mia.torres@example.com' },
    lines: [{ sku: 'LIN-SHIRT-M', title: 'Linen shirt, sand, M', price: '80.00' }],
  },
  {
    name: '#2042', deliveredDaysAgo: 3, customer: { firstName: 'Noah', lastName: 'Brandt', email: 'noah.brandt@example.com' },
    tags: ['final-sale'], lines: [{ sku: 'SWIM-S', title: 'Swim shorts, last season, S', price: '45.00' }],
  },
  {
    name: '#2043', deliveredDaysAgo: 2, customer: { firstName: 'Ines', lastName: 'Costa', email: 'ines.costa@example.com' },
    lines: [{ sku: 'SOCK-3', title: 'Merino socks, three pairs', price: '9.50' }],
  },
  {
    name: '#2044', deliveredDaysAgo: 12, customer: { firstName: 'Henry', lastName: 'Okafor', email: 'henry.okafor@example.com' },
    lines: [{ sku: 'COAT-L', title: 'Wool coat, navy, L', price: '640.00' }],
  },
  {
    name: '#2045', deliveredDaysAgo: 52, customer: { firstName: 'Sofia', lastName: 'Lind', email: 'sofia.lind@example.com' },
    lines: [{ sku: 'BOOT-39', title: 'Leather boots, 39', price: '120.00' }],
  },
  {
    name: '#2046', deliveredDaysAgo: 5, currency: 'JPY',
    customer: { firstName: 'Haruka', lastName: 'Mori', email: 'haruka.mori@example.com', locale: 'ja' },
    lines: [{ sku: 'YUKATA-1', title: 'Cotton yukata', price: '12800' }],
  },
  {
    name: '#2047', deliveredDaysAgo: 8, currency: 'EUR',
    customer: { firstName: 'Jürgen', lastName: 'Weiß', email: 'juergen.weiss@example.com', locale: 'de' },
    lines: [
      { sku: 'TEE-WHT-M', title: 'T-shirt, white, M', quantity: 2, price: '27.45' }, { sku: 'JEAN-32', title: 'Jeans, 32', price: '79.99' },
    ],
  },
  {
    name: '#2048', deliveredDaysAgo: null, customer: { firstName: 'Amir', lastName: 'Haddad', email: 'amir.haddad@example.com' },
    lines: [{ sku: 'BAG-1', title: 'Canvas bag', price: '60.00' }],
  },
  {
    name: '#2049', deliveredDaysAgo: 9, customer: { firstName: 'Lucy', lastName: 'Chen', email: 'lucy.chen@example.com' },
    lines: [{ sku: 'LAMP-2', title: 'Desk lamp', quantity: 2, price: '75.00' }], refunded: '100.00',
  },
]

const names = ['Ada Novak', 'Ben Osei', 'Clara Ruiz', 'Dev Patel', 'Ella Moreau', 'Finn Dahl', 'Gita Rao', 'Hugo Meyer'] as const
const goods = [
  ['SCARF-1', 'Wool scarf', '38.00'], ['MUG-4', 'Four stoneware mugs', '52.00'], ['KNIT-M', 'Knitted jumper, M', '95.00'],
  ['BELT-90', 'Leather belt, 90', '44.50'],
] as const

/** Next number of the shop, as text: ids are beyond what a double holds exactly, as real ones can be. */
export function nextId(store: Store, kind: string): string {
  const starts: Readonly<Record<string, string>> = { order: '9007199254741001', number: '2050', return: '9007199254770001' }
  const value = BigInt(
    store.get('counters', kind)?.value ?? starts[kind] ?? '9007199254800001'
  ) + (store.get('counters', kind) === undefined ? 0n : 1n)
  store.commit({ table: 'counters', row: { id: kind, value: value.toString() } })
  return value.toString()
}

/** Adds an order, filling in whatever the sketch leaves out; returns it. Throws when a price is no amount of the currency. */
export function addOrder(store: Store, sketch: OrderSketch, now: number): Order {
  const currency = sketch.currency ?? 'USD'
  const number = sketch.name ?? generatedName(store)
  const lines = (sketch.lines ?? [invented(number)]).map((line) => lineOf(store, line, currency))
  const paid = lines.reduce((sum, line) => sum + BigInt(line.unitPrice) * BigInt(line.quantity), 0n)
  const days = sketch.deliveredDaysAgo === undefined ? 4 : sketch.deliveredDaysAgo
  const order: Order = {
    id: nextId(store, 'order'),
    name: number,
    currency,
    placedAt: new Date(now - ((days ?? 1) + 5) * DAY).toISOString(),
    deliveredAt: days === null || sketch.unfulfilled !== undefined ? null : new Date(now - days * DAY).toISOString(),
    tags: sketch.tags ?? [],
    customer: customerOf(store, sketch, number),
    lines,
    transactionId: nextId(store, 'transaction'),
    paid: paid.toString(),
    address: { ...plainAddress, ...sketch.address },
    ...(sketch.risk === undefined ? {} : { risk: sketch.risk }),
    ...(sketch.unfulfilled === undefined ? {} : { unfulfilled: true }),
  }
  const place = typeof sketch.unfulfilled === 'object' ? sketch.unfulfilled.locationId : undefined
  const part = fulfilmentOf(store, order, place ?? '1')
  const stocked = [...new Set(lines.map((line) => line.sku))].flatMap((sku) => stockOf(store, itemOf(store, sku), now))
  store.commit({ table: 'orders', row: order }, { table: 'fulfilments', row: part }, ...stocked.map((row) => ({ table: 'levels', row }) as const))
  if (sketch.refunded !== undefined) addOldRefund(store, order, sketch.refunded, now)
  return order
}

/** What has to be sent of a new order: all of it from one place. What was sent already is closed. */
function fulfilmentOf(store: Store, order: Order, locationId: string): FulfilmentOrder {
  const open = order.unfulfilled === true
  const lines = order.lines.map((line) => ({
    id: nextId(store, 'fulfilment-order-line'), lineId: line.id, quantity: line.quantity, remaining: open ? line.quantity : 0,
  }))
  const status = open ? 'OPEN' : 'CLOSED'
  return { id: nextId(store, 'fulfilment-order'), orderId: order.id, locationId, status, requestStatus: open ? 'UNSUBMITTED' : 'CLOSED', progress: false, lines, holds: [] }
}

/** The item with this SKU; a new one gets its number. */
export function itemOf(store: Store, sku: string): Item {
  const known = store.all('items').find((item) => item.sku === sku)
  if (known !== undefined) return known
  const row = { id: nextId(store, 'item'), sku }
  store.commit({ table: 'items', row })
  return row
}

/** Twenty of each new item at the first two locations; none where it has levels already. */
function stockOf(store: Store, item: Item, now: number): readonly Level[] {
  if (store.all('levels').some((level) => level.itemId === item.id)) return []
  return ['1', '2'].map((locationId) => levelOf(item.id, locationId, 20, now))
}

/** A level with so many to sell and nothing in any other state. */
export const levelOf = (itemId: string, locationId: string, available: number, now: number): Level => ({
  id: `${itemId}@${locationId}`, itemId, locationId, updatedAt: new Date(now).toISOString(),
  quantities: { available, committed: 0, reserved: 0, damaged: 0, safety_stock: 0, quality_control: 0, incoming: 0 },
})

function generatedName(store: Store): string {
  const name = `#${nextId(store, 'number')}`
  return store.all('orders').some((order) => order.name === name) ? generatedName(store) : name
}

function invented(name: string): { readonly sku: string; readonly title: string; readonly price: string } {
  const [sku, title, price] = goods[Number(name.slice(1)) % goods.length] ?? goods[0]
  return { sku, title, price }
}

function lineOf(store: Store, line: NonNullable<OrderSketch['lines']>[number], currency: string): Line {
  const price = units(line.price ?? '40.00', currency)
  if (price === undefined) {
    throw new RangeError(`"${line.price ?? ''}" is no amount in ${currency}; write it with a point and the currency's decimals`)
  }
  return {
    id: nextId(store, 'line'),
    fulfillmentLineId: nextId(store, 'fulfillment-line'),
    sku: line.sku ?? 'ITEM-1',
    title: line.title ?? 'Something nice',
    quantity: line.quantity ?? 1,
    unitPrice: price.toString(),
    attributes: line.finalSale === true ? [{ key: '_final_sale', value: 'true' }] : [],
  }
}

function customerOf(store: Store, sketch: OrderSketch, name: string): Order['customer'] {
  const [first, last] = (names[Number(name.slice(1)) % names.length] ?? names[0]).split(' ')
  const firstName = sketch.customer?.firstName ?? first ?? 'Ada'
  const lastName = sketch.customer?.lastName ?? last ?? 'Novak'
  const email = sketch.customer?.email ?? `${firstName}.${lastName}@example.com`.toLowerCase()
  return { id: nextId(store, 'customer'), firstName, lastName, email, locale: sketch.customer?.locale ?? 'en' }
}

function addOldRefund(store: Store, order: Order, refunded: string, now: number): void {
  const amount = (units(refunded, order.currency) ?? 0n).toString()
  const createdAt = new Date(now - 2 * DAY).toISOString()
  const refund = {
    id: nextId(store, 'refund'), transactionId: nextId(store, 'transaction'), orderId: order.id, amount, note: 'goodwill', createdAt,
    idempotencyKey: null, lines: [],
  }
  store.commit({ table: 'refunds', row: refund })
}

/** Adds what is missing of the seeded orders, so that a shop killed while it was filled is filled by its next start. */
export function seed(store: Store, now: number): void {
  const known = new Set(store.all('orders').map((order) => order.name))
  for (const sketch of seedOrders) if (!known.has(sketch.name ?? '')) addOrder(store, sketch, now)
}
