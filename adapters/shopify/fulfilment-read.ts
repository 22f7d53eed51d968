import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { maybeObject, objectsAt, textAt, textOr, wholeAt } from './fields.ts'
import { READ_PART, READ_PARTS, READ_PLACES } from './fulfilment-documents.ts'
import { found } from './read.ts'
import { isOurs } from './handle.ts'
import { stockAt } from './stock-read.ts'

/** The states in which a service has it, and only the service can give it back. */
const WITH_SERVICE = ['SUBMITTED', 'ACCEPTED', 'CANCELLATION_REQUESTED', 'CANCELLATION_REJECTED']
const OVER = ['CLOSED', 'CANCELLED', 'INCOMPLETE']

/** Whether a service was asked to send it and has not given it back. */
export const isWithService = (part: JsonObject): boolean => WITH_SERVICE.includes(textAt(part, 'requestStatus'))
/** Whether nothing can be done with it any more: it was sent, or another one stands in its place. */
export const isOver = (part: JsonObject): boolean => OVER.includes(textAt(part, 'status'))
/** The place that has it; empty where the shop no longer knows the place. */
export const placeOf = (part: JsonObject): string => textOr(part, '', 'assignedLocation', 'location', 'id')
/** Its lines of which something is left to send. */
export const linesLeft = (part: JsonObject): readonly JsonObject[] => objectsAt(part, 'lineItems', 'nodes').filter((line) => wholeAt(line, 'remainingQuantity') > 0)

/** One fulfilment order as the shop has it now, or the refusal `not-found`. */
export async function readPart(client: ShopifyClient, id: string, signal: AbortSignal): Promise<JsonObject> {
  const part = maybeObject(await client.send(READ_PART, { id }, signal), 'fulfillmentOrder')
  if (part === undefined) throw new ConnectorError('refused', 'not-found', `the shop has no fulfilment order "${id}"; its id changes when it is moved or split`)
  return part
}

/** The order with its fulfilment orders, those that are over too; ids change by moves, so nobody keeps them. */
export const readParts = async (client: ShopifyClient, orderId: string, signal: AbortSignal): Promise<JsonObject> =>
  found(await client.send(READ_PARTS, { id: orderId }, signal), 'order', orderId)

/** The outputs of `shopify.fulfillment_orders`. */
export async function fulfilmentOf(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const part = optionalText(call, 'fulfillment_order_id')
  const id = part === undefined ? inputText(call, 'order_id') : textAt(await readPart(client, part, call.signal), 'orderId')
  const order = await readParts(client, id, call.signal)
  const parts = objectsAt(order, 'fulfillmentOrders', 'nodes').filter((part) => !isOver(part))
  const sent = objectsAt(order, 'fulfillments').filter((parcel) => parcel['status'] === 'SUCCESS').length
  const outputs = {
    order_id: textAt(order, 'id'), order_name: textAt(order, 'name'), stage: stageOf(parts, sent), sent_parcels: sent,
    quantity: parts.reduce((sum, part) => sum + quantityOf(part), 0), destination: destinationOf(parts[0]), parts: parts.map(partOutputs),
  }
  return { outputs, reference: null }
}

/** The outputs of `shopify.fulfillment_order`. */
export async function onePart(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const part = await readPart(client, inputText(call, 'id'), call.signal)
  return { outputs: { ...partOutputs(part), order_id: textAt(part, 'orderId'), order_name: textAt(part, 'orderName') }, reference: null }
}

/** How far the furthest of it is: `unasked`, `with_service`, `in_work`, and once nothing is left `sent` or `nothing`. */
function stageOf(parts: readonly JsonObject[], sent: number): string {
  if (parts.length === 0) return sent > 0 ? 'sent' : 'nothing'
  if (parts.some(isWithService)) return 'with_service'
  return parts.some((part) => textAt(part, 'status') === 'IN_PROGRESS') ? 'in_work' : 'unasked'
}

const quantityOf = (part: JsonObject): number => linesLeft(part).reduce((sum, line) => sum + wholeAt(line, 'remainingQuantity'), 0)

function destinationOf(part: JsonObject | undefined): JsonObject {
  const text = (name: string): string => (part === undefined ? '' : textOr(part, '', 'destination', name))
  return { address1: text('address1'), city: text('city'), province: text('province'), zip: text('zip'), country: text('countryCode') }
}

