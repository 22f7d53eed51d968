import type { Data } from './graphql/types.ts'
import { adjust, moveStates, onHand } from './inventory.ts'
import type { StockAnswer } from './inventory.ts'
import { placeOf } from './places.ts'
import { connection, edge, first, gid, page, wrap } from './resolving.ts'
import type { Fields, ShopContext } from './resolving.ts'
import { digits } from './returns.ts'
import type { Item, Level } from './state.ts'

const itemRow = (parent: Data): Item => parent['row'] as Item
const levelRow = (parent: Data): Level => parent['row'] as Level
const quoted = (query: unknown, name: string): string | undefined => new RegExp(`${name}:(?:"([^"]*)"|'([^']*)'|(\\S+))`).exec(String(query))?.slice(1).find((part) => part !== undefined)

/** The types of stock, by name. */
export const stockObjects: Readonly<Record<string, Fields>> = {
  ProductVariant: { id: { type: 'ID!' }, sku: { type: 'String' } },
  InventoryItem: {
    id: { type: 'ID!', resolve: (parent) => gid('InventoryItem', itemRow(parent).id) },
    sku: { type: 'String', resolve: (parent) => itemRow(parent).sku },
    tracked: { type: 'Boolean!', resolve: () => true },
    unitCost: { type: 'MoneyV2', resolve: () => ({ amount: '8.0', currencyCode: 'USD' }) },
    variant: { type: 'ProductVariant', resolve: (parent) => ({ id: gid('ProductVariant', itemRow(parent).id), sku: itemRow(parent).sku }) },
    inventoryLevels: {
      type: 'InventoryLevelConnection!', args: first,
      resolve: (parent, args, shop) => page(shop.store.all('levels').filter((level) => level.itemId === itemRow(parent).id).map((level) => wrap(level)), args),
    },
  },
  InventoryLevel: {
    id: { type: 'ID!', resolve: (parent) => `gid://shopify/InventoryLevel/${levelRow(parent).locationId}?inventory_item_id=${levelRow(parent).itemId}` },
    location: { type: 'Location!', resolve: (parent) => {
      const place = placeOf(levelRow(parent).locationId)
      return { id: gid('Location', place?.id ?? ''), name: place?.name ?? '', isFulfillmentService: place?.service ?? false }
    } },
    updatedAt: { type: 'DateTime!', resolve: (parent) => levelRow(parent).updatedAt },
    quantities: {
      type: '[InventoryQuantity!]!', args: { names: '[String!]!' },
      resolve: (parent, args) => (args['names'] as readonly string[]).map((name) => ({ name, quantity: name === 'on_hand' ? onHand(levelRow(parent)) : (levelRow(parent).quantities[name] ?? 0) })),
    },
  },
  InventoryQuantity: { name: { type: 'String!' }, quantity: { type: 'Int!' } },
  InventoryItemConnection: connection('InventoryItem'), InventoryItemEdge: edge('InventoryItem'),
  InventoryLevelConnection: connection('InventoryLevel'), InventoryLevelEdge: edge('InventoryLevel'),
  InventoryAdjustmentGroup: { id: { type: 'ID!' }, reason: { type: 'String!' }, referenceDocumentUri: { type: 'String' }, createdAt: { type: 'DateTime!' } },
  InventoryAdjustQuantitiesPayload: { inventoryAdjustmentGroup: { type: 'InventoryAdjustmentGroup' }, userErrors: { type: '[InventoryAdjustQuantitiesUserError!]!' } },
  InventoryMoveQuantitiesPayload: { inventoryAdjustmentGroup: { type: 'InventoryAdjustmentGroup' }, userErrors: { type: '[InventoryAdjustQuantitiesUserError!]!' } },
  InventoryAdjustQuantitiesUserError: { field: { type: '[String!]' }, message: { type: 'String!' }, code: { type: 'InventoryAdjustQuantitiesUserErrorCode' } },
}

/** Queries of stock. */
export const stockQueries: Fields = {
  inventoryItems: {
    type: 'InventoryItemConnection!', args: { ...first, query: 'String' },
    resolve: (_root, args, shop) => page(shop.store.all('items').filter((item) => item.sku === quoted(args['query'], 'sku')).map((item) => wrap(item)), args),
  },
  inventoryItem: {
    type: 'InventoryItem', args: { id: 'ID!' },
    resolve: (_root, args, shop) => {
      const row = shop.store.get('items', digits(args['id'], 'InventoryItem'))
      return row === undefined ? null : wrap(row)
    },
  },
}

function answer(shop: ShopContext, { adjustment, userErrors }: StockAnswer): Data {
  for (const change of adjustment?.changes ?? []) {
    const level = shop.store.get('levels', change.levelId)
    if (level !== undefined && change.name === 'available') shop.tell?.('inventory_levels/update', { level })
  }
  const group = adjustment === null ? null : {
    id: gid('InventoryAdjustmentGroup', adjustment.id), reason: adjustment.reason, referenceDocumentUri: adjustment.reference, createdAt: adjustment.at,
  }
  return { inventoryAdjustmentGroup: group, userErrors }
}
const asked = (root: string, args: Data, shop: ShopContext): Parameters<typeof adjust>[1] =>
  ({ root, input: args['input'] as Data, key: shop.idempotencyKey, now: shop.now, keyRetentionMs: shop.keyRetentionMs })

/** Mutations of stock; both need `@idempotent` from 2026-04 on. */
export const stockMutations: Fields = {
  inventoryAdjustQuantities: {
    type: 'InventoryAdjustQuantitiesPayload', args: { input: 'InventoryAdjustQuantitiesInput!' }, idempotentFrom: '2026-04',
    resolve: (_root, args, shop) => answer(shop, adjust(shop.store, asked('inventoryAdjustQuantities', args, shop))),
  },
  inventoryMoveQuantities: {
    type: 'InventoryMoveQuantitiesPayload', args: { input: 'InventoryMoveQuantitiesInput!' }, idempotentFrom: '2026-04',
    resolve: (_root, args, shop) => answer(shop, moveStates(shop.store, asked('inventoryMoveQuantities', args, shop))),
  },
}

/** Inputs of stock, by name. */
export const stockInputs = {
  InventoryAdjustQuantitiesInput: { name: 'String!', reason: 'String!', referenceDocumentUri: 'String', changes: '[InventoryChangeInput!]!' },
  InventoryChangeInput: { inventoryItemId: 'ID!', locationId: 'ID!', delta: 'Int!', changeFromQuantity: 'Int', ledgerDocumentUri: 'String' },
  InventoryMoveQuantitiesInput: { reason: 'String!', referenceDocumentUri: 'String!', changes: '[InventoryMoveQuantityChange!]!' },
  InventoryMoveQuantityChange: { inventoryItemId: 'ID!', quantity: 'Int!', from: 'InventoryMoveQuantityTerminalInput!', to: 'InventoryMoveQuantityTerminalInput!' },
  InventoryMoveQuantityTerminalInput: { locationId: 'ID!', name: 'String!', ledgerDocumentUri: 'String', changeFromQuantity: 'Int' },
} as const
/** Reads `name:"value"` out of a search text. */
export const searched = quoted
