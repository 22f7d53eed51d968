import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { maybeObject, objectAt, objectsAt, textAt, textOr } from './fields.ts'
import { ADD_TAGS, CANCEL_ORDER, READ_ADDRESS, READ_CANCELLED, READ_JOB, REMOVE_TAGS, UPDATE_ORDER } from './order-documents.ts'
import { found } from './read.ts'
import { refusedBecause } from './returns.ts'

/** What an address consists of, by the shop's names. */
const FIELDS = ['firstName', 'lastName', 'address1', 'address2', 'city', 'provinceCode', 'zip', 'countryCode', 'phone'] as const

/** Changes where an order goes; one that goes there already is done. Labels and services are not told: that is for whoever asks. */
export async function editAddress(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const id = inputText(call, 'order_id')
  const order = found(await client.send(READ_ADDRESS, { id }, call.signal), 'order', id)
  const before = maybeObject(order, 'shippingAddress') ?? {}
  const wanted = wantedIn(call, before)
  if (!/^[A-Z]{2}$/.test(wanted['countryCode'] ?? '')) throw new ConnectorError('refused', 'wrong-address', `"${inputText(call, 'country')}" is no country; give its two letters, such as US`)
  const same = FIELDS.every((name) => textOr(before, '', name === 'countryCode' ? 'countryCodeV2' : name) === wanted[name])
  if (textOr(order, '', 'cancelledAt') !== '') throw new ConnectorError('refused', 'invalid-state', `order "${id}" is cancelled; there is nothing to send`)
  if (!same) {
    const [error] = objectsAt(objectAt(await client.send(UPDATE_ORDER, { input: { id, shippingAddress: wanted } }, call.signal), 'orderUpdate'), 'userErrors')
    if (error !== undefined) throw new ConnectorError('refused', 'wrong-address', `the shop refuses the address: ${textOr(error, 'no reason given', 'message')}`)
  }
  return { outputs: { country: wanted['countryCode'] ?? '', city: wanted['city'] ?? '', zip: wanted['zip'] ?? '' }, reference: null }
}

/** The input over what was known: a name or a telephone number that is not given stays, the second line of the old address does not. */
function wantedIn(call: ConnectorCall, before: JsonObject): Readonly<Record<string, string>> {
  const name = optionalText(call, 'name')
  const [first = '', ...rest] = (name ?? '').trim().split(/\s+/)
  return {
    firstName: name === undefined ? textOr(before, '', 'firstName') : rest.length === 0 ? '' : first,
    lastName: name === undefined ? textOr(before, '', 'lastName') : rest.length === 0 ? first : rest.join(' '),
    address1: inputText(call, 'address1'), address2: optionalText(call, 'address2') ?? '', city: inputText(call, 'city'), provinceCode: optionalText(call, 'province') ?? '',
    zip: inputText(call, 'zip'), countryCode: inputText(call, 'country').toUpperCase(), phone: optionalText(call, 'phone') ?? textOr(before, '', 'phone'),
  }
}

/** Adds a tag to an order, or takes it away; idempotent by nature. */
export async function tag(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const [document, root] = call.action === 'shopify.untag' ? [REMOVE_TAGS, 'tagsRemove'] : [ADD_TAGS, 'tagsAdd']
  const name = inputText(call, 'tag')
  if (name.length > 40) throw new ConnectorError('refused', 'wrong-tag', `the tag "${name}" has more than 40 characters`)
  const answer = objectAt(await client.send(document, { id: inputText(call, 'order_id'), tags: [name] }, call.signal), root)
  const [error] = objectsAt(answer, 'userErrors')
  if (error !== undefined) throw new ConnectorError('refused', 'not-found', `the shop refuses: ${textOr(error, 'no reason given', 'message')}`)
  return { outputs: { tag: name }, reference: null }
}

const CANCEL_REASONS = ['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'STAFF', 'OTHER']
/** How often, and how long apart, the shop is asked within one call whether it is done; then the worker's own pauses apply. */
const POLLS = 8
const POLL_MS = 250

/**
 * Cancels an order and gives no money back: that is another step, with its limits. The shop does it later, so the job is watched; one
 * whose answer was lost is found by the order being cancelled. It cannot be undone.
 */
export async function cancelOrder(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const id = inputText(call, 'order_id')
  const reason = inputText(call, 'reason').toUpperCase()
  if (!CANCEL_REASONS.includes(reason)) throw new ConnectorError('refused', 'wrong-reason', `"${reason}" is no reason for cancelling an order; use ${CANCEL_REASONS.join(', ')}`)
  const before = await cancelledAt(client, id, call.signal)
  if (before !== '') return done(before)
  const variables = { orderId: id, reason, restock: call.input['restock'] !== false, note: optionalText(call, 'note')?.slice(0, 250) ?? `Case ${call.caseId}` }
  const answer = objectAt(await client.send(CANCEL_ORDER, variables, call.signal), 'orderCancel')
  const [error] = objectsAt(answer, 'orderCancelUserErrors')
  if (error !== undefined) {
    const now = await cancelledAt(client, id, call.signal)
    if (now !== '') return done(now)
    throw refusedBecause(error)
  }
  return watch(client, call, id, textAt(answer, 'job', 'id'))
}

const done = (at: string): ConnectorResult => ({ outputs: { cancelled_at: at }, reference: null })

async function cancelledAt(client: ShopifyClient, id: string, signal: AbortSignal): Promise<string> {
  return textOr(found(await client.send(READ_CANCELLED, { id }, signal), 'order', id), '', 'cancelledAt')
}

async function watch(client: ShopifyClient, call: ConnectorCall, id: string, job: string): Promise<ConnectorResult> {
  for (let poll = 0; poll < POLLS; poll += 1) {
    const answer = await client.send(READ_JOB, { job, order: id }, call.signal)
    const at = textOr(answer, '', 'order', 'cancelledAt')
    if (at !== '') return done(at)
    if (maybeObject(answer, 'job')?.['done'] === true) throw new ConnectorError('refused', 'not-cancelled', 'the shop tried to cancel the order and could not; look at it in the shop')
    await new Promise((resolve) => {
      setTimeout(resolve, POLL_MS)
    })
  }
  throw new ConnectorError('unknown-outcome', 'job-running', 'the shop is still cancelling the order; it is looked at again')
}
