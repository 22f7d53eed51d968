import type { Data, FieldType, Schema } from './graphql/types.ts'
import { moneyBag } from './money.ts'
import { financialStatus, refundedOf, refundedQuantity, updatedAt } from './refunds.ts'
import { connection, edge, first, gid, lineOf, orderOf, page, refundOf, wrap } from './resolving.ts'
import type { Fields, ShopContext } from './resolving.ts'
import { digits } from './returns.ts'
import { fulfilmentInputs, fulfilmentMutations, fulfilmentObjects, holdReasons } from './schema-fulfilment.ts'
import { orderInputs, orderMore, orderMutations, orderObjects, orderQueries } from './schema-orders.ts'
import { mutation, returned, returnLineInterface, returnPayload, reverseFulfillmentOrder } from './schema-returns.ts'
import { stockInputs, stockMutations, stockObjects, stockQueries } from './schema-stock.ts'
import type { Order, Refund, Store } from './state.ts'

const order: Fields = {
  ...orderMore,
  id: { type: 'ID!', resolve: (parent) => gid('Order', orderOf(parent).id) },
  legacyResourceId: { type: 'UnsignedInt64!', resolve: (parent) => orderOf(parent).id },
  name: { type: 'String!', resolve: (parent) => orderOf(parent).name },
  createdAt: { type: 'DateTime!', resolve: (parent) => orderOf(parent).placedAt },
  processedAt: { type: 'DateTime!', resolve: (parent) => orderOf(parent).placedAt },
  updatedAt: { type: 'DateTime!', resolve: (parent, _args, shop) => updatedAt(shop.store, orderOf(parent)) },
  cancelledAt: { type: 'DateTime', resolve: (parent) => orderOf(parent).cancelled?.at ?? null },
  cancelReason: { type: 'OrderCancelReason', resolve: (parent) => orderOf(parent).cancelled?.reason ?? null },
  currencyCode: { type: 'CurrencyCode!', resolve: (parent) => orderOf(parent).currency },
  presentmentCurrencyCode: { type: 'CurrencyCode!', resolve: (parent) => orderOf(parent).currency },
  tags: { type: '[String!]!', resolve: (parent) => orderOf(parent).tags },
  email: { type: 'String', resolve: (parent) => orderOf(parent).customer.email },
  customerLocale: { type: 'String', resolve: (parent) => orderOf(parent).customer.locale },
  customer: { type: 'Customer', resolve: (parent) => wrap(orderOf(parent).customer) },
  displayFinancialStatus: {
    type: 'OrderDisplayFinancialStatus', resolve: (parent, _args, shop) => financialStatus(shop.store, orderOf(parent)),
  },
  subtotalLineItemsQuantity: { type: 'Int!', resolve: (parent) => orderOf(parent).lines.reduce((sum, line) => sum + line.quantity, 0) },
  totalPriceSet: { type: 'MoneyBag!', resolve: (parent) => moneyBag(BigInt(orderOf(parent).paid), orderOf(parent).currency) },
  totalReceivedSet: { type: 'MoneyBag!', resolve: (parent) => moneyBag(BigInt(orderOf(parent).paid), orderOf(parent).currency) },
  totalRefundedSet: {
    type: 'MoneyBag!', resolve: (parent, _args, shop) => moneyBag(refundedOf(shop.store, orderOf(parent).id), orderOf(parent).currency),
  },
  netPaymentSet: {
    type: 'MoneyBag!',
    resolve: (parent, _args, shop) =>
      moneyBag(BigInt(orderOf(parent).paid) - refundedOf(shop.store, orderOf(parent).id), orderOf(parent).currency),
  },
  lineItems: {
    type: 'LineItemConnection!', args: first,
    resolve: (parent, args) => page(orderOf(parent).lines.map((line) => ({ line, order: orderOf(parent) })), args),
  },
  fulfillments: { type: '[Fulfillment!]!', args: first, resolve: (parent) => (orderOf(parent).unfulfilled === true ? [] : [wrap(orderOf(parent))]) },
  transactions: {
    type: '[OrderTransaction!]!', args: first,
    resolve: (parent, _args, shop) =>
      [sale(orderOf(parent)), ...refundsOf(shop.store, orderOf(parent)).map((refund) => payback(refund, orderOf(parent)))],
  },
  refunds: {
    type: '[Refund!]!', args: first,
    resolve: (parent, args, shop) => refundsOf(shop.store, orderOf(parent)).slice(0, Number(args['first'] ?? 250)).map((refund) => wrap(
      refund, { order: orderOf(parent) },
    )),
  },
  returns: {
    type: 'ReturnConnection!', args: first,
    resolve: (parent, args, shop) =>
      page(shop.store.all('returns').filter((row) => row.orderId === orderOf(parent).id).map((row) => wrap(row)), args),
  },
}

