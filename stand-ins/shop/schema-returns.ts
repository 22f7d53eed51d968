import type { Data } from './graphql/types.ts'
import { moneyBag } from './money.ts'
import { createRefund } from './refunds.ts'
import { first, gid, page, returnOf, wrap } from './resolving.ts'
import type { Fields } from './resolving.ts'
import { digits, moveReturn, processReturn, unprocessed } from './returns.ts'
import type { Processed } from './returns.ts'
import type { Return, Store } from './state.ts'

/** `Return`. */
export const returned: Fields = {
  id: { type: 'ID!', resolve: (parent) => gid('Return', returnOf(parent).id) },
  name: { type: 'String!', resolve: (parent) => returnOf(parent).name },
  status: { type: 'ReturnStatus!', resolve: (parent) => returnOf(parent).status },
  createdAt: { type: 'DateTime!', resolve: (parent) => returnOf(parent).createdAt },
  totalQuantity: { type: 'Int!', resolve: (parent) => returnOf(parent).lines.reduce((sum, line) => sum + line.quantity, 0) },
  decline: { type: 'ReturnDecline', resolve: (parent) => returnOf(parent).decline },
  order: { type: 'Order!', resolve: (parent, _args, shop) => wrap(shop.store.get('orders', returnOf(parent).orderId)) },
  reverseFulfillmentOrders: {
    type: 'ReverseFulfillmentOrderConnection!', args: first,
    resolve: (parent, args) => page(['REQUESTED', 'DECLINED'].includes(returnOf(parent).status) ? [] : [wrap(returnOf(parent))], args),
  },
  returnLineItems: {
    type: 'ReturnLineItemTypeConnection!', args: first,
    resolve: (parent, args, shop) => page(returnOf(parent).lines.map((line) => returnLine(shop.store, returnOf(parent), line)), args),
  },
}

function returnLine(store: Store, of: Return, line: Return['lines'][number]): Data {
  const from = store.get('orders', of.orderId)
  const sold = from?.lines.find((candidate) => candidate.id === line.lineId)
  const worth = BigInt(sold?.unitPrice ?? '0') * BigInt(line.quantity)
  return {
    id: gid('ReturnLineItem', line.id), quantity: line.quantity, processableQuantity: line.quantity, unprocessedQuantity: unprocessed(line),
    refundableQuantity: line.quantity, customerNote: line.note, returnReasonNote: '', returnReason: line.reason.toUpperCase(),
    returnReasonDefinition: { handle: line.reason, name: line.reason.replaceAll('_', ' ') },
    withCodeDiscountedTotalPriceSet: moneyBag(worth, from?.currency ?? 'USD'),
    fulfillmentLineItem: { id: gid('FulfillmentLineItem', sold?.fulfillmentLineId ?? ''), lineItem: { line: sold, order: from } },
  }
}
/** What the goods of a return have: the numbers of their lines are those of the return's lines. */
export const reverseFulfillmentOrder: Fields = {
  id: { type: 'ID!', resolve: (parent) => gid('ReverseFulfillmentOrder', returnOf(parent).id) },
  lineItems: {
    type: 'ReverseFulfillmentOrderLineItemConnection!', args: first,
    resolve: (parent, args, shop) => page(returnOf(parent).lines.map((line) => ({
      id: gid('ReverseFulfillmentOrderLineItem', line.id), totalQuantity: line.quantity, remainingQuantity: unprocessed(line),
      fulfillmentLineItem: returnLine(shop.store, returnOf(parent), line)['fulfillmentLineItem'],
    })), args),
  },
  reverseDeliveries: {
    type: 'ReverseDeliveryConnection!', args: first,
    resolve: (parent, args) => {
      const { id, tracking } = returnOf(parent)
      return page(tracking === undefined ? [] : [{ id: gid('ReverseDelivery', id), deliverable: { tracking: { number: tracking } } }], args)
    },
  },
}

const processedOf = (line: Data): readonly Processed[] =>
  (line['dispositions'] as readonly Data[]).map((one) => ({
    lineId: digits(line['id'], 'ReturnLineItem'), type: String(one['dispositionType']), quantity: Number(one['quantity']),
    locationId: typeof one['locationId'] === 'string' ? one['locationId'] : null,
  }))

