import type { Document } from './client.ts'

const levels = `inventoryLevels(first: 50) {
      nodes { location { id name isFulfillmentService } quantities(names: ["available", "committed", "on_hand", "damaged", "quality_control", "reserved", "safety_stock", "incoming"]) { name quantity } }
    }`

/** What there is of a SKU, place by place and state by state. */
export const READ_STOCK: Document = {
  name: 'ReadStock',
  write: false,
  text: `query ReadStock($query: String!) { inventoryItems(first: 2, query: $query) { nodes { id sku tracked unitCost { amount currencyCode } ${levels} } } }`,
}

/** The same by the item's id, for lines that know it. */
export const READ_ITEM: Document = {
  name: 'ReadInventoryItem',
  write: false,
  text: `query ReadInventoryItem($id: ID!) { inventoryItem(id: $id) { id sku tracked unitCost { amount currencyCode } ${levels} } }`,
}

/** The directive and changeFromQuantity are needed at run time from 2026-04 on, although the schema does not say so. */
export const ADJUST: Document = {
  name: 'AdjustInventory',
  write: true,
  text: `mutation AdjustInventory($input: InventoryAdjustQuantitiesInput!, $key: String!) {
  inventoryAdjustQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { id } userErrors { field message code } }
}`,
}

/** From one state to another at one place. */
export const MOVE_STATES: Document = {
  name: 'MoveInventory',
  write: true,
  text: `mutation MoveInventory($input: InventoryMoveQuantitiesInput!, $key: String!) {
  inventoryMoveQuantities(input: $input) @idempotent(key: $key) { inventoryAdjustmentGroup { id } userErrors { field message code } }
}`,
}

/** Orders with this SKU of which something is still to be sent, the oldest first. */
export const READ_DEMAND: Document = {
  name: 'ReadOpenOrders',
  write: false,
  text: `query ReadOpenOrders($query: String!) {
  orders(first: 100, query: $query, sortKey: CREATED_AT) {
    nodes {
      id name createdAt tags customer { id displayName locale defaultEmailAddress { emailAddress } } email customerLocale
      fulfillmentOrders(first: 20) {
        nodes { id status requestStatus assignedLocation { location { id } } lineItems(first: 50) { nodes { sku remainingQuantity } } }
      }
    }
    pageInfo { hasNextPage }
  }
}`,
}