const refundsOf = (store: Store, of: Order): readonly Refund[] => store.all('refunds').filter((refund) => refund.orderId === of.id)
const sale = (of: Order): Data => ({
  id: gid('OrderTransaction', of.transactionId), kind: 'SALE', status: 'SUCCESS', gateway: 'bogus',
  amountSet: moneyBag(BigInt(of.paid), of.currency), parentTransaction: null, createdAt: of.placedAt,
})
const payback = (refund: Refund, of: Order): Data => ({
  id: gid('OrderTransaction', refund.transactionId), kind: 'REFUND', status: 'SUCCESS', gateway: 'bogus', createdAt: refund.createdAt,
  amountSet: moneyBag(BigInt(refund.amount), of.currency), parentTransaction: sale(of),
})

const customer = (name: keyof Order['customer']): FieldType<ShopContext> => ({
  type: 'String', resolve: (parent) => (parent['row'] as Order['customer'])[name],
})
const lineMoney: FieldType<ShopContext> = {
  type: 'MoneyBag!', resolve: (parent) => moneyBag(BigInt(lineOf(parent).line.unitPrice), lineOf(parent).order.currency),
}

const found = (row: unknown, more: object = {}): Data | null => (row === undefined ? null : wrap(row, more))

/** The part of the Admin API's schema that this shop knows; names, arguments and nullability as the vendor documents them for 2026-10. */
export const shopSchema: Schema<ShopContext> = {
  objects: {
    QueryRoot: {
      order: {
        type: 'Order', args: { id: 'ID!' }, resolve: (_root, args, shop) => found(shop.store.get('orders', digits(args['id'], 'Order'))),
      },
      return: {
        type: 'Return', args: { id: 'ID!' }, resolve: (_root, args, shop) => found(shop.store.get('returns', digits(args['id'], 'Return'))),
      },
      refund: {
        type: 'Refund', args: { id: 'ID!' },
        resolve: (_root, args, shop) => {
          const row = shop.store.get('refunds', digits(args['id'], 'Refund'))
          return found(row, { order: shop.store.get('orders', row?.orderId ?? '') })
        },
      },
      ...orderQueries, ...stockQueries,
      fulfillmentOrder: {
        type: 'FulfillmentOrder', args: { id: 'ID!' },
        resolve: (_root, args, shop) => found(shop.store.get('fulfilments', digits(args['id'], 'FulfillmentOrder'))),
      },
      currentAppInstallation: { type: 'AppInstallation!', resolve: (_root, _args, shop) => ({ accessScopes: shop.accessScopes.map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })) }) },
      shop: { type: 'Shop!', resolve: () => ({ name: 'Sample shop', currencyCode: 'USD', ianaTimezone: 'America/New_York' }) },
    },
    Mutation: { ...mutation, ...fulfilmentMutations, ...stockMutations, ...orderMutations },
    ...fulfilmentObjects, ...stockObjects, ...orderObjects,
    AppInstallation: { accessScopes: { type: '[AccessScope!]!' } }, AccessScope: { handle: { type: 'String!' }, description: { type: 'String!' } },
    Shop: { name: { type: 'String!' }, currencyCode: { type: 'CurrencyCode!' }, ianaTimezone: { type: 'String!' } },
    Order: order,
    Customer: {
      id: { type: 'ID!', resolve: (parent) => gid('Customer', (parent['row'] as Order['customer']).id) },
      firstName: customer('firstName'), lastName: customer('lastName'), email: customer('email'), locale: {
        ...customer('locale'), type: 'String!',
      },
      displayName: {
        type: 'String!',
        resolve: (parent) => `${(parent['row'] as Order['customer']).firstName} ${(parent['row'] as Order['customer']).lastName}`,
      },
      defaultEmailAddress: {
        type: 'CustomerEmailAddress', resolve: (parent) => ({ emailAddress: (parent['row'] as Order['customer']).email }),
      },
    },
    CustomerEmailAddress: { emailAddress: { type: 'String!' } },
    LineItem: {
      id: { type: 'ID!', resolve: (parent) => gid('LineItem', lineOf(parent).line.id) },
      sku: { type: 'String', resolve: (parent) => lineOf(parent).line.sku },
      title: { type: 'String!', resolve: (parent) => lineOf(parent).line.title },
      name: { type: 'String!', resolve: (parent) => lineOf(parent).line.title },
      quantity: { type: 'Int!', resolve: (parent) => lineOf(parent).line.quantity },
      refundableQuantity: {
        type: 'Int!', resolve: (parent, _args, shop) => lineOf(parent).line.quantity - refundedQuantity(shop.store, lineOf(parent).line.id),
      },
      originalUnitPriceSet: lineMoney, discountedUnitPriceSet: lineMoney, discountedUnitPriceAfterAllDiscountsSet: lineMoney,
      variant: {
        type: 'ProductVariant',
        resolve: (parent, _args, shop) => {
          const item = shop.store.all('items').find((one) => one.sku === lineOf(parent).line.sku)
          return item === undefined ? null : { id: gid('ProductVariant', item.id), sku: item.sku }
        },
      },
      customAttributes: { type: '[Attribute!]!', resolve: (parent) => lineOf(parent).line.attributes },
    },
    Attribute: { key: { type: 'String!' }, value: { type: 'String' } },
    Fulfillment: {
      id: { type: 'ID!', resolve: (parent) => gid('Fulfillment', orderOf(parent).id) },
      status: { type: 'FulfillmentStatus!', resolve: () => 'SUCCESS' },
      displayStatus: {
        type: 'FulfillmentDisplayStatus', resolve: (parent) => (orderOf(parent).deliveredAt === null ? 'IN_TRANSIT' : 'DELIVERED'),
      },
      createdAt: { type: 'DateTime!', resolve: (parent) => orderOf(parent).placedAt },
      deliveredAt: { type: 'DateTime', resolve: (parent) => orderOf(parent).deliveredAt },
      location: { type: 'Location', resolve: () => ({ id: gid('Location', '1'), name: 'Main warehouse', isFulfillmentService: false }) },
    },
    Location: { id: { type: 'ID!' }, name: { type: 'String!' }, isFulfillmentService: { type: 'Boolean!' } },
    OrderTransaction: {
      id: { type: 'ID!' }, kind: { type: 'OrderTransactionKind!' }, status: {
        type: 'OrderTransactionStatus!',
      }, gateway: { type: 'String' },
      amountSet: { type: 'MoneyBag!' }, parentTransaction: { type: 'OrderTransaction' }, createdAt: { type: 'DateTime!' },
      processedAt: { type: 'DateTime', resolve: (parent) => parent['createdAt'] },
    },
    MoneyBag: { shopMoney: { type: 'MoneyV2!' }, presentmentMoney: { type: 'MoneyV2!' } },
    MoneyV2: { amount: { type: 'Decimal!' }, currencyCode: { type: 'CurrencyCode!' } },
    Refund: {
      id: { type: 'ID!', resolve: (parent) => gid('Refund', refundOf(parent).id) },
      note: { type: 'String', resolve: (parent) => refundOf(parent).note },
      createdAt: { type: 'DateTime', resolve: (parent) => refundOf(parent).createdAt },
      totalRefundedSet: {
        type: 'MoneyBag!', resolve: (parent) => moneyBag(BigInt(refundOf(parent).amount), (parent['order'] as Order).currency),
      },
      order: { type: 'Order!', resolve: (parent) => wrap(parent['order']) },
      transactions: {
        type: 'OrderTransactionConnection!', args: first,
        resolve: (parent, args) => page([payback(refundOf(parent), parent['order'] as Order)], args),
      },
    },
    Return: returned,
    ReverseFulfillmentOrder: reverseFulfillmentOrder,
    ReverseFulfillmentOrderLineItem: {
      id: { type: 'ID!' }, totalQuantity: { type: 'Int!' }, remainingQuantity: { type: 'Int!' }, fulfillmentLineItem: { type: 'FulfillmentLineItem' },
    },
    ReverseDelivery: { id: { type: 'ID!' }, deliverable: { type: 'ReverseDeliveryDeliverable' } },
    ReverseDeliveryDeliverable: {},
    ReverseDeliveryShippingDeliverable: { tracking: { type: 'ReverseDeliveryTrackingV2' } },
    ReverseDeliveryTrackingV2: { number: { type: 'String' } },
    ReverseFulfillmentOrderConnection: connection('ReverseFulfillmentOrder'), ReverseFulfillmentOrderEdge: edge('ReverseFulfillmentOrder'),
    ReverseFulfillmentOrderLineItemConnection: connection('ReverseFulfillmentOrderLineItem'),
    ReverseFulfillmentOrderLineItemEdge: edge('ReverseFulfillmentOrderLineItem'),
    ReverseDeliveryConnection: connection('ReverseDelivery'), ReverseDeliveryEdge: edge('ReverseDelivery'),
    ReturnDecline: { reason: { type: 'ReturnDeclineReason!' }, note: { type: 'String' } },
    ReturnLineItemType: returnLineInterface,
    ReturnLineItem: {
      ...returnLineInterface, withCodeDiscountedTotalPriceSet: { type: 'MoneyBag!' }, fulfillmentLineItem: { type: 'FulfillmentLineItem!' },
    },
    ReturnReasonDefinition: { handle: { type: 'String!' }, name: { type: 'String!' } },
    FulfillmentLineItem: { id: { type: 'ID!' }, lineItem: { type: 'LineItem!' } },
    LineItemConnection: connection('LineItem'), LineItemEdge: edge('LineItem'),
    ReturnConnection: connection('Return'), ReturnEdge: edge('Return'),
    ReturnLineItemTypeConnection: connection('ReturnLineItemType'), ReturnLineItemTypeEdge: edge('ReturnLineItemType'),
    OrderTransactionConnection: connection('OrderTransaction'), OrderTransactionEdge: edge('OrderTransaction'),
    PageInfo: { hasNextPage: { type: 'Boolean!' }, endCursor: { type: 'String' } },
    ReturnApproveRequestPayload: returnPayload, ReturnDeclineRequestPayload: returnPayload, ReturnClosePayload: returnPayload, ReturnProcessPayload: returnPayload,
    ReturnUserError: { field: { type: '[String!]' }, message: { type: 'String!' }, code: { type: 'ReturnErrorCode' } },
    RefundCreatePayload: { refund: { type: 'Refund' }, order: { type: 'Order' }, userErrors: { type: '[UserError!]!' } },
    TagsAddPayload: { node: { type: 'Order' }, userErrors: { type: '[UserError!]!' } },
    UserError: { field: { type: '[String!]' }, message: { type: 'String!' } },
  },
  inputs: {
    ...fulfilmentInputs, ...stockInputs, ...orderInputs,
    ReturnApproveRequestInput: { id: 'ID!', notifyCustomer: 'Boolean' },
    ReturnDeclineRequestInput: { id: 'ID!', declineReason: 'ReturnDeclineReason!', declineNote: 'String', notifyCustomer: 'Boolean' },
    ReturnProcessInput: { returnId: 'ID!', returnLineItems: '[ReturnProcessReturnLineItemInput!]', notifyCustomer: 'Boolean' },
    ReturnProcessReturnLineItemInput: { id: 'ID!', quantity: 'Int!', dispositions: '[ReverseFulfillmentOrderDisposeInput!]' },
    ReverseFulfillmentOrderDisposeInput: {
      reverseFulfillmentOrderLineItemId: 'ID!', quantity: 'Int!', dispositionType: 'ReverseFulfillmentOrderDispositionType!', locationId: 'ID',
    },
    RefundInput: {
      orderId: 'ID!', currency: 'CurrencyCode', note: 'String', notify: 'Boolean', allowOverRefunding: 'Boolean',
      discrepancyReason: 'OrderAdjustmentInputDiscrepancyReason',
      refundLineItems: '[RefundLineItemInput!]', transactions: '[OrderTransactionInput!]',
    },
    RefundLineItemInput: { lineItemId: 'ID!', quantity: 'Int!', restockType: 'RefundLineItemRestockType', locationId: 'ID' },
    OrderTransactionInput: { orderId: 'ID!', parentId: 'ID', kind: 'OrderTransactionKind!', gateway: 'String!', amount: 'Money!' },
  },
  enums: {
    FulfillmentHoldReason: holdReasons,
    OrderCancelReason: ['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'OTHER', 'STAFF'],
    DraftOrderAppliedDiscountType: ['FIXED_AMOUNT', 'PERCENTAGE'],
    OrderSortKeys: ['CREATED_AT', 'ID', 'ORDER_NUMBER', 'PROCESSED_AT', 'UPDATED_AT'],
    DraftOrderSortKeys: ['ID', 'NUMBER', 'UPDATED_AT'],
    ReturnStatus: ['REQUESTED', 'OPEN', 'CLOSED', 'DECLINED', 'CANCELED'],
    ReturnDeclineReason: ['RETURN_PERIOD_ENDED', 'FINAL_SALE', 'OTHER'],
    OrderTransactionKind: ['SALE', 'CAPTURE', 'AUTHORIZATION', 'VOID', 'REFUND', 'CHANGE'],
    OrderAdjustmentInputDiscrepancyReason: ['RESTOCK', 'DAMAGE', 'CUSTOMER', 'OTHER'],
    ReverseFulfillmentOrderDispositionType: ['RESTOCKED', 'PROCESSING_REQUIRED', 'NOT_RESTOCKED', 'MISSING'],
    RefundLineItemRestockType: ['RETURN', 'CANCEL', 'NO_RESTOCK'],
  },
  interfaces: { ReturnLineItemType: ['ReturnLineItem'], ReverseDeliveryDeliverable: ['ReverseDeliveryShippingDeliverable'] },
}
