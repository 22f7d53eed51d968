import { chance, oneOf } from './chance.ts'
import { anOrder, numberOf, type Opened, type Opening, type Order } from './opening.ts'

type Open = (opening: Opening) => Promise<Opened>

/** What the ten SOPs of the library are opened by: each case by another kind of event where there are several. */
export const OPENINGS: Readonly<Record<string, Open>> = {
  'returns-standard': returned,
  'refund-approval': askedFor,
  'return-damaged-photo-evidence': damaged,
  chargeback: disputed,
  'reroute-carrier-exception': inTrouble,
  'lost-in-transit-claim': lost,
  'reroute-address-change': moving,
  'backup-location-reroute': rejected,
  'stock-discrepancy-oversell': counted,
  'supplier-delay': delayed,
}

const about = ({ id, name }: Order): Pick<Opened, 'orderId' | 'orderName'> => ({ orderId: id, orderName: name })

async function returned(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const order = await anOrder(opening, oneOf(['12.00', '30.00', '45.00', '80.00'], seed, n, 'price'), { deliveredDaysAgo: oneOf([3, 5, 9, 33, 50], seed, n, 'days') })
  const tracking = chance(seed, n, 'tracking') < 0.5 ? `1ZRET${n}` : undefined
  const asked = await house.ask<{ id: string; webhookId: string }>('shop', 'return', { orderName: order.name, reason: 'unwanted', quantity: 1, ...(tracking === undefined ? {} : { tracking }) })
  return { sop: 'returns-standard', key: asked.id, ...about(order), ...(tracking === undefined ? {} : { tracking }), told: { by: 'shop', id: asked.webhookId } }
}

async function askedFor(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const order = await anOrder(opening, '60.00')
  const fields = {
    order_id: order.id, amount: { amount: oneOf(['9.00', '40.00', '60.00'], seed, n, 'amount'), currency: 'USD' }, reason: oneOf(['duplicate', 'late', 'goodwill', 'price_adjust'], seed, n, 'reason'),
    method: oneOf(['original', 'original', 'original', 'store_credit'], seed, n, 'method'), purpose: `ticket ${n}`,
  }
  // A person at a bad line sends it until it was answered.
  for (;;) {
    const { status, body } = await house.as('mia', '/api/cases', { sop: 'refund-approval', fields })
    if (status === 200 || status === 201) break
    if (status >= 400 && status < 500 && status !== 429) throw new Error(`opening by hand was refused: ${JSON.stringify(body)}`)
    await new Promise((resolve) => { setTimeout(resolve, 200) })
  }
  return { sop: 'refund-approval', key: `${order.id}/ticket ${n}`, ...about(order) }
}

async function damaged(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const order = await anOrder(opening, oneOf(['15.00', '45.00', '90.00'], seed, n, 'price'))
  const [sop, text] = ['return-damaged-photo-evidence', 'The box was crushed and the lamp is in pieces']
  const way = oneOf(['return', 'ticket', 'scan'], seed, n, 'way')
  if (way === 'return') {
    const asked = await house.ask<{ id: string; webhookId: string }>('shop', 'return', { orderName: order.name, reason: 'damaged_in_transit', quantity: 1, note: text })
    return { sop, key: asked.id, ...about(order), told: { by: 'shop', id: asked.webhookId } }
  }
  if (way === 'ticket') {
    const ticket = await house.ask<{ webhook: string }>('zendesk', 'tickets', { orderRef: order.name, orderId: order.id, intent: 'damaged', text, email: `customer${n}@example.com` })
    return { sop, key: order.name, ...about(order), told: { by: 'zendesk', id: ticket.webhook } }
  }
  const parcel = await aParcel(opening, order)
  await house.ask('easypost', 'scan', { tracker: parcel.id, status: 'failure', status_detail: 'damaged', message: 'damaged at the hub' })
  return { sop, key: parcel.id, ...about(order), tracking: parcel.code }
}

async function disputed(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const price = oneOf(['20.00', '60.00', '140.00'], seed, n, 'price')
  const order = await anOrder(opening, price, chance(seed, n, 'sent') < 0.3 ? { unfulfilled: { locationId: '1' } } : {})
  const dispute = await house.ask<{ id: string }>('stripe', 'dispute', {
    charge: order.charge, reason: oneOf(['product_not_received', 'product_unacceptable', 'fraudulent'], seed, n, 'reason'), dueInDays: 9, ...(chance(seed, n, 'inquiry') < 0.2 ? { caseType: 'inquiry' } : {}),
  })
  return { sop: 'chargeback', key: dispute.id, ...about(order), dispute: dispute.id }
}

interface Parcel {
  readonly id: string
  readonly code: string
}

/** A parcel on its way, whose label carries the order's number. */
async function aParcel({ house }: Opening, order: Order): Promise<Parcel> {
  const { tracker } = await house.ask<{ tracker: { id: string; tracking_code: string } }>('easypost', 'parcel', { reference: numberOf(order.id), daysAgo: 12 })
  return { id: tracker.id, code: tracker.tracking_code }
}

async function inTrouble(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const order = await anOrder(opening, '45.00', { deliveredDaysAgo: null })
  const parcel = await aParcel(opening, order)
  const [status, detail, kind] = oneOf([
    ['in_transit', 'address_correction', 'address'], ['in_transit', 'delivery_exception', 'attempt_failed'], ['available_for_pickup', 'arrived_at_pickup_location', 'held'],
    ['in_transit', 'held', 'held'], ['in_transit', 'delayed', 'delay'], ['return_to_sender', 'refused', 'refused'],
  ] as const, seed, n, 'trouble')
  await house.ask('easypost', 'scan', { tracker: parcel.id, status, status_detail: detail, city: 'Austin', state: 'TX' })
  return { sop: 'reroute-carrier-exception', key: `${parcel.id}/${kind}`, ...about(order), tracking: parcel.code }
}

