import type { JsonObject } from '../../domain/json.ts'
import { moneyOf } from '../../domain/money.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { READ_PAYMENTS, READ_STATUS, REFUND } from './documents.ts'
import { unreadable } from './failures.ts'
import { maybeObject, moneyAt, moneyJson, objectsAt, textAt, textOr } from './fields.ts'
import { inputAmount } from './inputs.ts'
import type { Amount } from './inputs.ts'
import { found } from './read.ts'
import { uuid5 } from './uuid.ts'

/**
 * Pays money back, once per business key. The vendor forgets `@idempotent` keys after 24 h and cases wait for days, so
 * the key alone is not trusted: the order's refunds are read before every call, whether or not an earlier try is known,
 * and one whose note carries our mark is the answer. The key then covers two calls at the same moment. A further attempt, which
 * a person asked for, looks for the earlier ones too: perhaps one of them worked and only its answer was lost.
 */
export async function refund(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const amount = inputAmount(call, 'amount')
  const orderId = inputText(call, 'order_id')
  const key = uuid5(call.key)
  await checkReturn(client, call, orderId)
  const order = await readPayments(client, orderId, call.signal)
  const earlier = findOurs(order, call.key)
  if (earlier !== undefined) return settled(earlier, amount)
  const input = refundInput(order, amount, noteFor(call, key))
  const answer = maybeObject(await client.send(REFUND, { input, key }, call.signal), 'refundCreate') ?? {}
  const [error] = Array.isArray(answer['userErrors']) ? objectsAt(answer, 'userErrors') : []
  if (error !== undefined) throw await whyRefused(client, call, amount, error)
  const reference = textOr(answer, '', 'refund', 'id')
  // Money may have moved: only reading the order again can tell, and never a person who thinks that it did not.
  if (reference === '') throw unreadable(REFUND, undefined)
  return { outputs: { reference, amount: moneyJson(amount.minor, amount.currency) }, reference }
}

/** The mark by which we find our own refund again; staff may edit the words before it, not the mark. */
const markOf = (key: string): string => `[evenkeel ${key}]`

/** The refund's note: the author's words, the case, the mark. The same for every try, because the vendor compares parameters. */
const noteFor = (call: ConnectorCall, key: string): string =>
  `${inputText(call, 'note').slice(0, 500)} · case ${call.caseId} ${markOf(key)}`

/** A refund for a return must be of the order that the return is of. */
async function checkReturn(client: ShopifyClient, call: ConnectorCall, orderId: string): Promise<void> {
  const returnId = optionalText(call, 'return_id')
  if (returnId === undefined) return
  const returned = found(await client.send(READ_STATUS, { id: returnId }, call.signal), 'return', returnId)
  const of = textAt(returned, 'order', 'id')
  if (of !== orderId) {
    throw new ConnectorError(
      'refused', 'wrong-return', `return "${returnId}" is of order "${of}", not of "${orderId}"; nothing was refunded`,
    )
  }
}

async function readPayments(client: ShopifyClient, orderId: string, signal: AbortSignal): Promise<JsonObject> {
  return found(await client.send(READ_PAYMENTS, { id: orderId }, signal), 'order', orderId)
}

function findOurs(order: JsonObject, key: string): JsonObject | undefined {
  const refunds = objectsAt(order, 'refunds')
  const marked = (by: string) => refunds.filter((one) => textOr(one, '', 'note').includes(markOf(uuid5(by))))
  const ours = marked(key)[0] ?? attemptsBefore(key).flatMap(marked).find((one) => movedBy(one) > 0n)
  // A list that may have been cut off proves nothing about what is missing from it.
  if (ours === undefined && refunds.length >= 250) {
    throw new ConnectorError('refused', 'too-many-refunds', 'the order has 250 refunds or more; refund it by hand in the shop')
  }
  return ours
}

/** The keys of the attempts before this one: a business key ends with the number of its attempt, from 1 on. */
function attemptsBefore(key: string): readonly string[] {
  const [, stem = '', attempt = '1'] = /^(.*\/)(\d{1,4})$/.exec(key) ?? []
  return Array.from({ length: Math.max(0, Number(attempt) - 1) }, (_, index) => `${stem}${index + 1}`)
}

