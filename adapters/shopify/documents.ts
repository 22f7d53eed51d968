import type { Document } from './client.ts'

const money = 'presentmentMoney { amount currencyCode }'

/** Everything a return needs to know of its order. Lists are long enough for any order that Shopify allows to be refunded by hand. */
export const READ_ORDER: Document = {
  name: 'ReadOrder',
  write: false,
  text: `query ReadOrder($id: ID!) {
  order(id: $id) {
    id name createdAt cancelledAt tags displayFinancialStatus subtotalLineItemsQuantity
    totalReceivedSet { ${money} }
    netPaymentSet { ${money} }
    customer { id displayName locale defaultEmailAddress { emailAddress } }
    email customerLocale
    fulfillments(first: 50) { deliveredAt }
    disputes { status }
    risk { assessments { riskLevel } }
    transactions(first: 50) { kind status processedAt }
    shippingAddress { name address1 address2 city provinceCode zip countryCodeV2 phone }
    returns(first: 50) { nodes { status createdAt } }
    lineItems(first: 100) {
      nodes { id sku title quantity discountedUnitPriceAfterAllDiscountsSet { ${money} } customAttributes { key value } }
    }
  }
}`,
}

/** The labels of a return: Shopify makes none when a return is approved; the shop's staff or its returns app does. */
const labels = `reverseFulfillmentOrders(first: 5) {
      nodes { reverseDeliveries(first: 5) { nodes { deliverable { ... on ReverseDeliveryShippingDeliverable { tracking { number } } } } } }
    }`

/** A return with its lines. The reason is the definition's handle, which replaces the older enum since 2026-01. */
export const READ_RETURN: Document = {
  name: 'ReadReturn',
  write: false,
  text: `query ReadReturn($id: ID!) {
  return(id: $id) {
    id name status totalQuantity
    ${labels}
    order { id netPaymentSet { ${money} } }
    returnLineItems(first: 100) {
      nodes { quantity returnReasonDefinition { handle } ... on ReturnLineItem { withCodeDiscountedTotalPriceSet { ${money} } } }
    }
  }
}`,
}

/** Where a return stands and which order it belongs to: read before each change, since a repeat of one is refused. */
export const READ_STATUS: Document = {
  name: 'ReadReturnStatus',
  write: false,
  text: 'query ReadReturnStatus($id: ID!) { return(id: $id) { id status order { id } } }',
}

/** The same with its labels, for whoever approves it. */
export const READ_APPROVED: Document = {
  name: 'ReadApprovedReturn',
  write: false,
  text: `query ReadApprovedReturn($id: ID!) { return(id: $id) { id status ${labels} } }`,
}

const changed = 'return { id status } userErrors { field message code }'

/** Accepts a requested return. It takes no idempotency key: the return's status tells whether it happened. */
export const APPROVE: Document = {
  name: 'ApproveReturn',
  write: true,
  text: `mutation ApproveReturn($input: ReturnApproveRequestInput!) { returnApproveRequest(input: $input) {
    return { id status ${labels} } userErrors { field message code }
  }
}`,
}

/** Turns a requested return down; as with approving, its status and no key tells whether it happened. */
export const DECLINE: Document = {
  name: 'DeclineReturn',
  write: true,
  text: `mutation DeclineReturn($input: ReturnDeclineRequestInput!) { returnDeclineRequest(input: $input) { ${changed} } }`,
}

/** Closes an open return; without an idempotency key too. */
export const CLOSE: Document = {
  name: 'CloseReturn',
  write: true,
  text: `mutation CloseReturn($id: ID!) { returnClose(id: $id) { ${changed} } }`,
}

/** What was paid and what was given back: read before every refund. */
export const READ_PAYMENTS: Document = {
  name: 'ReadPayments',
  write: false,
  text: `query ReadPayments($id: ID!) {
  order(id: $id) {
    id name
    netPaymentSet { ${money} }
    transactions(first: 250) { id kind status gateway amountSet { ${money} } parentTransaction { id } }
    refunds(first: 250) { id note createdAt transactions(first: 50) { nodes { kind status amountSet { ${money} } } } }
  }
}`,
}

/** The directive is needed at run time from 2026-04 on, although the schema does not say so. */
export const REFUND: Document = {
  name: 'CreateRefund',
  write: true,
  text: `mutation CreateRefund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id totalRefundedSet { ${money} } }
    userErrors { field message }
  }
}`,
}

/** The returns of an order with what is still to be done with their goods, and from where the order was sent. */
export const READ_GOODS: Document = {
  name: 'ReadReturnedGoods',
  write: false,
  text: `query ReadReturnedGoods($id: ID!) {
  order(id: $id) {
    id
    fulfillments(first: 50) { location { id } }
    returns(first: 20) {
      nodes {
        id name status
        returnLineItems(first: 100) {
          nodes { id quantity unprocessedQuantity ... on ReturnLineItem { fulfillmentLineItem { id } } }
        }
        reverseFulfillmentOrders(first: 5) { nodes { lineItems(first: 100) { nodes { id fulfillmentLineItem { id } } } } }
      }
    }
  }
}`,
}

/** Says where returned goods went. Without a key: what is still unprocessed tells whether it happened. */
export const PROCESS: Document = {
  name: 'ProcessReturn',
  write: true,
  text: 'mutation ProcessReturn($input: ReturnProcessInput!) { returnProcess(input: $input) { return { id status } userErrors { field message code } } }',
}

const refundFields = `id note createdAt transactions(first: 3) { nodes { kind status amountSet { ${money} } } }`

/**
 * Orders that were changed since, and refunded some time, with their refunds. Sized so that what is asked for stays below the 1,000 points
 * that one query may cost; what is charged is what is there.
 */
export const LIST_REFUNDS: Document = {
  name: 'ListRefunds',
  write: false,
  text: `query ListRefunds($query: String!, $after: String) {
  orders(first: 8, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id refunds(first: 8) { ${refundFields} } }
    pageInfo { hasNextPage endCursor }
  }
}`,
}

/** One refund. */
export const READ_REFUND: Document = {
  name: 'ReadRefund',
  write: false,
  text: `query ReadRefund($id: ID!) {
  refund(id: $id) { id note createdAt transactions(first: 50) { nodes { kind status amountSet { ${money} } } } }
}`,
}
