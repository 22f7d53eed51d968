import { own } from '../../domain/json.ts'
import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { objectAt, objectsAt, textAt, textOr, wholeAt } from './fields.ts'
import { isOver, isWithService, placeOf } from './fulfilment-read.ts'
import { customerOf } from './read.ts'
import { READ_DEMAND } from './stock-documents.ts'
import { quote } from './stock-read.ts'

/** The outputs of `shopify.open_orders`: who waits for a SKU from a place, whoever has the hardest promise first. */
export async function demandFor(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const sku = inputText(call, 'sku')
  const place = inputText(call, 'location_id')
  const answer = await client.send(READ_DEMAND, { query: `sku:${quote(sku)} status:open (fulfillment_status:unshipped OR fulfillment_status:partial)` }, call.signal)
  if (objectAt(answer, 'orders', 'pageInfo')['hasNextPage'] === true)
    throw new ConnectorError('refused', 'too-many-orders', `more than 100 open orders want "${sku}"; work them off by hand`)
  const waiting = objectsAt(answer, 'orders', 'nodes').flatMap((order) => waitingIn(order, sku, place)).sort(byRank)
  const have = own(call.input, 'have')
  const losers = typeof have === 'number' ? losersOf(waiting, have) : []
  const outputs = {
    quantity: waiting.reduce((sum, one) => sum + one.quantity, 0), orders: waiting.length, short: losers.length, vip_short: losers.some((one) => one.vip),
    list: waiting.map((one) => ({ ...one })), losers: losers.map((one) => ({ ...one })),
  }
  return { outputs, reference: null }
}

/** Everybody in turn takes what they ordered while it is there in full; whoever does not get it all goes without, whatever is left over. */
function losersOf(waiting: readonly Waiting[], have: number): readonly Waiting[] {
  let left = Math.max(0, have)
  return waiting.filter((one) => {
    if (one.quantity > left) return true
    left -= one.quantity
    return false
  })
}

interface Waiting {
  readonly order_id: string
  readonly order_name: string
  readonly fulfillment_order_id: string
  readonly quantity: number
  readonly other_lines: boolean
  readonly with_service: boolean
  readonly rank: number
  readonly placed_at: string
  readonly vip: boolean
  readonly customer: JsonObject
}

/** Whose promise is the hardest: marketplace orders, express, other promises, VIPs, then everybody by the time of the order. */
const RANKS: readonly (readonly [tag: string, rank: number])[] = [['marketplace', 1], ['express', 2], ['promised', 3], ['vip', 4]]

const byRank = (one: Waiting, other: Waiting): number =>
  one.rank - other.rank || compare(one.placed_at, other.placed_at) || compare(numberOf(one.order_id), numberOf(other.order_id))
const compare = (one: string | bigint, other: string | bigint): number => (one < other ? -1 : one > other ? 1 : 0)
/** Ids count up; as numbers they are beyond what a double holds. */
const numberOf = (id: string): bigint => BigInt(/\d+$/.exec(id)?.[0] ?? '0')

function waitingIn(order: JsonObject, sku: string, place: string): readonly Waiting[] {
  const tags = (Array.isArray(order['tags']) ? order['tags'] : []).map((tag) => String(tag).toLowerCase())
  return objectsAt(order, 'fulfillmentOrders', 'nodes').filter((part) => !isOver(part) && placeOf(part) === place).flatMap((part) => {
    const lines = objectsAt(part, 'lineItems', 'nodes').filter((line) => wholeAt(line, 'remainingQuantity') > 0)
    const quantity = lines.filter((line) => textOr(line, '', 'sku') === sku).reduce((sum, line) => sum + wholeAt(line, 'remainingQuantity'), 0)
    if (quantity === 0) return []
    return [{
      order_id: textAt(order, 'id'), order_name: textAt(order, 'name'), fulfillment_order_id: textAt(part, 'id'), quantity,
      other_lines: lines.some((line) => textOr(line, '', 'sku') !== sku), with_service: isWithService(part),
      rank: RANKS.find(([tag]) => tags.includes(tag))?.[1] ?? 5, placed_at: textAt(order, 'createdAt'), vip: tags.includes('vip'), customer: customerOf(order),
    }]
  })
}
