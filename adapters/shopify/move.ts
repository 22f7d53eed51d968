import { isObject, own } from '../../domain/json.ts'
import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { objectAt, objectsAt, textAt, textOr, wholeAt } from './fields.ts'
import { MOVE, REROUTE, SPLIT } from './fulfilment-documents.ts'
import { isOver, isWithService, linesLeft, placeOf, readPart, readParts } from './fulfilment-read.ts'
import { refusedBecause } from './returns.ts'

/** Some of a fulfilment order: so many of a SKU. */
interface Some {
  readonly sku: string
  readonly quantity: number
}

/**
 * Gives a fulfilment order, or some of it, to another place. It takes no key: one that is at the place already is done. A move of
 * some closes the original, so where it is over the piece of the same goods at the place is looked for.
 */
export async function move(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const to = inputText(call, 'location_id')
  const some = someOf(call)
  const named = await readPart(client, inputText(call, 'fulfillment_order_id'), call.signal)
  if (!isOver(named) && placeOf(named) === to) return moved(named)
  const there = isOver(named) ? await others(client, call, named) : []
  const done = there.find((one) => placeOf(one) === to && (some === undefined || holdsExactly(one, some)))
  if (done !== undefined) return moved(done)
  // An earlier piece of it was moved: the rest has another id, and is where it all was.
  const part = isOver(named) ? await successor(client, call, named, (one) => some !== undefined && placeOf(one) === placeOf(named) && hasAll(one, some)) : named
  if (isWithService(part)) throw withService(part)
  const answer = objectAt(await client.send(MOVE, { id: textAt(part, 'id'), to, lines: some === undefined ? null : portionOf(part, some) }, call.signal), 'fulfillmentOrderMove')
  const [error] = objectsAt(answer, 'userErrors')
  if (error !== undefined) throw await whyNot(client, call, part, error)
  const now = objectAt(answer, 'movedFulfillmentOrder')
  const id = textAt(now, 'id')
  return { outputs: { fulfillment_order_id: id, remaining_id: textOr(answer, '', 'remainingFulfillmentOrder', 'id'), location_name: textOr(now, '', 'assignedLocation', 'name') }, reference: id }
}

/** Cuts a fulfilment order in two: what `lines` names keeps its id, the rest gets a new one. One that has just these is done. */
export async function split(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const some = someOf(call)
  const part = await readPart(client, inputText(call, 'fulfillment_order_id'), call.signal)
  const id = textAt(part, 'id')
  if (some === undefined) throw new ConnectorError('contract', 'wrong-input', `"${call.action}" needs "lines"`)
  if (!isOver(part) && holdsExactly(part, some)) {
    const rest = (await others(client, call, part)).find((one) => textAt(one, 'id') !== id)
    return { outputs: { fulfillment_order_id: id, remaining_id: rest === undefined ? '' : textAt(rest, 'id') }, reference: id }
  }
  if (isWithService(part)) throw withService(part)
  const input = { splits: [{ fulfillmentOrderId: id, fulfillmentOrderLineItems: portionOf(part, some) }] }
  const answer = objectAt(await client.send(SPLIT, input, call.signal), 'fulfillmentOrderSplit')
  const [error] = objectsAt(answer, 'userErrors')
  if (error !== undefined) throw refusedBecause(error)
  const [both] = objectsAt(answer, 'fulfillmentOrderSplits')
  return { outputs: { fulfillment_order_id: textAt(both ?? {}, 'fulfillmentOrder', 'id'), remaining_id: textAt(both ?? {}, 'remainingFulfillmentOrder', 'id') }, reference: id }
}

/** Lets the shop choose a place other than the one that is to be avoided; one that is elsewhere is done. */
export async function reroute(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const avoid = inputText(call, 'avoid_location_id')
  const part = await readPart(client, inputText(call, 'fulfillment_order_id'), call.signal)
  if (isOver(part)) return rerouted(await successor(client, call, part, (one) => placeOf(one) !== avoid))
  if (placeOf(part) !== avoid) return rerouted(part)
  if (isWithService(part)) throw withService(part)
  const answer = objectAt(await client.send(REROUTE, { ids: [textAt(part, 'id')], excluded: [avoid] }, call.signal), 'fulfillmentOrdersReroute')
  const [error] = objectsAt(answer, 'userErrors')
  if (error !== undefined) throw await whyNot(client, call, part, error)
  const [now] = objectsAt(answer, 'movedFulfillmentOrders')
  if (now === undefined) throw new ConnectorError('refused', 'not-movable', 'the shop found no other place for it')
  return rerouted(now)
}