async function lost(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const order = await anOrder(opening, oneOf(['35.00', '90.00'], seed, n, 'price'), { deliveredDaysAgo: null })
  const parcel = await aParcel(opening, order)
  if (chance(seed, n, 'way') < 0.7) await house.ask('easypost', 'scan', { tracker: parcel.id, status: 'failure', status_detail: 'lost' })
  else await tellSource(opening, 'carrier_watch', 'parcel_silent', { tracker_id: parcel.id, order_id: order.id, last_scan: new Date().toISOString() })
  return { sop: 'lost-in-transit-claim', key: parcel.id, ...about(order), tracking: parcel.code }
}

async function moving(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const sop = 'reroute-address-change'
  const order = await anOrder(opening, '45.00', { unfulfilled: { locationId: oneOf(['1', '1', '2'], seed, n, 'place') } })
  if (chance(seed, n, 'way') < 0.7) {
    const address = { name: 'Ada Low', address1: `${n} Mill Ln`, address2: '', city: 'Chicago', province: oneOf(['IL', 'TX'], seed, n, 'state'), zip: '60602', country: 'US' }
    await tellSource(opening, 'shop_page', 'address_edited', { order_id: order.id, ...address })
    return { sop, key: `${order.id}/US/60602/${address.address1}`, ...about(order) }
  }
  const { ticket, webhook } = await house.ask<{ ticket: number; webhook: string }>('zendesk', 'tickets', { orderRef: order.name, orderId: order.id, intent: 'address_change', text: 'please send it to my office', email: `customer${n}@example.com` })
  return { sop, key: `${order.id}/${ticket}`, ...about(order), told: { by: 'zendesk', id: webhook } }
}

async function rejected(opening: Opening): Promise<Opened> {
  const { house } = opening
  const order = await anOrder(opening, '45.00', { unfulfilled: { locationId: '2' } })
  const { id } = await house.ask<{ id: string }>('shop', 'fulfilment', { orderName: order.name, does: 'submit' })
  await house.ask('shop', 'fulfilment', { orderName: order.name, does: 'reject', message: 'out of stock' })
  return { sop: 'backup-location-reroute', key: id, ...about(order) }
}

async function counted(opening: Opening): Promise<Opened> {
  const { n, seed } = opening
  const order = await anOrder(opening, '20.00', { unfulfilled: { locationId: '1' } })
  const [sku, place, day] = [`SKU-${n}`, 'gid://shopify/Location/1', new Date().toISOString().slice(0, 10)]
  const found = oneOf([0, 17, 20, 22], seed, n, 'found')
  const event = oneOf(['pick_short', 'count_differs'], seed, n, 'event')
  await tellSource(opening, 'warehouse', event, { location_id: place, sku, bin: 'A-01', expected: found === 20 ? 21 : 20, found, order_name: order.name, reported_by: 'ana', day })
  return { sop: 'stock-discrepancy-oversell', key: `${sku}/${place}/${day}`, ...about(order) }
}

async function delayed(opening: Opening): Promise<Opened> {
  const { house, n, seed } = opening
  const [po, line, sku] = [`PO-${n}`, '1', `LATE-${n}`]
  const order = await anOrder(opening, '24.00', { unfulfilled: { locationId: '1' } })
  await house.ask('planning', 'line', { po, line, sku, coverDays: oneOf([0, 30], seed, n, 'cover'), unitCost: '2.00', margin: '60.00', revenue: '48.00' })
  const breaks = chance(seed, n, 'breaks') < 0.85
  if (breaks) await house.ask('planning', 'order', { orderId: order.id, orderName: order.name, sku, promised: dayIn(oneOf([6, 12], seed, n, 'promised')), email: `customer${n}@example.com`, value: '24.00' })
  const event = oneOf(['po_line_overdue', 'po_line_unacknowledged', 'po_line_asn_missing'], seed, n, 'event')
  await tellSource(opening, 'supplier_portal', event, { po, line, supplier: 'Norholt', sku, quantity: 5, requested: dayIn(2) })
  return { sop: 'supplier-delay', key: `${po}/${line}`, ...about(order), po: { po, line, sku }, waiting: breaks ? [order.id] : [] }
}

const DAY_MS = 86_400_000
/** The date so many days from now. */
export const dayIn = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

/** Has a source told, again and again until it was taken; three in ten are told twice, as the same delivery or as another one. */
export async function tellSource({ house, n, seed }: Opening, source: string, event: string, fields: object): Promise<void> {
  const [first, again] = [`${source}-${n}-${event}`, chance(seed, n, event, 'again')]
  const told = { source, event, received_at: new Date().toISOString(), ...fields }
  const times = again < 0.3 ? 2 : 1
  for (let time = 0; time < times;) {
    const body = { ...told, delivery_id: time === 1 && again < 0.15 ? `${first}-again` : first }
    const { status } = await house.ask<{ status: number }>('planning', 'tell', body).catch(() => ({ status: 0 }))
    if (status === 200) time += 1
    else await new Promise((resolve) => { setTimeout(resolve, 250) })
  }
}
