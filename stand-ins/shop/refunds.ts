import { QueryProblem } from './graphql/types.ts'
import type { Data } from './graphql/types.ts'
import { apiText, units } from './money.ts'
import { digits } from './returns.ts'
import type { UserError } from './returns.ts'
import { nextId } from './seed.ts'
import type { Order, Refund, Store } from './state.ts'

/** What `refundCreate` answers: a refund, or why there is none. `order` is null for an order that the shop does not have. */
export type RefundAnswer = { readonly refund: Refund | null; readonly order: Order | null; readonly userErrors: readonly UserError[] }

/** What has been given back of an order, in minor units. */
export const refundedOf = (store: Store, orderId: string): bigint =>
  store.all('refunds').filter((refund) => refund.orderId === orderId).reduce((sum, refund) => sum + BigInt(refund.amount), 0n)

/** How an order stands with its money, in the vendor's words. */
export function financialStatus(store: Store, of: Order): string {
  const refunded = refundedOf(store, of.id)
  if (refunded === 0n) return 'PAID'
  return refunded < BigInt(of.paid) ? 'PARTIALLY_REFUNDED' : 'REFUNDED'
}

/** When an order was changed last: placed, cancelled or refunded. */
export const updatedAt = (store: Store, of: Order): string =>
  [of.placedAt, of.cancelled?.at ?? '', ...store.all('refunds').filter((refund) => refund.orderId === of.id).map(({ createdAt }) => createdAt)].reduce((last, at) => (at > last ? at : last))

/** How many of a line were already refunded. */
export const refundedQuantity = (store: Store, lineId: string): number =>
  store.all('refunds').flatMap((refund) => refund.lines).filter((line) => line.lineId === lineId).reduce(
    (sum, line) => sum + line.quantity, 0,
  )

/**
 * `refundCreate`. A key used before, and not yet forgotten, answers from the state as it is now and moves no money;
 * with other parameters it throws. The refund and its key are one commit.
 */
export function createRefund(store: Store, input: Data, key: string | null, now: number, keyRetentionMs: number): RefundAnswer {
  const parameters = JSON.stringify(input)
  const used = key === null ? undefined : store.get('keys', key)
  if (used !== undefined && now - used.at < keyRetentionMs) return replay(store, used.refundId, used.parameters === parameters)
  const order = store.get('orders', digits(input['orderId'], 'Order'))
  if (order === undefined) return refused(null, ['orderId'], 'Order does not exist')
  const checked = check(store, order, input)
  if ('userErrors' in checked) return checked
  const refund: Refund = {
    id: nextId(store, 'refund'),
    transactionId: nextId(store, 'transaction'),
    orderId: order.id,
    amount: checked.amount.toString(),
    note: typeof input['note'] === 'string' ? input['note'] : null,
    createdAt: new Date(now).toISOString(),
    idempotencyKey: key,
    lines: checked.lines,
  }
  const row = { table: 'refunds', row: refund } as const
  if (key === null) store.commit(row)
  else store.commit(row, { table: 'keys', row: { id: key, parameters, refundId: refund.id, at: now } })
  return { refund, order, userErrors: [] }
}

function replay(store: Store, refundId: string, same: boolean): RefundAnswer {
  if (!same) {
    const message = 'The idempotency key was used before with other parameters.'
    throw new QueryProblem({ message, path: ['refundCreate'], extensions: { code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' } })
  }
  const refund = store.get('refunds', refundId) ?? null
  return { refund, order: refund === null ? null : store.get('orders', refund.orderId) ?? null, userErrors: [] }
}

const refused = (
  order: Order | null, field: readonly string[], message: string,
): RefundAnswer => ({ refund: null, order, userErrors: [{ field, message }] })

type Checked = { readonly amount: bigint; readonly lines: Refund['lines'] }

function check(store: Store, order: Order, input: Data): Checked | RefundAnswer {
  if (input['currency'] !== undefined && input['currency'] !== order.currency) {
    return refused(order, ['currency'], 'Currency must be the presentment currency of the order')
  }
  const lines = ((input['refundLineItems'] ?? []) as readonly Data[]).map((line) => (
    { lineId: digits(line['lineItemId'], 'LineItem'), quantity: Number(line['quantity']) }
  ))
  for (const [index, line] of lines.entries()) {
    const known = order.lines.find((candidate) => candidate.id === line.lineId)
    if (known === undefined) {
      return refused(order, ['refundLineItems', String(index), 'lineItemId'], 'Line item does not belong to the order')
    }
    if (line.quantity > known.quantity - refundedQuantity(store, known.id)) {
      return refused(order, ['refundLineItems', String(index), 'quantity'], 'Quantity cannot refund more items than were purchased')
    }
  }
  return checkTransactions(store, order, (input['transactions'] ?? []) as readonly Data[], lines, input['allowOverRefunding'] === true)
}

function checkTransactions(
  store: Store, order: Order, transactions: readonly Data[], lines: Refund['lines'], over: boolean,
): Checked | RefundAnswer {
  let amount = 0n
  for (const [index, transaction] of transactions.entries()) {
    const at = (name: string): readonly string[] => ['transactions', String(index), name]
    const part = units(String(transaction['amount']), order.currency)
    if (part === undefined || part <= 0n) return refused(order, at('amount'), 'Amount is not a positive amount of the currency')
    if (transaction['kind'] !== 'REFUND') return refused(order, at('kind'), 'Kind must be REFUND')
    if (digits(transaction['parentId'], 'OrderTransaction') !== order.transactionId) {
      return refused(order, at('parentId'), 'Parent transaction is not a sale of the order')
    }
    if (transaction['gateway'] !== 'bogus') return refused(order, at('gateway'), 'Gateway does not match the parent transaction')
    amount += part
  }
  const left = BigInt(order.paid) - refundedOf(store, order.id)
  if (amount > left && !over) {
    return refused(
      order, ['transactions'],
      `Refund amount ${apiText(amount, order.currency)} is greater than net payment received ${apiText(left, order.currency)}`,
    )
  }
  if (amount === 0n && lines.length === 0) return refused(order, ['transactions'], 'Refund must have line items, shipping or transactions')
  return { amount, lines }
}