const moved = (part: JsonObject): ConnectorResult =>
  ({ outputs: { fulfillment_order_id: textAt(part, 'id'), remaining_id: '', location_name: textOr(part, '', 'assignedLocation', 'name') }, reference: textAt(part, 'id') })
const rerouted = (part: JsonObject): ConnectorResult => ({
  outputs: { fulfillment_order_id: textAt(part, 'id'), location_id: placeOf(part), location_name: textOr(part, '', 'assignedLocation', 'name') }, reference: textAt(part, 'id'),
})

function someOf(call: ConnectorCall): readonly Some[] | undefined {
  const lines = own(call.input, 'lines')
  if (!Array.isArray(lines) || lines.length === 0) return undefined
  return lines.filter(isObject).map((line) => ({ sku: textAt(line, 'sku'), quantity: wholeAt(line, 'quantity') }))
}

/** Whether it is these goods and nothing else. */
function holdsExactly(part: JsonObject, some: readonly Some[]): boolean {
  const lines = linesLeft(part)
  return lines.length === some.length && some.every((one) => lines.some((line) => textOr(line, '', 'sku') === one.sku && wholeAt(line, 'remainingQuantity') === one.quantity))
}

const hasAll = (part: JsonObject, some: readonly Some[]): boolean =>
  some.every((one) => linesLeft(part).some((line) => textOr(line, '', 'sku') === one.sku && wholeAt(line, 'remainingQuantity') >= one.quantity))

function portionOf(part: JsonObject, some: readonly Some[]): JsonObject[] {
  return some.map(({ sku, quantity }) => {
    const line = linesLeft(part).find((one) => textOr(one, '', 'sku') === sku && wholeAt(one, 'remainingQuantity') >= quantity)
    if (line === undefined || quantity < 1) throw new ConnectorError('refused', 'wrong-lines', `fulfilment order "${textAt(part, 'id')}" has no ${quantity} of "${sku}" left to send`)
    return { id: textAt(line, 'id'), quantity }
  })
}

/** The open fulfilment order of the same order that is meant; throws where there is none, because then nobody knows where the goods are. */
async function successor(client: ShopifyClient, call: ConnectorCall, part: JsonObject, fits: (one: JsonObject) => boolean): Promise<JsonObject> {
  const next = (await others(client, call, part)).find(fits)
  if (next !== undefined) return next
  throw new ConnectorError('refused', 'invalid-state', `fulfilment order "${textAt(part, 'id')}" is ${textAt(part, 'status')}; read those of the order again`)
}

/** What of the same order is open now. */
const others = async (client: ShopifyClient, call: ConnectorCall, part: JsonObject): Promise<readonly JsonObject[]> =>
  objectsAt(await readParts(client, textAt(part, 'orderId'), call.signal), 'fulfillmentOrders', 'nodes').filter((one) => !isOver(one))

const withService = (part: JsonObject): ConnectorError => new ConnectorError(
  'refused', 'with-service', `fulfilment order "${textAt(part, 'id')}" is ${textAt(part, 'requestStatus')} with "${textOr(part, 'a service', 'assignedLocation', 'name')}"; ask it to stop first`,
)

/** Errors of a move carry no code, so the state tells. */
async function whyNot(client: ShopifyClient, call: ConnectorCall, part: JsonObject, error: JsonObject): Promise<ConnectorError> {
  const now = await readPart(client, textAt(part, 'id'), call.signal)
  if (isWithService(now)) return withService(now)
  const code = isOver(now) || textAt(now, 'status') === 'IN_PROGRESS' ? 'invalid-state' : 'not-movable'
  return new ConnectorError('refused', code, `the shop refuses: ${textOr(error, 'no reason given', 'message')}`)
}