/** What a refund moved, in minor units; what failed moved nothing. */
export const movedBy = (refunded: JsonObject): bigint =>
  objectsAt(refunded, 'transactions', 'nodes')
    .filter((one) => one['status'] !== 'FAILURE' && one['status'] !== 'ERROR')
    .reduce((sum, one) => sum + moneyAt(one, 'amountSet').minor, 0n)

/** An earlier try worked: it is the answer, if it moved the same money. */
function settled(earlier: JsonObject, amount: Amount): ConnectorResult {
  const reference = textAt(earlier, 'id')
  const total = movedBy(earlier)
  if (total !== amount.minor) {
    const told = moneyOf(total, amount.currency)
    throw new ConnectorError(
      'refused', 'refunded-otherwise',
      `"${reference}" of an earlier try moved ${told.amount} ${amount.currency}, not ${amount.text}; settle it by hand`,
    )
  }
  return { outputs: { reference, amount: moneyJson(total, amount.currency) }, reference }
}

/** Spreads the amount over the payments, oldest first, each up to what is left of it. */
function refundInput(order: JsonObject, amount: Amount, note: string): JsonObject {
  const left = moneyAt(order, 'netPaymentSet')
  if (left.currency !== amount.currency) {
    throw new ConnectorError(
      'refused', 'wrong-amount', `the order was paid in ${left.currency}, the refund is in ${amount.currency}; nothing was refunded`,
    )
  }
  if (amount.minor > left.minor) throw overRefund(order, amount)
  const orderId = textAt(order, 'id')
  const transactions: JsonObject[] = []
  let open = amount.minor
  for (const payment of paymentsOf(order)) {
    const part = payment.left < open ? payment.left : open
    if (part <= 0n) continue
    transactions.push({
      orderId, parentId: payment.id, gateway: payment.gateway, kind: 'REFUND', amount: moneyOf(part, amount.currency).amount,
    })
    open -= part
  }
  if (open > 0n) throw overRefund(order, amount)
  return { orderId, currency: amount.currency, note, notify: false, transactions }
}

interface Payment {
  readonly id: string
  readonly gateway: string
  readonly left: bigint
}

function paymentsOf(order: JsonObject): readonly Payment[] {
  const all = objectsAt(order, 'transactions').filter((one) => one['status'] === 'SUCCESS' || one['status'] === 'PENDING')
  const back = all.filter((one) => one['kind'] === 'REFUND')
  return all.filter((one) => one['kind'] === 'SALE' || one['kind'] === 'CAPTURE').map((one) => {
    const id = textAt(one, 'id')
    const returned = back.filter((refunded) => textOr(refunded, '', 'parentTransaction', 'id') === id)
    const left = returned.reduce((sum, refunded) => sum - moneyAt(refunded, 'amountSet').minor, moneyAt(one, 'amountSet').minor)
    return { id, gateway: textAt(one, 'gateway'), left }
  })
}

/** Says by what it was refunded already, so that a second case on the same order sees the first. */
function overRefund(order: JsonObject, amount: Amount): ConnectorError {
  const left = moneyAt(order, 'netPaymentSet')
  const earlier = objectsAt(order, 'refunds').map((one) => `"${textAt(one, 'id')}" (${textOr(one, 'no note', 'note')})`)
  const rest = moneyOf(left.minor, left.currency).amount
  const because = earlier.length === 0 ? '' : `; already refunded by ${earlier.slice(-3).join(', ')}`
  return new ConnectorError(
    'refused', 'over-refund',
    `${amount.text} ${amount.currency} is more than the ${rest} that is left of order "${textAt(order, 'name')}"${because}`,
  )
}

/** Errors of a refund carry no code, so the state tells: more than is left, or whatever the shop says. */
async function whyRefused(client: ShopifyClient, call: ConnectorCall, amount: Amount, error: JsonObject): Promise<ConnectorError> {
  const order = await readPayments(client, inputText(call, 'order_id'), call.signal)
  if (amount.minor > moneyAt(order, 'netPaymentSet').minor) return overRefund(order, amount)
  return new ConnectorError('refused', 'refund-refused', `the shop refuses the refund: ${textOr(error, 'no reason given', 'message')}`)
}
