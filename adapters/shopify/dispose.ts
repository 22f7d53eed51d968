import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { PROCESS, READ_GOODS } from './documents.ts'
import { objectAt, objectsAt, textAt, textOr, wholeAt } from './fields.ts'
import { found } from './read.ts'
import { refusedBecause } from './returns.ts'

/** What the shop calls our states. Restocked goods can be sold again; the others never change what is available. */
const DISPOSITIONS: Readonly<Record<string, string>> = {
  restock: 'RESTOCKED', refurbish: 'PROCESSING_REQUIRED', quarantine: 'PROCESSING_REQUIRED', write_off: 'NOT_RESTOCKED', missing: 'MISSING',
}
/** The goods stay where they are: there is nothing to book. */
const KEPT = 'kept_by_customer'

/**
 * Says where the goods of a return went. `returnProcess` takes no idempotency key, but what it has processed is no longer
 * unprocessed: that is read before every call, however late, so goods are booked once.
 */
export async function dispose(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const state = inputText(call, 'state')
  const orderId = inputText(call, 'order')
  const dispositionType = Object.hasOwn(DISPOSITIONS, state) ? DISPOSITIONS[state] : undefined
  if (state === KEPT) return { outputs: { state, quantity: 0 }, reference: null }
  if (dispositionType === undefined) throw refused('wrong-state', `goods cannot go to "${state}"; use ${[...Object.keys(DISPOSITIONS), KEPT].join(', ')}`)
  const order = await goodsOf(client, orderId, call.signal)
  const returned = theReturn(order, orderId, optionalText(call, 'return_id'))
  const done = { outputs: { state, quantity: quantityOf(returned, 'quantity') }, reference: textAt(returned, 'id') }
  if (quantityOf(returned, 'unprocessedQuantity') === 0) return done
  const locationId = dispositionType === 'RESTOCKED' ? placeOf(order, call) : undefined
  const input = { returnId: textAt(returned, 'id'), notifyCustomer: false, returnLineItems: linesOf(returned, { dispositionType, ...(locationId === undefined ? {} : { locationId }) }) }
  const [error] = objectsAt(objectAt(await client.send(PROCESS, { input }, call.signal), 'returnProcess'), 'userErrors')
  if (error === undefined) return done
  // Somebody else may have booked them between the look and the call.
  const now = theReturn(await goodsOf(client, orderId, call.signal), orderId, textAt(returned, 'id'))
  if (quantityOf(now, 'unprocessedQuantity') === 0) return done
  throw refusedBecause(error)
}

const goodsOf = async (client: ShopifyClient, id: string, signal: AbortSignal): Promise<JsonObject> =>
  found(await client.send(READ_GOODS, { id }, signal), 'order', id)

/** The return that is meant. Where the order has several and none is named nobody may guess, booked or not: a later call would book another. */
function theReturn(order: JsonObject, orderId: string, id: string | undefined): JsonObject {
  const all = objectsAt(order, 'returns', 'nodes')
  const approved = all.filter((one) => ['OPEN', 'CLOSED'].includes(textAt(one, 'status')))
  if (id !== undefined) {
    const named = all.find((one) => textAt(one, 'id') === id)
    if (named === undefined) throw refused('wrong-return', `return "${id}" is not of order "${orderId}"; nothing was booked`)
    if (!approved.includes(named)) throw refused('invalid-state', `return "${id}" is ${textAt(named, 'status')}; approve it before its goods are booked`)
    return named
  }
  const [only] = approved
  if (only === undefined) throw refused('no-return', `order "${orderId}" has no approved return; book the goods by hand`)
  if (approved.length > 1)
    throw refused('several-returns', `order "${orderId}" has the returns ${approved.map((one) => textAt(one, 'name')).join(', ')}; say with "return_id" which is meant`)
  return only
}

const quantityOf = (returned: JsonObject, name: 'quantity' | 'unprocessedQuantity'): number =>
  objectsAt(returned, 'returnLineItems', 'nodes').reduce((sum, line) => sum + wholeAt(line, name), 0)

/** All that is unprocessed goes to one place. The goods' own lines are matched with the return's by what was sent out. */
function linesOf(returned: JsonObject, to: JsonObject): JsonObject[] {
  const goods = objectsAt(returned, 'reverseFulfillmentOrders', 'nodes').flatMap((order) => objectsAt(order, 'lineItems', 'nodes'))
  return objectsAt(returned, 'returnLineItems', 'nodes').flatMap((line) => {
    const quantity = wholeAt(line, 'unprocessedQuantity')
    if (quantity === 0) return []
    const sent = textOr(line, '', 'fulfillmentLineItem', 'id')
    const good = goods.find((one) => textOr(one, '', 'fulfillmentLineItem', 'id') === sent)
    if (sent === '' || good === undefined) throw refused('invalid-state', `line "${textAt(line, 'id')}" of the return has no goods that can be booked; book them by hand`)
    return [{ id: textAt(line, 'id'), quantity, dispositions: [{ reverseFulfillmentOrderLineItemId: textAt(good, 'id'), quantity, ...to }] }]
  })
}

/** Where goods go back on the shelf: the place that is named, else the one that they were sent from. */
function placeOf(order: JsonObject, call: ConnectorCall): string {
  const named = optionalText(call, 'location_id')
  const sentFrom = [...new Set(objectsAt(order, 'fulfillments').map((parcel) => textOr(parcel, '', 'location', 'id')))].filter((id) => id !== '')
  const [place] = named === undefined ? sentFrom : [named]
  if (place === undefined || (named === undefined && sentFrom.length > 1))
    throw refused('no-location', `it is not known where the goods of order "${textAt(order, 'id')}" go back on the shelf; name it with "location_id"`)
  return place
}

const refused = (code: string, message: string): ConnectorError => new ConnectorError('refused', code, message)
