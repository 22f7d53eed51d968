import type { Document } from './client.ts'

const address = 'shippingAddress { firstName lastName address1 address2 city provinceCode zip countryCodeV2 phone }'

/** Where an order goes, and its tags: read before both are changed. */
export const READ_ADDRESS: Document = {
  name: 'ReadShippingAddress',
  write: false,
  text: `query ReadShippingAddress($id: ID!) { order(id: $id) { id tags cancelledAt ${address} } }`,
}

/** Changes the order alone: labels, and what a service already has, are not touched. */
export const UPDATE_ORDER: Document = {
  name: 'UpdateOrder',
  write: true,
  text: `mutation UpdateOrder($input: OrderInput!) { orderUpdate(input: $input) { order { id ${address} } userErrors { field message } } }`,
}

/** Adds tags; those that are there stay. */
export const ADD_TAGS: Document = {
  name: 'AddTags',
  write: true,
  text: 'mutation AddTags($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { userErrors { field message } } }',
}

/** Takes tags away; those that are not there are no matter. */
export const REMOVE_TAGS: Document = {
  name: 'RemoveTags',
  write: true,
  text: 'mutation RemoveTags($id: ID!, $tags: [String!]!) { tagsRemove(id: $id, tags: $tags) { userErrors { field message } } }',
}

/** Cancels an order some time later, without giving money back. */
export const CANCEL_ORDER: Document = {
  name: 'CancelOrder',
  write: true,
  text: `mutation CancelOrder($orderId: ID!, $reason: OrderCancelReason!, $restock: Boolean!, $note: String) {
  orderCancel(orderId: $orderId, reason: $reason, restock: $restock, notifyCustomer: false, staffNote: $note) {
    job { id done } orderCancelUserErrors { field message code }
  }
}`,
}

/** Whether work of the shop is done, and whether the order is cancelled by it. */
export const READ_JOB: Document = {
  name: 'ReadJob',
  write: false,
  text: 'query ReadJob($job: ID!, $order: ID!) { job(id: $job) { id done } order(id: $order) { id cancelledAt } }',
}

/** Whether an order is cancelled. */
export const READ_CANCELLED: Document = {
  name: 'ReadCancelled',
  write: false,
  text: 'query ReadCancelled($id: ID!) { order(id: $id) { id cancelledAt } }',
}

/** What an order consists of, for sending it once more. */
export const READ_SOLD: Document = {
  name: 'ReadSold',
  write: false,
  text: `query ReadSold($id: ID!) {
  order(id: $id) { id name email presentmentCurrencyCode ${address} lineItems(first: 100) { nodes { sku quantity variant { id } } } }
}`,
}

/** Drafts with a tag, newest first. */
export const FIND_DRAFTS: Document = {
  name: 'FindDrafts',
  write: false,
  text: `query FindDrafts($query: String!) {
  draftOrders(first: 10, query: $query, sortKey: ID, reverse: true) { nodes { id tags status order { id name } } }
}`,
}

/** Prepares an order. Without a key: its tag tells whether it happened. */
export const CREATE_DRAFT: Document = {
  name: 'CreateDraft',
  write: true,
  text: 'mutation CreateDraft($input: DraftOrderInput!) { draftOrderCreate(input: $input) { draftOrder { id totalPriceSet { presentmentMoney { amount currencyCode } } } userErrors { field message } } }',
}

/** Makes an order of a draft. */
export const COMPLETE_DRAFT: Document = {
  name: 'CompleteDraft',
  write: true,
  text: 'mutation CompleteDraft($id: ID!) { draftOrderComplete(id: $id) { draftOrder { id order { id name } } userErrors { field message } } }',
}
