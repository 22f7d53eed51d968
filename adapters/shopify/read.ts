import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { maybeObject, moneyAt, moneyJson, objectAt, objectsAt, textAt, textOr, wholeAt } from './fields.ts'

/** Tag on the order, or attribute `_final_sale` on a line, by which shops mark goods that do not come back; Shopify has no field for it. */
const FINAL_SALE_TAG = 'final-sale'
const FINAL_SALE_ATTRIBUTE = '_final_sale'

/** The object of the answer, or the refusal `not-found`. */
export function found(data: JsonObject, name: 'order' | 'return', id: string): JsonObject {
  const value = maybeObject(data, name)
  if (value === undefined) {
    throw new ConnectorError('refused', 'not-found', `the shop has no ${name} "${id}"; check the id, or settle by hand`)
  }
  return value
}

/** The outputs of `shopify.order`. */
export function orderOutputs(order: JsonObject): JsonObject {
  const received = moneyAt(order, 'totalReceivedSet')
  const net = moneyAt(order, 'netPaymentSet')
  const delivered = deliveredAt(order)
  return {
    id: textAt(order, 'id'),
    name: textAt(order, 'name'),
    currency: received.currency,
    value: moneyJson(received.minor, received.currency),
    refundable: moneyJson(net.minor > 0n ? net.minor : 0n, net.currency),
    quantity: wholeAt(order, 'subtotalLineItemsQuantity'),
    delivered_at: delivered,
    placed_at: textAt(order, 'createdAt'),
    final_sale: isFinalSale(order),
    customer: customerOf(order),
    financial_status: textOr(order, 'UNKNOWN', 'displayFinancialStatus'),
    return_status: latestStatus(objectsAt(order, 'returns', 'nodes')),
    cancelled_at: textOr(order, '', 'cancelledAt') || null,
    disputed: objectsAt(order, 'disputes').some((one) => !['WON', 'LOST', 'ACCEPTED', 'CHARGE_REFUNDED'].includes(textAt(one, 'status'))),
    charged_at: chargedAt(order),
    tags: (Array.isArray(order['tags']) ? order['tags'] : []).map(String),
    risk: riskOf(order),
    shipping_address: addressOf(order),
    lines: objectsAt(order, 'lineItems', 'nodes').map(lineOf),
  }
}

/** When money was first taken for it; null while none was, as with an order on account. */
function chargedAt(order: JsonObject): string | null {
  const taken = objectsAt(order, 'transactions').filter((one) => one['status'] === 'SUCCESS' && ['SALE', 'CAPTURE'].includes(textAt(one, 'kind')))
  return taken.map((one) => textOr(one, '', 'processedAt')).filter((at) => at !== '').sort()[0] ?? null
}

/** The worst that the shop's checks say: HIGH, MEDIUM, PENDING, LOW or NONE. */
function riskOf(order: JsonObject): string {
  const levels = objectsAt(order, 'risk', 'assessments').map((one) => textOr(one, 'NONE', 'riskLevel'))
  return ['HIGH', 'MEDIUM', 'PENDING', 'LOW'].find((level) => levels.includes(level)) ?? 'NONE'
}

/** Where it goes; empty texts where nothing is shipped. The country is two letters. */
function addressOf(order: JsonObject): JsonObject {
  const text = (name: string): string => textOr(order, '', 'shippingAddress', name)
  return {
    name: text('name'), address1: text('address1'), address2: text('address2'), city: text('city'), province: text('provinceCode'), zip: text('zip'),
    country: text('countryCodeV2'), phone: text('phone'),
  }
}

/** Where the latest of them stands; `NONE` where there is none. */
function latestStatus(returns: readonly JsonObject[]): string {
  const [latest] = [...returns].sort((one, other) => (textAt(one, 'createdAt') < textAt(other, 'createdAt') ? 1 : -1))
  return latest === undefined ? 'NONE' : textAt(latest, 'status')
}

/** The number on the newest label of a return; empty while it has none. */
export const trackingCode = (returned: JsonObject): string =>
  objectsAt(returned, 'reverseFulfillmentOrders', 'nodes')
    .flatMap((order) => objectsAt(order, 'reverseDeliveries', 'nodes'))
    .map((delivery) => textOr(delivery, '', 'deliverable', 'tracking', 'number'))
    .filter((number) => number !== '')
    .at(-1) ?? ''

/** When the last of its parcels arrived; null while one of them is on its way, or nothing is known. */
function deliveredAt(order: JsonObject): string | null {
  const instants = objectsAt(order, 'fulfillments').map((parcel) => textOr(parcel, '', 'deliveredAt'))
  return instants.length === 0 || instants.includes('') ? null : (instants.sort().at(-1) ?? null)
}

function isFinalSale(order: JsonObject): boolean {
  const tags = order['tags']
  if (Array.isArray(tags) && tags.includes(FINAL_SALE_TAG)) return true
  return objectsAt(order, 'lineItems', 'nodes').some((line) =>
    objectsAt(line, 'customAttributes').some((attribute) => attribute['key'] === FINAL_SALE_ATTRIBUTE && attribute['value'] === 'true'))
}

/** A guest order has no customer: then the order's own address, and no id. */
export function customerOf(order: JsonObject): JsonObject {
  return {
    id: textOr(order, '', 'customer', 'id'),
    name: textOr(order, '', 'customer', 'displayName'),
    email: textOr(order, textOr(order, '', 'email'), 'customer', 'defaultEmailAddress', 'emailAddress'),
    locale: textOr(order, textOr(order, 'en', 'customerLocale'), 'customer', 'locale'),
  }
}

function lineOf(line: JsonObject): JsonObject {
  const price = moneyAt(line, 'discountedUnitPriceAfterAllDiscountsSet')
  return {
    id: textAt(line, 'id'),
    sku: textOr(line, '', 'sku'),
    title: textAt(line, 'title'),
    quantity: wholeAt(line, 'quantity'),
    unit_price: moneyJson(price.minor, price.currency),
  }
}

/** The outputs of `shopify.return`; what to refund is what its lines cost after discounts, at most what is left of the payment. */
export function returnOutputs(returned: JsonObject): JsonObject {
  const lines = objectsAt(returned, 'returnLineItems', 'nodes')
  const left = moneyAt(objectAt(returned, 'order'), 'netPaymentSet')
  const worth = lines.reduce((sum, line) => sum + moneyAt(line, 'withCodeDiscountedTotalPriceSet').minor, 0n)
  const suggested = worth < left.minor ? worth : left.minor
  return {
    id: textAt(returned, 'id'),
    name: textAt(returned, 'name'),
    status: textAt(returned, 'status'),
    order_id: textAt(returned, 'order', 'id'),
    quantity: wholeAt(returned, 'totalQuantity'),
    suggested_refund: moneyJson(suggested > 0n ? suggested : 0n, left.currency),
    reason: commonReason(lines.map((line) => textOr(line, 'unknown', 'returnReasonDefinition', 'handle'))),
    tracking_code: trackingCode(returned),
  }
}

/** The reason of all lines; `mixed` when they differ, so that no rule takes one line's reason for the whole return. */
export function commonReason(reasons: readonly string[]): string {
  const distinct = [...new Set(reasons.map((reason) => reason.toLowerCase()))]
  return distinct.length === 1 ? (distinct[0] ?? 'unknown') : distinct.length === 0 ? 'unknown' : 'mixed'
}
