import { addressOf } from './addresses.ts'
import { actionsOf, hold, move, release, skuOf, split, talk, whyNotMoved } from './fulfilment.ts'
import type { Changed, Portion } from './fulfilment.ts'
import type { Data, FieldType } from './graphql/types.ts'
import { placeOf, places } from './places.ts'
import { connection, edge, first, gid, page, wrap } from './resolving.ts'
import type { Fields, ShopContext } from './resolving.ts'
import { digits } from './returns.ts'
import type { FulfilmentOrder, Order } from './state.ts'

const partOf = (parent: Data): FulfilmentOrder => parent['row'] as FulfilmentOrder
const orderBehind = (parent: Data, shop: ShopContext): Order | undefined => shop.store.get('orders', partOf(parent).orderId)
const KIND = 'FulfillmentOrder'

/** `FulfillmentOrder`. */
const fulfillmentOrder: Fields = {
  id: { type: 'ID!', resolve: (parent) => gid(KIND, partOf(parent).id) },
  status: { type: 'FulfillmentOrderStatus!', resolve: (parent) => partOf(parent).status },
  requestStatus: { type: 'FulfillmentOrderRequestStatus!', resolve: (parent) => partOf(parent).requestStatus },
  orderId: { type: 'ID!', resolve: (parent) => gid('Order', partOf(parent).orderId) },
  orderName: { type: 'String!', resolve: (parent, _args, shop) => orderBehind(parent, shop)?.name ?? '' },
  fulfillBy: { type: 'DateTime', resolve: () => null },
  assignedLocation: { type: 'FulfillmentOrderAssignedLocation!', resolve: (parent) => {
    const place = placeOf(partOf(parent).locationId)
    return { name: place?.name ?? '', location: place === undefined ? null : { id: gid('Location', place.id), name: place.name, isFulfillmentService: place.service } }
  } },
  destination: { type: 'FulfillmentOrderDestination', resolve: (parent, _args, shop) => addressOf(orderBehind(parent, shop)) },
  supportedActions: { type: '[FulfillmentOrderSupportedAction!]!', resolve: (parent) => actionsOf(partOf(parent)).map((action) => ({ action })) },
  fulfillmentHolds: { type: '[FulfillmentHold!]!', resolve: (parent) => partOf(parent).holds.map(heldAs) },
  lineItems: {
    type: 'FulfillmentOrderLineItemConnection!', args: first,
    resolve: (parent, args, shop) => page(partOf(parent).lines.map((line) => {
      const sku = skuOf(shop.store, partOf(parent).orderId, line.lineId)
      const item = shop.store.all('items').find((one) => one.sku === sku)
      return {
        id: gid('FulfillmentOrderLineItem', line.id), sku, totalQuantity: line.quantity, remainingQuantity: line.remaining,
        inventoryItemId: item === undefined ? null : gid('InventoryItem', item.id),
      }
    }), args),
  },
  locationsForMove: {
    type: 'FulfillmentOrderLocationForMoveConnection!', args: first,
    resolve: (parent, args, shop) => page(places.filter((place) => place.id !== partOf(parent).locationId).map((place) => {
      const why = whyNotMoved(shop.store, partOf(parent), place.id)
      return { location: { id: gid('Location', place.id), name: place.name, isFulfillmentService: place.service }, movable: why === undefined, message: why ?? null }
    }), args),
  },
}

const heldAs = (one: FulfilmentOrder['holds'][number]): Data => ({
  id: gid('FulfillmentHold', one.id), reason: one.reason, reasonNotes: one.notes, handle: one.ours ? one.handle : null, heldByRequestingApp: one.ours,
})

