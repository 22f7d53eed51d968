import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import type { ShopifyClient } from './client.ts'
import { maybeObject, objectsAt, textAt, textOr, wholeAt } from './fields.ts'
import { inputText } from './inputs.ts'
import { READ_ITEM, READ_STOCK } from './stock-documents.ts'

/** What of an item is at one place, by state; `on_hand` is what should lie there. */
export interface Stock {
  readonly location: string
  readonly name: string
  readonly available: number
  readonly quantities: Readonly<Record<string, number>>
}

/** Every place that stocks the item, by its id; nothing for goods that the shop does not count. */
export async function stockAt(client: ShopifyClient, itemId: string, signal: AbortSignal): Promise<ReadonlyMap<string, Stock>> {
  if (itemId === '') return new Map()
  const item = maybeObject(await client.send(READ_ITEM, { id: itemId }, signal), 'inventoryItem')
  return item === undefined ? new Map() : levelsOf(item)
}

/** The item with this SKU and its levels; refused where there is none, or more than one. */
export async function itemOf(client: ShopifyClient, sku: string, signal: AbortSignal): Promise<{ readonly id: string; readonly levels: ReadonlyMap<string, Stock> }> {
  const found = objectsAt(await client.send(READ_STOCK, { query: `sku:${quote(sku)}` }, signal), 'inventoryItems', 'nodes').filter((item) => item['sku'] === sku)
  const [item] = found
  if (item === undefined) throw new ConnectorError('refused', 'not-found', `the shop has no item with the SKU "${sku}"; check the SKU`)
  if (found.length > 1) throw new ConnectorError('refused', 'several-items', `the shop has several items with the SKU "${sku}"; give each its own SKU`)
  return { id: textAt(item, 'id'), levels: levelsOf(item) }
}

/** A value for the shop's search: quotes and backslashes in it cannot end it. */
export const quote = (value: string): string => `"${value.replace(/["\\]/g, String.raw`\$&`)}"`

function levelsOf(item: JsonObject): ReadonlyMap<string, Stock> {
  return new Map(objectsAt(item, 'inventoryLevels', 'nodes').map((level) => {
    const quantities = Object.fromEntries(objectsAt(level, 'quantities').map((one) => [textAt(one, 'name'), wholeAt(one, 'quantity')]))
    const location = textAt(level, 'location', 'id')
    return [location, { location, name: textAt(level, 'location', 'name'), available: quantities['available'] ?? 0, quantities }]
  }))
}

/** The level at a place; refused where the item is not stocked there. */
export function levelAt(levels: ReadonlyMap<string, Stock>, sku: string, location: string): Stock {
  const level = levels.get(location)
  if (level === undefined) throw new ConnectorError('refused', 'item-not-stocked-at-location', `"${sku}" is not stocked at "${location}"; stock it there first`)
  return level
}

/** The outputs of `shopify.stock`: the place's own figures, and all other places for whoever looks for goods elsewhere. */
export async function stockOf(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const sku = inputText(call, 'sku')
  const { id, levels } = await itemOf(client, sku, call.signal)
  const here = levelAt(levels, sku, inputText(call, 'location_id'))
  const figure = (level: Stock, name: string): number => level.quantities[name] ?? 0
  const elsewhere = [...levels.values()].filter((level) => level.location !== here.location)
  const outputs = {
    inventory_item_id: id, location_name: here.name, available: here.available, on_hand: figure(here, 'on_hand'), committed: figure(here, 'committed'),
    incoming: figure(here, 'incoming'), safety_stock: figure(here, 'safety_stock'), elsewhere: elsewhere.reduce((sum, level) => sum + Math.max(0, level.available), 0),
    places: elsewhere.map((level) => ({ location_id: level.location, name: level.name, available: level.available })),
  }
  return { outputs, reference: null }
}

/** The outputs of `shopify.stock_item`: what the ids of a stock event mean, with the quantity as it is now, since events come late and in any order. */
export async function stockItem(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const id = inputText(call, 'inventory_item_id')
  const item = maybeObject(await client.send(READ_ITEM, { id }, call.signal), 'inventoryItem')
  if (item === undefined) throw new ConnectorError('refused', 'not-found', `the shop has no item "${id}"; it may have been deleted`)
  const sku = textOr(item, '', 'sku')
  const level = levelAt(levelsOf(item), sku, inputText(call, 'location_id'))
  return { outputs: { sku, location_name: level.name, available: level.available }, reference: null }
}
