import type { JsonObject } from '../../domain/json.ts'
import { moneyOf } from '../../domain/money.ts'
import { ConnectorError, type RefundLister } from '../../domain/ports.ts'
import type { TheirRefund } from '../../domain/reconcile.ts'
import { createShopifyClient, type ShopifyConfig } from './client.ts'
import { LIST_REFUNDS, READ_PAYMENTS, READ_REFUND } from './documents.ts'
import { maybeObject, moneyAt, objectAt, objectsAt, textAt, textOr } from './fields.ts'
import { movedBy } from './refund.ts'
import { uuid5 } from './uuid.ts'

/** As many as the list's query asks for: one that is full may lack some. */
const REFUNDS_OF_ORDER = 8
const PARTS_OF_REFUND = 3
const MOST_PAGES = 250

/**
 * All refunds of the shop, whoever made them. A refund changes its order, so the orders that were changed since have them all; one that
 * failed may take its order off that list, and is found by its id. Throws `ConnectorError` when the settings cannot work.
 */
export function createShopifyLister(config: ShopifyConfig): RefundLister {
  const client = createShopifyClient(config)
  const wholeOrder = async (id: string, signal: AbortSignal): Promise<readonly JsonObject[]> =>
    objectsAt(objectAt(await client.send(READ_PAYMENTS, { id }, signal), 'order'), 'refunds')
  return {
    system: 'shopify',
    action: 'shopify.refund',
    keyOf: uuid5,
    async since(at, signal) {
      const all: TheirRefund[] = []
      const query = `updated_at:>='${new Date(at).toISOString()}' (financial_status:refunded OR financial_status:partially_refunded)`
      let after: string | null = null
      for (let page = 0; page < MOST_PAGES; page++) {
        const answer: JsonObject = await client.send(LIST_REFUNDS, { query, after }, signal)
        for (const order of objectsAt(answer, 'orders', 'nodes')) {
          const refunds = objectsAt(order, 'refunds')
          all.push(...(isCut(refunds) ? await wholeOrder(textAt(order, 'id'), signal) : refunds).flatMap(theirs))
        }
        const pageInfo: JsonObject = objectAt(answer, 'orders', 'pageInfo')
        if (pageInfo['hasNextPage'] !== true) return all.filter((one) => one.at >= at)
        after = textAt(pageInfo, 'endCursor')
      }
      throw new ConnectorError('contract', 'too-many-refunds', `the shop has more than ${MOST_PAGES * 8} refunded orders of these days`)
    },
    async find(reference, signal) {
      const refund = maybeObject(await client.send(READ_REFUND, { id: reference }, signal), 'refund')
      return refund && theirs(refund)[0]
    },
  }
}

const isCut = (refunds: readonly JsonObject[]): boolean =>
  refunds.length >= REFUNDS_OF_ORDER || refunds.some((refund) => objectsAt(refund, 'transactions', 'nodes').length >= PARTS_OF_REFUND)

/** None for a refund that only took goods back: it has no payments, and so no currency. */
function theirs(refund: JsonObject): readonly TheirRefund[] {
  const [first] = objectsAt(refund, 'transactions', 'nodes')
  if (first === undefined) return []
  const moved = movedBy(refund)
  const [, effect] = /\[evenkeel ([0-9a-f-]{36})\]/.exec(textOr(refund, '', 'note')) ?? []
  return [{ reference: textAt(refund, 'id'), amount: moneyOf(moved, moneyAt(first, 'amountSet').currency), stands: moved > 0n, at: Date.parse(textAt(refund, 'createdAt')), ...(effect === undefined ? {} : { effect }) }]
}
