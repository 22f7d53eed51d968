import type { Document } from './client.ts'

const part = `id status requestStatus orderId orderName fulfillBy
    assignedLocation { name location { id isFulfillmentService } }
    destination { address1 city province zip countryCode }
    supportedActions { action }
    fulfillmentHolds { id handle heldByRequestingApp reason }
    lineItems(first: 50) { nodes { id sku totalQuantity remainingQuantity inventoryItemId } }`

/** What of an order is still to be sent, place by place, and how many parcels have left. */
export const READ_PARTS: Document = {
  name: 'ReadFulfillmentOrders',
  write: false,
  text: `query ReadFulfillmentOrders($id: ID!) {
  order(id: $id) { id name cancelledAt fulfillments(first: 50) { id status } fulfillmentOrders(first: 50) { nodes { ${part} } } }
}`,
}

/** One of them. */
export const READ_PART: Document = {
  name: 'ReadFulfillmentOrder',
  write: false,
  text: `query ReadFulfillmentOrder($id: ID!) { fulfillmentOrder(id: $id) { ${part} } }`,
}

/** Where it may be sent from instead, as the shop sees it. */
export const READ_PLACES: Document = {
  name: 'ReadLocationsForMove',
  write: false,
  text: `query ReadLocationsForMove($id: ID!) {
  fulfillmentOrder(id: $id) {
    id orderId assignedLocation { location { id } }
    lineItems(first: 50) { nodes { id sku remainingQuantity inventoryItemId } }
    locationsForMove(first: 50) { nodes { location { id name isFulfillmentService } movable message } }
  }
}`,
}

const after = 'userErrors { field message code }'

/** Puts it on hold. Its handle is unique per app and fulfilment order: that is what keeps a second hold from being placed. */
export const HOLD: Document = {
  name: 'HoldFulfillmentOrder',
  write: true,
  text: `mutation HoldFulfillmentOrder($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) { fulfillmentHold { id } ${after} }
}`,
}

/** Takes holds off by their ids: without ids those of other apps would go too. */
export const RELEASE: Document = {
  name: 'ReleaseFulfillmentOrderHold',
  write: true,
  text: `mutation ReleaseFulfillmentOrderHold($id: ID!, $holdIds: [ID!]!) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holdIds) { fulfillmentOrder { id status } ${after} }
}`,
}

/** Gives it to another place. Its errors carry no code. */
export const MOVE: Document = {
  name: 'MoveFulfillmentOrder',
  write: true,
  text: `mutation MoveFulfillmentOrder($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
    movedFulfillmentOrder { id assignedLocation { name } } remainingFulfillmentOrder { id } userErrors { field message }
  }
}`,
}

/** Cuts it in two: what is named stays, the rest gets an id of its own. */
export const SPLIT: Document = {
  name: 'SplitFulfillmentOrder',
  write: true,
  text: `mutation SplitFulfillmentOrder($splits: [FulfillmentOrderSplitInput!]!) {
  fulfillmentOrderSplit(fulfillmentOrderSplits: $splits) {
    fulfillmentOrderSplits { fulfillmentOrder { id } remainingFulfillmentOrder { id } } ${after}
  }
}`,
}

/** Lets the shop's own routing rules choose another place. */
export const REROUTE: Document = {
  name: 'RerouteFulfillmentOrders',
  write: true,
  text: `mutation RerouteFulfillmentOrders($ids: [ID!]!, $excluded: [ID!]) {
  fulfillmentOrdersReroute(fulfillmentOrderIds: $ids, excludedLocationIds: $excluded) {
    movedFulfillmentOrders { id assignedLocation { name location { id } } } ${after}
  }
}`,
}

/** Asks the service that has it to send it. */
export const ASK: Document = {
  name: 'RequestFulfillment',
  write: true,
  text: `mutation RequestFulfillment($id: ID!, $message: String) {
  fulfillmentOrderSubmitFulfillmentRequest(id: $id, message: $message, notifyCustomer: false) {
    submittedFulfillmentOrder { id requestStatus } userErrors { field message }
  }
}`,
}

/** Asks the service that has it to stop. */
export const ASK_TO_STOP: Document = {
  name: 'RequestCancellation',
  write: true,
  text: `mutation RequestCancellation($id: ID!, $message: String) {
  fulfillmentOrderSubmitCancellationRequest(id: $id, message: $message) { fulfillmentOrder { id requestStatus } userErrors { field message } }
}`,
}
