import { addressOf } from './addresses.ts'
import { fail, hold, ship, talk } from './fulfilment.ts'
import type { Talk } from './fulfilment.ts'
import { onHand } from './inventory.ts'
import { itemOf, levelOf, nextId } from './seed.ts'
import type { Shop } from './shop.ts'
import type { Dispute, FulfilmentOrder, Order } from './state.ts'

type Ask = Readonly<Record<string, unknown>>
type Answer = readonly [status: number, value: unknown]

/** What people, services, warehouses and banks do, for tests and the demo. */
export const fulfilmentRoutes: Readonly<Record<string, (shop: Shop, ask: Ask) => Answer>> = {
  'GET /_control/fulfilments': (shop) => [200, { fulfilments: shop.store.all('fulfilments').map((part) => partView(shop, part)) }],
  'GET /_control/drafts': (shop) => [200, { drafts: shop.store.all('drafts') }],
  'GET /_control/adjustments': (shop) => [200, { adjustments: shop.store.all('adjustments') }],
  'GET /_control/stock': (shop) => [200, { stock: shop.store.all('levels').map((level) => ({ ...level, sku: shop.store.get('items', level.itemId)?.sku, onHand: onHand(level) })) }],
  'POST /_control/stock': setStock,
  'POST /_control/fulfilment': service,
  'POST /_control/hold': (shop, ask) => {
    const part = partOf(shop, ask)
    if (part === undefined) return [404, { error: 'no such fulfilment order' }]
    const changed = hold(shop.store, part.id, { reason: String(ask['reason'] ?? 'OTHER'), notes: String(ask['note'] ?? ''), handle: null, ours: false }, [])
    if (part.status !== 'ON_HOLD' && changed.problems.length === 0) shop.tell('fulfillment_orders/placed_on_hold', { ...changed.parts, hold: changed.hold })
    return [changed.problems.length === 0 ? 201 : 409, { problems: changed.problems, hold: changed.hold }]
  },
  'POST /_control/edited': (shop, ask) => about(shop, ask, (order) => shop.tell('orders/edited', { order, at: new Date().toISOString(), reason: ask['reason'] })),
  'POST /_control/dispute': (shop, ask) => about(shop, ask, (order) => {
    const earlier = shop.store.all('disputes').find((one) => one.orderId === order.id)
    const status = String(ask['status'] ?? 'NEEDS_RESPONSE')
    const dispute: Dispute = earlier === undefined
      ? { id: nextId(shop.store, 'dispute'), orderId: order.id, status, reason: String(ask['reason'] ?? 'fraudulent'), amount: order.paid, at: new Date().toISOString() }
      : { ...earlier, status }
    shop.store.commit({ table: 'disputes', row: dispute })
    shop.tell(earlier === undefined ? 'disputes/create' : 'disputes/update', { dispute, order })
  }),
}

function about(shop: Shop, ask: Ask, act: (order: Order) => void): Answer {
  const order = shop.store.all('orders').find((one) => one.name === ask['orderName'])
  if (order === undefined) return [404, { error: `no order "${String(ask['orderName'])}"; GET /_control/orders lists them` }]
  act(order)
  return [201, { id: `gid://shopify/Order/${order.id}` }]
}

/** The open one of the named order, else the one with the id. */
function partOf(shop: Shop, ask: Ask): FulfilmentOrder | undefined {
  const order = shop.store.all('orders').find((one) => one.name === ask['orderName'])
  const id = /\d+$/.exec(String(ask['id'] ?? ''))?.[0]
  return shop.store.all('fulfilments').find((one) => (id === undefined ? one.orderId === order?.id && one.status !== 'CLOSED' : one.id === id))
}

const TOLD: Readonly<Record<string, string>> = {
  accept: 'fulfillment_request_accepted', reject: 'fulfillment_request_rejected', 'accept-cancellation': 'cancellation_request_accepted',
  'reject-cancellation': 'cancellation_request_rejected', fail: 'fulfillment_service_failed_to_complete',
}

/** `does`: submit, accept, reject, accept-cancellation, reject-cancellation, fail, ship, progress. */
function service(shop: Shop, ask: Ask): Answer {
  const part = partOf(shop, ask)
  const does = String(ask['does'])
  if (part === undefined) return [404, { error: 'no such fulfilment order' }]
  if (does === 'ship') return [200, partView(shop, ship(shop.store, part))]
  if (does === 'progress') {
    const row: FulfilmentOrder = { ...part, status: 'IN_PROGRESS', progress: true }
    shop.store.commit({ table: 'fulfilments', row })
    return [200, partView(shop, row)]
  }
  if (does !== 'submit' && TOLD[does] === undefined) return [422, { error: `"${does}" is nothing that a service does; see stand-ins/README.md` }]
  const changed = does === 'fail' ? fail(shop.store, part) : talk(shop.store, part.id, does as Talk)
  if (changed.problems.length > 0) return [409, { problems: changed.problems }]
  const topic = TOLD[does]
  if (topic !== undefined) shop.tell(`fulfillment_orders/${topic}`, { ...changed.parts, message: ask['message'] ?? null })
  const row = changed.parts['fulfillmentOrder']
  return [200, row === undefined || row === null ? {} : partView(shop, row)]
}

const partView = (shop: Shop, part: FulfilmentOrder): object => {
  const order = shop.store.get('orders', part.orderId)
  return {
    ...part, id: `gid://shopify/FulfillmentOrder/${part.id}`, orderId: `gid://shopify/Order/${part.orderId}`, orderName: order?.name ?? '',
    locationId: `gid://shopify/Location/${part.locationId}`, destination: addressOf(order),
  }
}

/** Sets a quantity of a SKU at a place, as counting staff would, and tells of it where `available` changed. */
function setStock(shop: Shop, ask: Ask): Answer {
  const item = itemOf(shop.store, String(ask['sku']))
  const locationId = String(ask['locationId'] ?? '1')
  const before = shop.store.get('levels', `${item.id}@${locationId}`) ?? levelOf(item.id, locationId, 0, Date.now())
  const name = String(ask['name'] ?? 'available')
  const level = { ...before, updatedAt: new Date().toISOString(), quantities: { ...before.quantities, [name]: Number(ask['quantity'] ?? 0) } }
  shop.store.commit({ table: 'levels', row: level })
  if (name === 'available' && ask['deliver'] !== false) shop.tell('inventory_levels/update', { level })
  return [201, { itemId: `gid://shopify/InventoryItem/${item.id}`, locationId: `gid://shopify/Location/${locationId}`, ...level.quantities }]
}