/** The types of fulfilment, by name. */
export const fulfilmentObjects: Readonly<Record<string, Fields>> = {
  FulfillmentOrder: fulfillmentOrder,
  FulfillmentOrderAssignedLocation: { name: { type: 'String!' }, location: { type: 'Location' } },
  FulfillmentOrderDestination: {
    firstName: { type: 'String' }, lastName: { type: 'String' }, address1: { type: 'String' }, address2: { type: 'String' }, city: { type: 'String' },
    province: { type: 'String' }, zip: { type: 'String' }, countryCode: { type: 'CountryCode' }, phone: { type: 'String' },
  },
  FulfillmentOrderSupportedAction: { action: { type: 'FulfillmentOrderAction!' } },
  FulfillmentHold: {
    id: { type: 'ID!' }, reason: { type: 'FulfillmentHoldReason!' }, reasonNotes: { type: 'String' }, handle: { type: 'String' }, heldByRequestingApp: { type: 'Boolean!' },
  },
  FulfillmentOrderLineItem: {
    id: { type: 'ID!' }, sku: { type: 'String' }, totalQuantity: { type: 'Int!' }, remainingQuantity: { type: 'Int!' }, inventoryItemId: { type: 'ID' },
  },
  FulfillmentOrderLocationForMove: { location: { type: 'Location!' }, movable: { type: 'Boolean!' }, message: { type: 'String' } },
  FulfillmentOrderConnection: connection(KIND), FulfillmentOrderEdge: edge(KIND),
  FulfillmentOrderLineItemConnection: connection('FulfillmentOrderLineItem'), FulfillmentOrderLineItemEdge: edge('FulfillmentOrderLineItem'),
  FulfillmentOrderLocationForMoveConnection: connection('FulfillmentOrderLocationForMove'), FulfillmentOrderLocationForMoveEdge: edge('FulfillmentOrderLocationForMove'),
  FulfillmentOrderHoldPayload: {
    fulfillmentHold: { type: 'FulfillmentHold' }, fulfillmentOrder: { type: KIND }, remainingFulfillmentOrder: { type: KIND }, userErrors: { type: '[FulfillmentOrderHoldUserError!]!' },
  },
  FulfillmentOrderHoldUserError: { field: { type: '[String!]' }, message: { type: 'String!' }, code: { type: 'FulfillmentOrderHoldUserErrorCode' } },
  FulfillmentOrderReleaseHoldPayload: { fulfillmentOrder: { type: KIND }, userErrors: { type: '[FulfillmentOrderHoldUserError!]!' } },
  FulfillmentOrderMovePayload: {
    movedFulfillmentOrder: { type: KIND }, originalFulfillmentOrder: { type: KIND }, remainingFulfillmentOrder: { type: KIND }, userErrors: { type: '[UserError!]!' },
  },
  FulfillmentOrderSplitPayload: { fulfillmentOrderSplits: { type: '[FulfillmentOrderSplitResult!]' }, userErrors: { type: '[FulfillmentOrderHoldUserError!]!' } },
  FulfillmentOrderSplitResult: { fulfillmentOrder: { type: `${KIND}!` }, remainingFulfillmentOrder: { type: `${KIND}!` }, replacementFulfillmentOrder: { type: KIND } },
  FulfillmentOrdersReroutePayload: { movedFulfillmentOrders: { type: `[${KIND}!]` }, userErrors: { type: '[FulfillmentOrderHoldUserError!]!' } },
  FulfillmentOrderSubmitFulfillmentRequestPayload: {
    originalFulfillmentOrder: { type: KIND }, submittedFulfillmentOrder: { type: KIND }, unsubmittedFulfillmentOrder: { type: KIND }, userErrors: { type: '[UserError!]!' },
  },
  FulfillmentOrderSubmitCancellationRequestPayload: { fulfillmentOrder: { type: KIND }, userErrors: { type: '[UserError!]!' } },
}

const payload = (changed: Changed): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(changed.parts).map(([name, part]) => [name, part === null ? null : wrap(part)])), userErrors: changed.problems,
})
const portionOf = (lines: unknown): Portion =>
  ((lines ?? []) as readonly Data[]).map((line) => ({ id: digits(line['id'], 'FulfillmentOrderLineItem'), quantity: Number(line['quantity']) }))
const idOf = (args: Data): string => digits(args['id'], KIND)
const tell = (shop: ShopContext, topic: string, changed: Changed, more: object = {}): Changed => {
  if (changed.problems.length === 0) shop.tell?.(topic, { ...changed.parts, hold: changed.hold ?? null, ...more })
  return changed
}

const holdField: FieldType<ShopContext> = {
  type: 'FulfillmentOrderHoldPayload', args: { id: 'ID!', fulfillmentHold: 'FulfillmentOrderHoldInput!' },
  resolve: (_root, args, shop) => {
    const asked = args['fulfillmentHold'] as Data
    const text = (name: string): string | null => (typeof asked[name] === 'string' ? asked[name] : null)
    const before = shop.store.get('fulfilments', idOf(args))?.status
    const changed = hold(shop.store, idOf(args), { reason: String(asked['reason']), notes: text('reasonNotes') ?? '', handle: text('handle') ?? '', ours: true }, portionOf(asked['fulfillmentOrderLineItems']))
    // The vendor tells of the first hold only: that is when the status changes.
    if (before !== 'ON_HOLD') tell(shop, 'fulfillment_orders/placed_on_hold', changed)
    return { ...payload(changed), fulfillmentHold: changed.hold === undefined || changed.hold === null ? null : heldAs(changed.hold) }
  },
}