/** What every kind of return line has. */
export const returnLineInterface: Fields = {
  id: { type: 'ID!' }, quantity: { type: 'Int!' }, processableQuantity: { type: 'Int!' }, unprocessedQuantity: { type: 'Int!' },
  refundableQuantity: { type: 'Int!' },
  customerNote: { type: 'String' }, returnReasonNote: { type: 'String!' }, returnReason: { type: 'ReturnReason!' },
  returnReasonDefinition: { type: 'ReturnReasonDefinition' },
}

/** What mutations of a return answer. */
export const returnPayload: Fields = { return: { type: 'Return' }, userErrors: { type: '[ReturnUserError!]!' } }
const answerReturn = (answer: ReturnType<typeof moveReturn>): Data => ({
  return: answer.return === null ? null : wrap(answer.return), userErrors: answer.userErrors,
})
const input = (args: Data): Data => args['input'] as Data

/** All mutations. */
export const mutation: Fields = {
  returnApproveRequest: {
    type: 'ReturnApproveRequestPayload', args: { input: 'ReturnApproveRequestInput!' },
    resolve: (_root, args, shop) => answerReturn(moveReturn(shop.store, digits(input(args)['id'], 'Return'), ['REQUESTED'], 'OPEN')),
  },
  returnDeclineRequest: {
    type: 'ReturnDeclineRequestPayload', args: { input: 'ReturnDeclineRequestInput!' },
    resolve: (_root, args, shop) => {
      const decline = { reason: String(input(args)['declineReason']), note: (input(args)['declineNote'] ?? null) as string | null }
      return answerReturn(moveReturn(shop.store, digits(input(args)['id'], 'Return'), ['REQUESTED'], 'DECLINED', decline))
    },
  },
  returnClose: {
    type: 'ReturnClosePayload', args: { id: 'ID!' },
    resolve: (_root, args, shop) => answerReturn(moveReturn(shop.store, digits(args['id'], 'Return'), ['OPEN', 'CLOSED'], 'CLOSED')),
  },
  returnProcess: {
    type: 'ReturnProcessPayload', args: { input: 'ReturnProcessInput!' },
    resolve: (_root, args, shop) =>
      answerReturn(processReturn(shop.store, digits(input(args)['returnId'], 'Return'), (input(args)['returnLineItems'] as readonly Data[]).flatMap(processedOf))),
  },
  refundCreate: {
    type: 'RefundCreatePayload', args: { input: 'RefundInput!' }, idempotentFrom: '2026-04',
    resolve: (_root, args, shop) => {
      const answer = createRefund(shop.store, input(args), shop.idempotencyKey, shop.now, shop.keyRetentionMs)
      const of = answer.order
      if (answer.refund !== null && of !== null) shop.tell?.('refunds/create', { refund: answer.refund, order: of })
      return {
        refund: answer.refund === null ? null : wrap(answer.refund, { order: of }), order: of === null ? null : wrap(of),
        userErrors: answer.userErrors,
      }
    },
  },
  tagsAdd: {
    type: 'TagsAddPayload', args: { id: 'ID!', tags: '[String!]!' },
    resolve: (_root, args, shop) => {
      const row = shop.store.get('orders', digits(args['id'], 'Order'))
      if (row === undefined) return { node: null, userErrors: [{ field: ['id'], message: 'Order not found' }] }
      const tagged = { ...row, tags: [...new Set([...row.tags, ...(args['tags'] as readonly string[])])] }
      shop.store.commit({ table: 'orders', row: tagged })
      return { node: wrap(tagged), userErrors: [] }
    },
  },
  tagsRemove: {
    type: 'TagsAddPayload', args: { id: 'ID!', tags: '[String!]!' },
    resolve: (_root, args, shop) => {
      const row = shop.store.get('orders', digits(args['id'], 'Order'))
      if (row === undefined) return { node: null, userErrors: [{ field: ['id'], message: 'Order not found' }] }
      const without = { ...row, tags: row.tags.filter((tag) => !(args['tags'] as readonly string[]).includes(tag)) }
      shop.store.commit({ table: 'orders', row: without })
      return { node: wrap(without), userErrors: [] }
    },
  },
}
