import type { JsonObject } from '../../domain/json.ts'

/** A return as a shop tells it, 2 KB of JSON; the same for the same numbers. */
export function returnEvent(id: string, numbers: () => number): JsonObject {
  const lines: JsonObject[] = []
  const event = {
    id, order: `gid://shop/Order/${Math.floor(numbers() * 1e9)}`, order_name: `#${1000 + Math.floor(numbers() * 9000)}`, days: 1 + Math.floor(numbers() * 20),
    total: 500 + Math.floor(numbers() * 9000), amount: '42.00 EUR', reason: 'damaged', lines,
  }
  while (JSON.stringify(event).length < 2_000) {
    lines.push({ sku: `SKU-${Math.floor(numbers() * 1e6)}`, title: 'Cotton shirt, blue, long sleeves', quantity: 1 + Math.floor(numbers() * 3), price: '14.00' })
  }
  return event
}
