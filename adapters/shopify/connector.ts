import { ConnectorError } from '../../domain/ports.ts'
import type { Connector, ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { createShopifyClient } from './client.ts'
import type { ShopifyClient, ShopifyConfig } from './client.ts'
import { dispose } from './dispose.ts'
import { READ_ORDER, READ_RETURN } from './documents.ts'
import { inputText } from './inputs.ts'
import { found, orderOutputs, returnOutputs } from './read.ts'
import { refund } from './refund.ts'
import { moveReturn } from './returns.ts'

/** Shopify as a connector: reads, and writes that look before they act. Throws `ConnectorError` when the settings cannot work. */
export function createShopify(config: ShopifyConfig): Connector {
  const client = createShopifyClient(config)
  return { name: 'shopify', perform: (call) => perform(client, call) }
}

async function perform(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  if (call.action === 'shopify.order') {
    const id = inputText(call, 'id')
    return read(orderOutputs(found(await client.send(READ_ORDER, { id }, call.signal), 'order', id)))
  }
  if (call.action === 'shopify.return') {
    const id = inputText(call, 'id')
    return read(returnOutputs(found(await client.send(READ_RETURN, { id }, call.signal), 'return', id)))
  }
  if (call.action === 'shopify.refund') return refund(client, call)
  if (call.action === 'shopify.dispose') return dispose(client, call)
  const moved = await moveReturn(client, call)
  if (moved === undefined) throw new ConnectorError('contract', 'unknown-action', `the connector "shopify" has no action "${call.action}"`)
  return moved
}

const read = (outputs: ConnectorResult['outputs']): ConnectorResult => ({ outputs, reference: null })