function partOutputs(part: JsonObject): JsonObject {
  const holds = objectsAt(part, 'fulfillmentHolds')
  return {
    id: textAt(part, 'id'), status: textAt(part, 'status'), request_status: textAt(part, 'requestStatus'), location_id: placeOf(part),
    location_name: textOr(part, '', 'assignedLocation', 'name'), service: isService(part), with_service: isWithService(part), quantity: quantityOf(part),
    holds: holds.length, held_by_us: holds.some(isOurs), actions: objectsAt(part, 'supportedActions').map((one) => textAt(one, 'action')),
    lines: linesLeft(part).map(lineOutputs),
  }
}

const isService = (part: JsonObject): boolean => {
  const place = maybeObject(maybeObject(part, 'assignedLocation') ?? {}, 'location')
  return place?.['isFulfillmentService'] === true
}

const lineOutputs = (line: JsonObject): JsonObject => ({ id: textAt(line, 'id'), sku: textOr(line, '', 'sku'), quantity: wholeAt(line, 'remainingQuantity') })

/**
 * The outputs of `shopify.locations_for_move`: every other place with how much it could send, its safety stock left alone. `fits` is whether
 * it can send all; those that fit stand first, then by what they have. `plan` shares the goods out, and `covers` says whether that is all.
 */
export async function placesFor(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const id = inputText(call, 'fulfillment_order_id')
  const part = maybeObject(await client.send(READ_PLACES, { id }, call.signal), 'fulfillmentOrder')
  if (part === undefined) throw new ConnectorError('refused', 'not-found', `the shop has no fulfilment order "${id}"; its id changes when it is moved or split`)
  const wanted = linesLeft(part)
  const levels = await Promise.all(wanted.map((line) => stockAt(client, textOr(line, '', 'inventoryItemId'), call.signal)))
  const shares = new Map<string, readonly number[]>()
  const places = objectsAt(part, 'locationsForMove', 'nodes').map((node) => {
    const place = textAt(node, 'location', 'id')
    const free = levels.map((level) => level.get(place)?.available ?? 0)
    const fits = node['movable'] === true && wanted.every((line, index) => (free[index] ?? 0) >= wholeAt(line, 'remainingQuantity'))
    const some = free.map((available, index) => Math.max(0, Math.min(available, wholeAt(wanted[index] ?? {}, 'remainingQuantity'))))
    shares.set(place, node['movable'] === true ? some : [])
    return {
      location_id: place, name: textAt(node, 'location', 'name'), service: maybeObject(node, 'location')?.['isFulfillmentService'] === true,
      movable: node['movable'] === true, why_not: textOr(node, '', 'message'), fits, can_send: some.reduce((sum, one) => sum + one, 0),
    }
  })
  const best = [...places].sort((one, other) => Number(other.fits) - Number(one.fits) || other.can_send - one.can_send || (one.location_id < other.location_id ? -1 : 1))
  const plan = planOver(best, wanted, shares)
  const covered = plan.reduce((sum, { lines }) => sum + lines.reduce((all, line) => all + line.quantity, 0), 0)
  return { outputs: { from: placeOf(part), quantity: quantityOf(part), covers: covered === quantityOf(part), list: best, plan }, reference: null }
}

interface Share extends JsonObject {
  readonly location_id: string
  readonly name: string
  readonly lines: { readonly sku: string; readonly quantity: number }[]
}

/** Who could send what, as few parcels as the order of the places gives: each place sends what it has of what is still open. */
function planOver(places: readonly { readonly location_id: string; readonly name: string }[], wanted: readonly JsonObject[], shares: ReadonlyMap<string, readonly number[]>): Share[] {
  const open = wanted.map((line) => wholeAt(line, 'remainingQuantity'))
  return places.flatMap(({ location_id, name }) => {
    const lines = wanted.flatMap((line, index) => {
      const quantity = Math.min(open[index] ?? 0, shares.get(location_id)?.[index] ?? 0)
      open[index] = (open[index] ?? 0) - quantity
      return quantity > 0 ? [{ sku: textOr(line, '', 'sku'), quantity }] : []
    })
    return lines.length === 0 ? [] : [{ location_id, name, lines }]
  })
}
