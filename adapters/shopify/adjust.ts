import { own } from '../../domain/json.ts'
import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText } from '../vendors/inputs.ts'
import type { Document, ShopifyClient } from './client.ts'
import { unreadable } from './failures.ts'
import { objectAt, objectsAt, textOr } from './fields.ts'
import { ADJUST, MOVE_STATES } from './stock-documents.ts'
import { itemOf, levelAt } from './stock-read.ts'
import type { Stock } from './stock-read.ts'
import { uuid5 } from './uuid.ts'

/** Within this time of the first try the vendor surely still knows the key (it forgets after 24 h). */
const KEY_LASTS_MS = 23 * 3_600_000
const REASONS = ['correction', 'cycle_count_available', 'damaged', 'other', 'quality_control', 'received', 'restock', 'safety_stock', 'shrinkage']
const STATES = ['available', 'damaged', 'quality_control', 'reserved', 'safety_stock']

/** The document behind a change, which the shop shows in the history of its stock. */
const documentOf = (call: ConnectorCall): string => `gid://evenkeel/Case/${encodeURIComponent(call.caseId)}`
/** The one movement behind it; for states other than available. */
const ledgerOf = (call: ConnectorCall, name: string): JsonObject => (name === 'available' ? {} : { ledgerDocumentUri: `gid://evenkeel/Movement/${uuid5(call.key)}` })

/**
 * Adds to or takes from what can be sold at a place. `from` is what was read when the change was decided: if it is another number by now
 * the change is refused as `stale-quantity` and never forced, because somebody else counted or sold meanwhile. A repeat under the same
 * key is answered by the shop; once it may have forgotten the key, only an unchanged quantity lets the change through.
 */
export async function adjustStock(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const sku = inputText(call, 'sku')
  const place = inputText(call, 'location_id')
  const [delta, from, reason] = [wholeInput(call, 'delta'), wholeInput(call, 'from'), reasonIn(call)]
  if (delta === 0) throw new ConnectorError('refused', 'wrong-quantity', 'a change by 0 is none; nothing was booked')
  const { id, levels } = await itemOf(client, sku, call.signal)
  const level = levelAt(levels, sku, place)
  if (isOld(call) && level.available !== from) throw stale(level, from, call)
  const change = { inventoryItemId: id, locationId: place, delta, changeFromQuantity: from }
  const input = { name: 'available', reason, referenceDocumentUri: documentOf(call), changes: [change] }
  const reference = await book(client, call, ADJUST, 'inventoryAdjustQuantities', input)
  return { outputs: { reference, available: from + delta }, reference }
}

/** Moves goods between states at one place, such as from available to quality_control. */
export const moveStock = (client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> =>
  between(client, call, inputText(call, 'from_state'), inputText(call, 'to_state'), reasonIn(call))
/** Keeps some from being sold while it is looked for. */
export const blockStock = (client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> => between(client, call, 'available', 'safety_stock', 'safety_stock')
/** The way back. */
export const unblockStock = (client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> => between(client, call, 'safety_stock', 'available', 'safety_stock')

async function between(client: ShopifyClient, call: ConnectorCall, from: string, to: string, reason: string): Promise<ConnectorResult> {
  const [sku, place, quantity] = [inputText(call, 'sku'), inputText(call, 'location_id'), wholeInput(call, 'quantity')]
  for (const state of [from, to]) if (!STATES.includes(state)) throw new ConnectorError('refused', 'wrong-state', `"${state}" is no state of goods that can be changed; use ${STATES.join(', ')}`)
  if (quantity < 1) throw new ConnectorError('refused', 'wrong-quantity', `${quantity} is no quantity that can be moved`)
  const { id, levels } = await itemOf(client, sku, call.signal)
  const level = levelAt(levels, sku, place)
  // The shop may have forgotten the key, and nothing in its state tells whether the goods were moved: a person has to look.
  if (isOld(call)) throw new ConnectorError('refused', 'stale-quantity', `the move of "${sku}" was first tried more than 23 hours ago; look into its history in the shop whether it was made`)
  // The same input for every try, or the shop would take a repeat for another change under the same key: so nothing is compared.
  const side = (name: string): JsonObject => ({ locationId: place, name, changeFromQuantity: null, ...ledgerOf(call, name) })
  const input = { reason, referenceDocumentUri: documentOf(call), changes: [{ inventoryItemId: id, quantity, from: side(from), to: side(to) }] }
  const reference = await book(client, call, MOVE_STATES, 'inventoryMoveQuantities', input)
  return { outputs: { reference, location_name: level.name }, reference }
}

const isOld = (call: ConnectorCall): boolean => Date.now() - call.firstTriedAt > KEY_LASTS_MS

async function book(client: ShopifyClient, call: ConnectorCall, document: Document, root: string, input: JsonObject): Promise<string> {
  const answer = objectAt(await client.send(document, { input, key: uuid5(call.key) }, call.signal), root)
  const [error] = objectsAt(answer, 'userErrors')
  if (error !== undefined) throw refusal(error)
  const reference = textOr(answer, '', 'inventoryAdjustmentGroup', 'id')
  if (reference === '') throw unreadable(document, undefined)
  return reference
}

/** Codes of the vendor that mean something else than a plain refusal. */
function refusal(error: JsonObject): ConnectorError {
  const code = textOr(error, 'USER_ERROR', 'code')
  const message = `the shop refuses: ${textOr(error, 'no reason given', 'message')}`
  if (code === 'CHANGE_FROM_QUANTITY_STALE') return new ConnectorError('refused', 'stale-quantity', 'the quantity in the shop is another than the one that was counted against; read it again and decide again')
  if (code === 'SERVICE_UNAVAILABLE' || code === 'IDEMPOTENCY_CONCURRENT_REQUEST') return new ConnectorError('transient', 'shop-busy', message)
  if (code === 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH') return new ConnectorError('contract', 'idempotency-key-parameter-mismatch', message)
  return new ConnectorError('refused', code.toLowerCase().replaceAll('_', '-'), message)
}

const stale = (level: Stock, from: number, call: ConnectorCall): ConnectorError => new ConnectorError(
  'refused', 'stale-quantity', `"${inputText(call, 'sku')}" has ${level.available} available at "${level.name}", not ${from}; read it again and decide again`,
)

function reasonIn(call: ConnectorCall): string {
  const reason = inputText(call, 'reason')
  if (!REASONS.includes(reason)) throw new ConnectorError('refused', 'invalid-reason', `"${reason}" is no reason for a change of stock; use ${REASONS.join(', ')}`)
  return reason
}

function wholeInput(call: ConnectorCall, name: string): number {
  const value = own(call.input, name)
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new ConnectorError('contract', 'wrong-input', `"${call.action}" needs "${name}" as a whole number`)
  return value
}