/** Mutations of fulfilment orders. */
export const fulfilmentMutations: Fields = {
  fulfillmentOrderHold: holdField,
  fulfillmentOrderReleaseHold: {
    type: 'FulfillmentOrderReleaseHoldPayload', args: { id: 'ID!', holdIds: '[ID!]', externalId: 'String' },
    resolve: (_root, args, shop) => {
      const ids = args['holdIds'] === undefined || args['holdIds'] === null ? null : (args['holdIds'] as readonly string[]).map((id) => digits(id, 'FulfillmentHold'))
      const changed = release(shop.store, idOf(args), ids)
      if (changed.parts['fulfillmentOrder']?.status === 'OPEN') tell(shop, 'fulfillment_orders/hold_released', changed)
      return payload(changed)
    },
  },
  fulfillmentOrderMove: {
    type: 'FulfillmentOrderMovePayload', args: { id: 'ID!', newLocationId: 'ID!', fulfillmentOrderLineItems: '[FulfillmentOrderLineItemInput!]' },
    resolve: (_root, args, shop) => {
      const from = shop.store.get('fulfilments', idOf(args))?.locationId ?? ''
      const changed = move(shop.store, idOf(args), digits(args['newLocationId'], 'Location'), portionOf(args['fulfillmentOrderLineItems']))
      return payload(tell(shop, 'fulfillment_orders/moved', changed, { from }))
    },
  },
  fulfillmentOrderSplit: {
    type: 'FulfillmentOrderSplitPayload', args: { fulfillmentOrderSplits: '[FulfillmentOrderSplitInput!]!' },
    resolve: (_root, args, shop) => {
      const all = (args['fulfillmentOrderSplits'] as readonly Data[]).map((one) => split(shop.store, digits(one['fulfillmentOrderId'], KIND), portionOf(one['fulfillmentOrderLineItems'])))
      const userErrors = all.flatMap((one) => one.problems)
      return { fulfillmentOrderSplits: userErrors.length > 0 ? null : all.map(payload), userErrors }
    },
  },
  fulfillmentOrdersReroute: {
    type: 'FulfillmentOrdersReroutePayload', args: { fulfillmentOrderIds: '[ID!]!', includedLocationIds: '[ID!]', excludedLocationIds: '[ID!]' },
    resolve: (_root, args, shop) => reroute(shop, args),
  },
  fulfillmentOrderSubmitFulfillmentRequest: {
    type: 'FulfillmentOrderSubmitFulfillmentRequestPayload',
    args: { id: 'ID!', message: 'String', notifyCustomer: 'Boolean', fulfillmentOrderLineItems: '[FulfillmentOrderLineItemInput!]' },
    resolve: (_root, args, shop) => {
      const { parts, problems } = talk(shop.store, idOf(args), 'submit')
      const part = parts['fulfillmentOrder'] ?? null
      return payload({ parts: { originalFulfillmentOrder: part, submittedFulfillmentOrder: part, unsubmittedFulfillmentOrder: null }, problems })
    },
  },
  fulfillmentOrderSubmitCancellationRequest: {
    type: 'FulfillmentOrderSubmitCancellationRequestPayload', args: { id: 'ID!', message: 'String' },
    resolve: (_root, args, shop) => payload(talk(shop.store, idOf(args), 'request-cancellation')),
  },
}

/** To the first other place that may have them all. */
function reroute(shop: ShopContext, args: Data): Data {
  const list = (name: string): readonly string[] => ((args[name] ?? []) as readonly string[]).map((id) => digits(id, 'Location'))
  const included = list('includedLocationIds')
  const parts = (args['fulfillmentOrderIds'] as readonly string[]).map((id) => shop.store.get('fulfilments', digits(id, KIND)))
  const moved: Data[] = []
  for (const part of parts) {
    const place = part === undefined ? undefined : places.find((one) =>
      one.id !== part.locationId && !list('excludedLocationIds').includes(one.id) && (included.length === 0 || included.includes(one.id)) && whyNotMoved(shop.store, part, one.id) === undefined)
    if (part === undefined || place === undefined) {
      return { movedFulfillmentOrders: null, userErrors: [{ field: ['fulfillmentOrderIds'], message: 'No other location can fulfill the fulfillment orders.', code: 'FULFILLMENT_ORDER_NOT_REROUTABLE' }] }
    }
    const changed = move(shop.store, part.id, place.id, [])
    tell(shop, 'fulfillment_orders/moved', changed, { from: part.locationId })
    moved.push(wrap(changed.parts['movedFulfillmentOrder']))
  }
  return { movedFulfillmentOrders: moved, userErrors: [] }
}

/** Inputs of fulfilment, by name. */
export const fulfilmentInputs = {
  FulfillmentOrderHoldInput: {
    reason: 'FulfillmentHoldReason!', reasonNotes: 'String', handle: 'String', externalId: 'String', notifyMerchant: 'Boolean',
    fulfillmentOrderLineItems: '[FulfillmentOrderLineItemInput!]',
  },
  FulfillmentOrderLineItemInput: { id: 'ID!', quantity: 'Int!' },
  FulfillmentOrderSplitInput: { fulfillmentOrderId: 'ID!', fulfillmentOrderLineItems: '[FulfillmentOrderLineItemInput!]!' },
} as const
/** The reasons for holding. */
export const holdReasons = [
  'AWAITING_PAYMENT', 'HIGH_RISK_OF_FRAUD', 'INCORRECT_ADDRESS', 'INVENTORY_OUT_OF_STOCK', 'UNKNOWN_DELIVERY_DATE', 'AWAITING_RETURN_ITEMS', 'ONLINE_STORE_POST_PURCHASE_CROSS_SELL', 'OTHER',
]
