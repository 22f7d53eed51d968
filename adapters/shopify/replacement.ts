import { isObject, own } from '../../domain/json.ts'
import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { maybeObject, moneyAt, objectAt, objectsAt, textAt, textOr, wholeAt } from './fields.ts'
import { tagOf } from './handle.ts'
import { COMPLETE_DRAFT, CREATE_DRAFT, FIND_DRAFTS, READ_SOLD } from './order-documents.ts'
import { found } from './read.ts'
import { quote } from './stock-read.ts'

/**
 * Sends goods of an order once more for nothing: a draft at full discount that becomes an order. Neither call takes a key, so drafts with
 * the case's tag are looked for before each: one that is complete is the answer, one that is not is completed. One replacement a case.
 */
export async function replacement(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const tag = tagOf(call.caseId)
  const earlier = await ourDraft(client, tag, call.signal)
  if (earlier !== undefined && maybeObject(earlier, 'order') !== undefined) return made(earlier)
  const draft = earlier === undefined ? await prepare(client, call, tag) : textAt(earlier, 'id')
  const answer = objectAt(await client.send(COMPLETE_DRAFT, { id: draft }, call.signal), 'draftOrderComplete')
  const [error] = objectsAt(answer, 'userErrors')
  if (error === undefined) return made(objectAt(answer, 'draftOrder'))
  const now = await ourDraft(client, tag, call.signal)
  if (now !== undefined && maybeObject(now, 'order') !== undefined) return made(now)
  throw new ConnectorError('refused', 'user-error', `the shop refuses: ${textOr(error, 'no reason given', 'message')}`)
}

const made = (draft: JsonObject): ConnectorResult => {
  const id = textAt(draft, 'order', 'id')
  return { outputs: { order_id: id, order_name: textAt(draft, 'order', 'name') }, reference: id }
}

async function ourDraft(client: ShopifyClient, tag: string, signal: AbortSignal): Promise<JsonObject | undefined> {
  const drafts = objectsAt(await client.send(FIND_DRAFTS, { query: `tag:${quote(tag)}` }, signal), 'draftOrders', 'nodes').filter((one) => {
    const tags = one['tags']
    return Array.isArray(tags) && tags.includes(tag)
  })
  return drafts.find((one) => maybeObject(one, 'order') !== undefined) ?? drafts[0]
}

async function prepare(client: ShopifyClient, call: ConnectorCall, tag: string): Promise<string> {
  const id = inputText(call, 'order_id')
  const order = found(await client.send(READ_SOLD, { id }, call.signal), 'order', id)
  const input = {
    tags: [tag, 'replacement'], note: `Replacement for ${textAt(order, 'name')}: ${optionalText(call, 'note') ?? 'no note'} · case ${call.caseId}`.slice(0, 500),
    email: textOr(order, '', 'email') || null, presentmentCurrencyCode: textAt(order, 'presentmentCurrencyCode'),
    customAttributes: [{ key: '_evenkeel_case', value: call.caseId.slice(0, 200) }], shippingAddress: addressOf(order), lineItems: linesOf(order, call),
  }
  const answer = objectAt(await client.send(CREATE_DRAFT, { input }, call.signal), 'draftOrderCreate')
  const [error] = objectsAt(answer, 'userErrors')
  if (error !== undefined) throw new ConnectorError('refused', 'user-error', `the shop refuses: ${textOr(error, 'no reason given', 'message')}`)
  const draft = objectAt(answer, 'draftOrder')
  // A draft that costs something must not become an order: the customer would owe for what we owe them.
  if (moneyAt(draft, 'totalPriceSet').minor !== 0n) throw new ConnectorError('refused', 'not-free', `draft "${textAt(draft, 'id')}" would cost the customer something (shipping, perhaps); finish it by hand`)
  return textAt(draft, 'id')
}

function addressOf(order: JsonObject): JsonObject | null {
  const address = maybeObject(order, 'shippingAddress')
  if (address === undefined) return null
  const { countryCodeV2, ...rest } = address
  return { ...rest, countryCode: countryCodeV2 ?? null }
}

/** The lines that are named by SKU, else all of the order. */
function linesOf(order: JsonObject, call: ConnectorCall): JsonObject[] {
  const sold = objectsAt(order, 'lineItems', 'nodes')
  const named = own(call.input, 'lines')
  const wanted = Array.isArray(named) && named.length > 0
    ? named.filter(isObject).map((one) => ({ sku: textAt(one, 'sku'), quantity: wholeAt(one, 'quantity') }))
    : sold.map((line) => ({ sku: textOr(line, '', 'sku'), quantity: wholeAt(line, 'quantity') }))
  return wanted.map(({ sku, quantity }) => {
    const line = sold.find((one) => textOr(one, '', 'sku') === sku && wholeAt(one, 'quantity') >= quantity)
    const variantId = line === undefined ? '' : textOr(line, '', 'variant', 'id')
    if (variantId === '' || quantity < 1) throw new ConnectorError('refused', 'wrong-lines', `order "${textAt(order, 'name')}" has no ${quantity} of "${sku}" that can be sent again`)
    return { variantId, quantity, appliedDiscount: { value: 100, valueType: 'PERCENTAGE', title: 'Replacement' } }
  })
}
