import { ConnectorError } from '../../domain/ports.ts'
import type { Connector, ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText } from '../vendors/inputs.ts'
import { adjustStock, blockStock, moveStock, unblockStock } from './adjust.ts'
import { createShopifyClient } from './client.ts'
import type { ShopifyClient, ShopifyConfig } from './client.ts'
import { demandFor } from './demand.ts'
import { dispose } from './dispose.ts'
import { READ_ORDER, READ_RETURN } from './documents.ts'
import { fulfilmentOf, onePart, placesFor } from './fulfilment-read.ts'
import { hold, releaseHold } from './hold.ts'
import { move, reroute, split } from './move.ts'
import { cancelOrder, editAddress, tag } from './order-changes.ts'
import { found, orderOutputs, returnOutputs } from './read.ts'
import { refund } from './refund.ts'
import { replacement } from './replacement.ts'
import { requestCancellation, requestFulfilment } from './requests.ts'
import { moveReturn } from './returns.ts'
import { stockOf } from './stock-read.ts'

/** Shopify as a connector: reads, and writes that look before they act. Throws `ConnectorError` when the settings cannot work. */
export function createShopify(config: ShopifyConfig): Connector {
  const client = createShopifyClient(config)
  return { name: 'shopify', perform: (call) => perform(client, call) }
}

/** One action. */
type Act = (client: ShopifyClient, call: ConnectorCall) => Promise<ConnectorResult>

const acts: Readonly<Record<string, Act>> = {
  'shopify.order': async (client, call) => read(orderOutputs(found(await client.send(READ_ORDER, idIn(call), call.signal), 'order', inputText(call, 'id')))),
  'shopify.return': async (client, call) => read(returnOutputs(found(await client.send(READ_RETURN, idIn(call), call.signal), 'return', inputText(call, 'id')))),
  'shopify.refund': refund, 'shopify.dispose': dispose,
  'shopify.fulfillment_orders': fulfilmentOf, 'shopify.fulfillment_order': onePart, 'shopify.locations_for_move': placesFor,
  'shopify.hold': hold, 'shopify.release_hold': releaseHold, 'shopify.move': move, 'shopify.split': split, 'shopify.reroute': reroute,
  'shopify.request_fulfillment': requestFulfilment, 'shopify.request_cancellation': requestCancellation,
  'shopify.edit_address': editAddress, 'shopify.tag': tag, 'shopify.untag': tag, 'shopify.cancel_order': cancelOrder, 'shopify.replacement': replacement,
  'shopify.stock': stockOf, 'shopify.open_orders': demandFor, 'shopify.adjust_stock': adjustStock, 'shopify.move_stock': moveStock,
  'shopify.block_stock': blockStock, 'shopify.unblock_stock': unblockStock,
}

const idIn = (call: ConnectorCall): { readonly id: string } => ({ id: inputText(call, 'id') })

async function perform(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const act = Object.hasOwn(acts, call.action) ? acts[call.action] : undefined
  if (act !== undefined) return act(client, call)
  const moved = await moveReturn(client, call)
  if (moved === undefined) throw new ConnectorError('contract', 'unknown-action', `the connector "shopify" has no action "${call.action}"`)
  return moved
}

const read = (outputs: ConnectorResult['outputs']): ConnectorResult => ({ outputs, reference: null })
