import { writeInstant } from '../../domain/instant.ts'
import { own, type JsonObject } from '../../domain/json.ts'
import { ConnectorError, type ConnectorCall, type ConnectorResult } from '../../domain/ports.ts'
import { minorOf } from '../../domain/money.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import { refused } from '../vendors/failures.ts'
import type { EasyPostClient } from './client.ts'
import { unreadable } from './failures.ts'
import { listOf, moneyIn, objectOf, textOf } from './fields.ts'
import { referenceOf, referencesBefore } from './keys.ts'
import { findShipment, hasLabel, statusOf } from './shipments.ts'

const CREATE = { name: 'shipments.create', write: true, method: 'POST', path: 'shipments' } as const
const LIST = { name: 'shipments.list', write: false, method: 'GET', path: 'shipments' } as const
const BUY = { name: 'shipments.buy', write: true, method: 'POST' } as const

/** Pages of 100 that are looked through before the look counts as no proof. */
const PAGES = 10

/**
 * Buys the label by which a parcel comes back, once per business key. EasyPost has no idempotency keys: the shipment carries the hash
 * of the business key as its reference, by which it is found; and one shipment never gets a second label. What is bought is the
 * cheapest rate of the carrier and service that are asked for.
 */
export async function buyReturnLabel(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const before = await findBought(client, call)
  if (before !== undefined) return labelOf(before)
  const open = await findShipment(client, call, referenceOf(call.key))
  const shipment = open ?? (await create(client, call))
  const id = textOf(shipment, 'id')
  if (id === undefined) throw unreadable(CREATE)
  return labelOf(await buy(client, call, id, cheapest(call, shipment)))
}

/** A label of this key, or of an attempt before it whose price nobody asked back. */
async function findBought(client: EasyPostClient, call: ConnectorCall): Promise<JsonObject | undefined> {
  const own = referenceOf(call.key)
  for (const reference of [own, ...referencesBefore(call.key)]) {
    const found = await findShipment(client, call, reference)
    if (found !== undefined && hasLabel(found) && (reference === own || statusOf(found) === 'none')) return found
  }
  // Two shipments may carry the reference when the answer to the first was lost; the vendor does not say which of them it gives.
  return call.look ? boughtSince(client, call, own) : undefined
}

async function boughtSince(client: EasyPostClient, call: ConnectorCall, reference: string): Promise<JsonObject | undefined> {
  const query = { purchased: 'true', page_size: '100', start_datetime: writeInstant(call.firstTriedAt - 3_600_000) }
  let before: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await client.ask({ ...LIST, query: { ...query, ...(before === undefined ? {} : { before_id: before }) } }, call.signal)
    const shipments = listOf(answer, 'shipments')
    const ours = shipments.find((one) => textOf(one, 'reference') === reference && hasLabel(one))
    if (ours !== undefined || own(answer, 'has_more') !== true) return ours
    before = textOf(shipments.at(-1), 'id')
    if (before === undefined) throw unreadable(LIST)
  }
  throw refused('too-many-shipments', `more than ${PAGES * 100} labels were bought meanwhile; look in EasyPost for the reference "${reference}"`)
}

/** The way back has the addresses of the way there: with `is_return` the vendor exchanges them itself. */
async function create(client: EasyPostClient, call: ConnectorCall): Promise<JsonObject> {
  const outbound = optionalText(call, 'shipment_id') ?? optionalText(call, 'reference') ?? numberOf(inputText(call, 'order_id'))
  const sent = await findShipment(client, call, outbound)
  if (sent === undefined) throw refused('not-found', `EasyPost has no shipment "${outbound}"; give the id of the one that brought the goods, or set its reference to the order's number`)
  const part = (name: string): JsonObject => ({ id: textOf(objectOf(sent, name), 'id') ?? '' })
  const shipment = { to_address: part('to_address'), from_address: part('from_address'), parcel: part('parcel'), is_return: true, reference: referenceOf(call.key) }
  return client.ask({ ...CREATE, body: { shipment } }, call.signal)
}

/** References of EasyPost stand in addresses, where a GID cannot: `gid://shopify/Order/59` is the order 59. */
const numberOf = (orderId: string): string => orderId.slice(orderId.lastIndexOf('/') + 1)

function cheapest(call: ConnectorCall, shipment: JsonObject): string {
  const [carrier, service] = [optionalText(call, 'carrier'), optionalText(call, 'service')]
  const fits = (rate: JsonObject, name: string, wanted: string | undefined): boolean => wanted === undefined || textOf(rate, name) === wanted
  const rates = listOf(shipment, 'rates').filter((rate) => fits(rate, 'carrier', carrier) && fits(rate, 'service', service))
  const priced = rates.flatMap((rate) => {
    const [id, currency] = [textOf(rate, 'id'), textOf(rate, 'currency') ?? '']
    const minor = minorOf(textOf(rate, 'rate') ?? '', currency)
    return id === undefined || minor === undefined ? [] : [{ id, minor, currency }]
  })
  const [first, ...rest] = priced
  if (first === undefined) throw refused('no-rate', `no carrier offers this way back${carrier === undefined ? '' : ` by ${carrier} ${service ?? ''}`}; buy the label by hand`)
  if (rest.some((rate) => rate.currency !== first.currency)) throw refused('no-rate', 'carriers offer this way back in several currencies; name the carrier')
  return rest.reduce((best, rate) => (rate.minor < best.minor ? rate : best), first).id
}

/** A shipment that has its label already was bought by an earlier try of ours. */
async function buy(client: EasyPostClient, call: ConnectorCall, id: string, rate: string): Promise<JsonObject> {
  try {
    return await client.ask({ ...BUY, path: `shipments/${encodeURIComponent(id)}/buy`, body: { rate: { id: rate } } }, call.signal)
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.failure !== 'refused') throw error
    const after = await findShipment(client, call, id)
    if (after === undefined || !hasLabel(after)) throw error
    return after
  }
}

function labelOf(shipment: JsonObject): ConnectorResult {
  const rate = objectOf(shipment, 'selected_rate')
  const [id, url] = [textOf(shipment, 'id'), textOf(objectOf(shipment, 'postage_label'), 'label_url')]
  const code = textOf(shipment, 'tracking_code')
  const cost = moneyIn(textOf(rate, 'rate'), textOf(rate, 'currency') ?? '')
  if (id === undefined || url === undefined || code === undefined || cost === undefined) throw unreadable(BUY)
  const tracker = textOf(objectOf(shipment, 'tracker'), 'id') ?? ''
  return { outputs: { shipment_id: id, tracker_id: tracker, tracking_code: code, carrier: textOf(rate, 'carrier') ?? '', label_url: url, cost: { ...cost } }, reference: id }
}
