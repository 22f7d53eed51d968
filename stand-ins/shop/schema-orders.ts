import { addressOf } from './addresses.ts'
import { cancelLater } from './cancelling.ts'
import { addressFrom, completeDraft, createDraft } from './drafts.ts'
import type { Data } from './graphql/types.ts'
import { moneyBag } from './money.ts'
import { financialStatus, updatedAt } from './refunds.ts'
import { connection, edge, first, gid, orderOf, page, wrap } from './resolving.ts'
import type { Fields, ShopContext } from './resolving.ts'
import { digits } from './returns.ts'
import { searched } from './schema-stock.ts'
import { plainAddress } from './seed.ts'
import type { Dispute, Draft, Job, Order, Store } from './state.ts'

const draftOf = (parent: Data): Draft => parent['row'] as Draft
const found = (row: unknown): Data | null => (row === undefined ? null : wrap(row))

/** What orders have besides money and lines. */
export const orderMore: Fields = {
  shippingAddress: { type: 'MailingAddress', resolve: (parent) => addressOf(orderOf(parent)) },
  risk: { type: 'OrderRiskSummary!', resolve: (parent) => ({ assessments: [{ riskLevel: orderOf(parent).risk ?? 'LOW' }] }) },
  disputes: {
    type: '[OrderDisputeSummary!]!',
    resolve: (parent, _args, shop) => shop.store.all('disputes').filter((row) => row.orderId === orderOf(parent).id).map((row: Dispute) =>
      ({ id: gid('ShopifyPaymentsDispute', row.id), initiatedAs: 'CHARGEBACK', status: row.status })),
  },
  fulfillmentOrders: {
    type: 'FulfillmentOrderConnection!', args: first,
    resolve: (parent, args, shop) => page(shop.store.all('fulfilments').filter((part) => part.orderId === orderOf(parent).id).map((part) => wrap(part)), args),
  },
}

/** The types of drafts, jobs and addresses, by name. */
export const orderObjects: Readonly<Record<string, Fields>> = {
  MailingAddress: {
    name: { type: 'String' }, firstName: { type: 'String' }, lastName: { type: 'String' }, address1: { type: 'String' }, address2: { type: 'String' },
    city: { type: 'String' }, province: { type: 'String' }, provinceCode: { type: 'String' }, zip: { type: 'String' }, country: { type: 'String' },
    countryCodeV2: { type: 'CountryCode' }, phone: { type: 'String' },
  },
  OrderRiskSummary: { assessments: { type: '[OrderRiskAssessment!]!' } },
  OrderRiskAssessment: { riskLevel: { type: 'RiskAssessmentResult!' } },
  OrderDisputeSummary: { id: { type: 'ID!' }, initiatedAs: { type: 'DisputeType!' }, status: { type: 'DisputeStatus!' } },
  DraftOrder: {
    id: { type: 'ID!', resolve: (parent) => gid('DraftOrder', draftOf(parent).id) },
    name: { type: 'String!', resolve: (parent) => draftOf(parent).name },
    tags: { type: '[String!]!', resolve: (parent) => draftOf(parent).tags },
    status: { type: 'DraftOrderStatus!', resolve: (parent) => (draftOf(parent).orderId === null ? 'OPEN' : 'COMPLETED') },
    order: { type: 'Order', resolve: (parent, _args, shop) => found(shop.store.get('orders', draftOf(parent).orderId ?? '')) },
    totalPriceSet: { type: 'MoneyBag!', resolve: (parent) => moneyBag(due(draftOf(parent)), draftOf(parent).currency) },
  },
  DraftOrderConnection: connection('DraftOrder'), DraftOrderEdge: edge('DraftOrder'),
  OrderConnection: connection('Order'), OrderEdge: edge('Order'),
  DraftOrderCreatePayload: { draftOrder: { type: 'DraftOrder' }, userErrors: { type: '[UserError!]!' } },
  DraftOrderCompletePayload: { draftOrder: { type: 'DraftOrder' }, userErrors: { type: '[UserError!]!' } },
  Job: { id: { type: 'ID!' }, done: { type: 'Boolean!' } },
  OrderCancelPayload: { job: { type: 'Job' }, orderCancelUserErrors: { type: '[OrderCancelUserError!]!' }, userErrors: { type: '[UserError!]!' } },
  OrderCancelUserError: { field: { type: '[String!]' }, message: { type: 'String!' }, code: { type: 'OrderCancelUserErrorCode' } },
  OrderUpdatePayload: { order: { type: 'Order' }, userErrors: { type: '[UserError!]!' } },
}

const due = (draft: Draft): bigint => draft.lines.reduce((sum, line) => {
  const full = BigInt(line.unitPrice) * BigInt(line.quantity)
  return sum + full - (full * BigInt(Math.round(line.percentOff * 100))) / 10_000n
}, 0n)

const jobOf = (job: Job | null): Data | null => (job === null ? null : { id: gid('Job', job.id), done: job.done })

/** Queries of orders, drafts and jobs. */
export const orderQueries: Fields = {
  orders: {
    type: 'OrderConnection!', args: { ...first, after: 'String', query: 'String', sortKey: 'OrderSortKeys', reverse: 'Boolean' },
    resolve: (_root, args, shop) => page(sorted(shop.store.all('orders').filter((row) => fits(row, args['query']) && fitsMoney(shop.store, row, args['query'])), args, shop).map((row) => wrap(row)), args),
  },
  draftOrders: {
    type: 'DraftOrderConnection!', args: { ...first, query: 'String', sortKey: 'DraftOrderSortKeys', reverse: 'Boolean' },
    resolve: (_root, args, shop) => {
      const tag = searched(args['query'], 'tag')
      return page(shop.store.all('drafts').filter((row) => tag === undefined || row.tags.includes(tag)).map((row) => wrap(row)), args)
    },
  },
  job: {
    type: 'Job', args: { id: 'ID!' },
    resolve: (_root, args, shop) => jobOf(shop.store.get('jobs', digits(args['id'], 'Job')) ?? null),
  },
}

