import type { JsonObject } from '../../domain/json.ts'
import { minorOf } from '../../domain/money.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { maybeObject, moneyJson, objectsAt, textAt, textOr, wholeAt } from './fields.ts'
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
  const item = await onlyItem(client, sku, signal)
  return { id: textAt(item, 'id'), levels: levelsOf(item) }
}

async function onlyItem(client: ShopifyClient, sku: string, signal: AbortSignal): Promise<JsonObject> {
  const found = objectsAt(await client.send(READ_STOCK, { query: `sku:${quote(sku)}` }, signal), 'inventoryItems', 'nodes').filter((item) => item['sku'] === sku)
  const [item] = found
  if (item === undefined) throw new ConnectorError('refused', 'not-found', `the shop has no item with the SKU "${sku}"; check the SKU`)
  if (found.length > 1) throw new ConnectorError('refused', 'several-items', `the shop has several items with the SKU "${sku}"; give each its own SKU`)
  return item
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

/** The item that is named by its SKU, or by the id that stock events carry. */
async function namedItem(client: ShopifyClient, call: ConnectorCall): Promise<JsonObject> {
  const id = optionalText(call, 'inventory_item_id')
  if (id === undefined) return onlyItem(client, inputText(call, 'sku'), call.signal)
  const item = maybeObject(await client.send(READ_ITEM, { id }, call.signal), 'inventoryItem')
  if (item === undefined) throw new ConnectorError('refused', 'not-found', `the shop has no item "${id}"; it may have been deleted`)
  return item
}

/** The outputs of `shopify.stock`: the place's own figures as they are now, and all other places for whoever looks for goods elsewhere. */
export async function stockOf(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const item = await namedItem(client, call)
  const sku = textOr(item, '', 'sku')
  const levels = levelsOf(item)
  const here = levelAt(levels, sku, inputText(call, 'location_id'))
  const figure = (level: Stock, name: string): number => level.quantities[name] ?? 0
  const elsewhere = [...levels.values()].filter((level) => level.location !== here.location)
  const outputs = {
    sku, location_name: here.name, available: here.available, on_hand: figure(here, 'on_hand'), committed: figure(here, 'committed'),
    incoming: figure(here, 'incoming'), safety_stock: figure(here, 'safety_stock'), elsewhere: elsewhere.reduce((sum, level) => sum + Math.max(0, level.available), 0),
    unit_cost: costOf(item), places: elsewhere.map((level) => ({ location_id: level.location, name: level.name, available: level.available })),
  }
  return { outputs, reference: null }
}

/** What one of it cost to buy; null where the shop does not say. */
function costOf(item: JsonObject): JsonObject | null {
  const cost = maybeObject(item, 'unitCost')
  const currency = cost === undefined ? '' : textAt(cost, 'currencyCode')
  const minor = cost === undefined ? undefined : minorOf(textAt(cost, 'amount'), currency)
  return minor === undefined ? null : moneyJson(minor, currency)
}
