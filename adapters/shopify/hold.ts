import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { objectAt, objectsAt, textAt, textOr } from './fields.ts'
import { HOLD, RELEASE } from './fulfilment-documents.ts'
import { isOver, isWithService, readPart, readParts } from './fulfilment-read.ts'
import { handleOf } from './handle.ts'
import { refusedBecause } from './returns.ts'

/** The shop's reasons by ours. */
const REASONS: Readonly<Record<string, string>> = {
  payment: 'AWAITING_PAYMENT', fraud: 'HIGH_RISK_OF_FRAUD', address: 'INCORRECT_ADDRESS', stock: 'INVENTORY_OUT_OF_STOCK', date: 'UNKNOWN_DELIVERY_DATE',
  return: 'AWAITING_RETURN_ITEMS', other: 'OTHER',
}

/**
 * Holds a fulfilment order, or with `order_id` all that is open of an order. The hold's handle names the case and is unique per
 * fulfilment order, so a repeat finds it: it is looked for before every call, however late. What a service already has cannot be held:
 * it is counted in `out_of_reach`, and refused where it alone was meant.
 */
export async function hold(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const named = inputText(call, 'reason')
  const reason = Object.hasOwn(REASONS, named) ? REASONS[named] : undefined
  if (reason === undefined) throw refused('wrong-reason', `"${named}" is no reason for a hold; use ${Object.keys(REASONS).join(', ')}`)
  const { parts, one } = await meant(client, call)
  let held = 0
  for (const part of parts) if (await holdPart(client, call, part, reason)) held += 1
  if (one && held === 0) throw refused('invalid-state', `fulfilment order "${textOr(parts[0] ?? {}, '', 'id')}" cannot be held any more; look at it in the shop`)
  return { outputs: { held, out_of_reach: parts.length - held }, reference: null }
}

/** Takes off the holds of this case and no others; none left is as good. */
export async function releaseHold(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const { parts } = await meant(client, call)
  let released = 0
  for (const part of parts) {
    const ids = oursOf(part, call)
    if (ids.length === 0) continue
    const [error] = objectsAt(objectAt(await client.send(RELEASE, { id: textAt(part, 'id'), holdIds: ids }, call.signal), 'fulfillmentOrderReleaseHold'), 'userErrors')
    // Somebody else may have taken it off between the look and the call.
    if (error !== undefined && oursOf(await readPart(client, textAt(part, 'id'), call.signal), call).length > 0) throw refusedBecause(error)
    released += 1
  }
  return { outputs: { released }, reference: null }
}

const refused = (code: string, message: string): ConnectorError => new ConnectorError('refused', code, message)

/** The one that is named, or all of the order that are not over. */
async function meant(client: ShopifyClient, call: ConnectorCall): Promise<{ readonly parts: readonly JsonObject[]; readonly one: boolean }> {
  const id = optionalText(call, 'fulfillment_order_id')
  if (id !== undefined) return { parts: [await readPart(client, id, call.signal)], one: true }
  const order = await readParts(client, inputText(call, 'order_id'), call.signal)
  return { parts: objectsAt(order, 'fulfillmentOrders', 'nodes').filter((part) => !isOver(part)), one: false }
}

/** Ids of the holds of this case. */
const oursOf = (part: JsonObject, call: ConnectorCall): readonly string[] =>
  objectsAt(part, 'fulfillmentHolds').filter((one) => textOr(one, '', 'handle') === handleOf(call.caseId)).map((one) => textAt(one, 'id'))

const holdable = (part: JsonObject): boolean => ['OPEN', 'SCHEDULED', 'ON_HOLD'].includes(textAt(part, 'status')) && !isWithService(part)

/** Whether it is held now by this case. */
async function holdPart(client: ShopifyClient, call: ConnectorCall, part: JsonObject, reason: string): Promise<boolean> {
  if (oursOf(part, call).length > 0) return true
  if (!holdable(part)) return false
  const input = { reason, reasonNotes: (optionalText(call, 'note') ?? `Case ${call.caseId}`).slice(0, 500), handle: handleOf(call.caseId), notifyMerchant: false }
  const [error] = objectsAt(objectAt(await client.send(HOLD, { id: textAt(part, 'id'), hold: input }, call.signal), 'fulfillmentOrderHold'), 'userErrors')
  if (error === undefined || error['code'] === 'DUPLICATE_FULFILLMENT_HOLD_HANDLE') return true
  const now = await readPart(client, textAt(part, 'id'), call.signal)
  if (oursOf(now, call).length > 0) return true
  if (!holdable(now)) return false
  throw refusedBecause(error)
}