const sorted = (rows: readonly Order[], args: Data, { store }: ShopContext): readonly Order[] => {
  const by = args['sortKey'] === 'UPDATED_AT' ? rows.toSorted((one, other) => (updatedAt(store, one) < updatedAt(store, other) ? -1 : 1)) : rows
  return args['reverse'] === true ? by.toReversed() : by
}

/** What a search says of changes and money; of several `financial_status` any one may fit, as between `OR`. */
function fitsMoney(store: Store, row: Order, query: unknown): boolean {
  const text = typeof query === 'string' ? query : ''
  const [, since] = /updated_at:>='?([0-9T:.Z-]+)'?/.exec(text) ?? []
  if (since !== undefined && Date.parse(updatedAt(store, row)) < Date.parse(since)) return false
  const wanted = [...text.matchAll(/financial_status:(\w+)/g)].map(([, status = '']) => status.toUpperCase())
  return wanted.length === 0 || wanted.includes(financialStatus(store, row))
}

function fits(row: Order, query: unknown): boolean {
  const sku = searched(query, 'sku')
  const name = searched(query, 'name')
  const open = searched(query, 'fulfillment_status') === 'unfulfilled' || searched(query, 'fulfillment_status') === 'unshipped'
  if (sku !== undefined && !row.lines.some((line) => line.sku === sku)) return false
  if (name !== undefined && row.name !== name) return false
  return !open || (row.unfulfilled === true && row.cancelled === undefined)
}

/** Mutations of orders and drafts. */
export const orderMutations: Fields = {
  orderUpdate: { type: 'OrderUpdatePayload', args: { input: 'OrderInput!' }, resolve: (_root, args, shop) => update(shop, args['input'] as Data) },
  orderCancel: {
    type: 'OrderCancelPayload',
    args: { orderId: 'ID!', reason: 'OrderCancelReason!', restock: 'Boolean!', refundMethod: 'OrderCancelRefundMethodInput', notifyCustomer: 'Boolean', staffNote: 'String' },
    resolve: (_root, args, shop) => {
      const { job, errors } = cancelLater(shop.store, digits(args['orderId'], 'Order'), { reason: String(args['reason']), restock: args['restock'] === true }, shop.now)
      return { job: jobOf(job), orderCancelUserErrors: errors, userErrors: errors.map(({ field, message }) => ({ field, message })) }
    },
  },
  draftOrderCreate: {
    type: 'DraftOrderCreatePayload', args: { input: 'DraftOrderInput!' },
    resolve: (_root, args, shop) => {
      const { draft, userErrors } = createDraft(shop.store, args['input'] as Data, shop.now)
      return { draftOrder: draft === null ? null : wrap(draft), userErrors }
    },
  },
  draftOrderComplete: {
    type: 'DraftOrderCompletePayload', args: { id: 'ID!', paymentPending: 'Boolean' },
    resolve: (_root, args, shop) => {
      const { draft, userErrors } = completeDraft(shop.store, digits(args['id'], 'DraftOrder'), shop.now)
      return { draftOrder: draft === null ? null : wrap(draft), userErrors }
    },
  },
}

/** Labels and what a service already has are not touched by it, as with the vendor. */
function update(shop: ShopContext, input: Data): Data {
  const row = shop.store.get('orders', digits(input['id'], 'Order'))
  if (row === undefined) return { order: null, userErrors: [{ field: ['id'], message: 'Order does not exist' }] }
  const given = input['shippingAddress'] as Data | null | undefined
  const address = given === undefined || given === null ? row.address : addressFrom(given, row.address ?? plainAddress)
  if (address !== undefined && !/^[A-Z]{2}$/.test(address.country)) return { order: null, userErrors: [{ field: ['shippingAddress', 'country'], message: 'Country is invalid' }] }
  const tags = Array.isArray(input['tags']) ? (input['tags'] as readonly string[]) : row.tags
  const changed: Order = { ...row, tags, ...(address === undefined ? {} : { address }) }
  shop.store.commit({ table: 'orders', row: changed })
  return { order: wrap(changed), userErrors: [] }
}

/** Inputs of orders and drafts, by name. */
export const orderInputs = {
  OrderInput: { id: 'ID!', shippingAddress: 'MailingAddressInput', tags: '[String!]', note: 'String', email: 'String', phone: 'String' },
  MailingAddressInput: {
    firstName: 'String', lastName: 'String', address1: 'String', address2: 'String', city: 'String', provinceCode: 'String', zip: 'String', countryCode: 'CountryCode', phone: 'String',
    company: 'String',
  },
  OrderCancelRefundMethodInput: { originalPaymentMethodsRefund: 'Boolean' },
  DraftOrderInput: {
    email: 'String', note: 'String', tags: '[String!]', presentmentCurrencyCode: 'CurrencyCode', shippingAddress: 'MailingAddressInput', lineItems: '[DraftOrderLineItemInput!]',
    customAttributes: '[AttributeInput!]',
  },
  DraftOrderLineItemInput: { variantId: 'ID', quantity: 'Int!', appliedDiscount: 'DraftOrderAppliedDiscountInput' },
  DraftOrderAppliedDiscountInput: { value: 'Float!', valueType: 'DraftOrderAppliedDiscountType!', title: 'String', description: 'String' },
  AttributeInput: { key: 'String!', value: 'String!' },
} as const
