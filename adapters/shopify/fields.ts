import { isObject, own } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { minorOf, moneyOf } from '../../domain/money.ts'
import { ConnectorError } from '../../domain/ports.ts'

/** The answer does not have the shape that the version documents: our bug or theirs, never a retry. */
const unexpected = (path: string): ConnectorError =>
  new ConnectorError('contract', 'shop-shape', `the shop's answer has no usable "${path}"; compare SHOPIFY_API_VERSION with the shop's`)

/** The object at the path, throwing when it is anything else. */
export function objectAt(value: JsonObject, ...path: readonly string[]): JsonObject {
  const found = maybeAt(value, path)
  if (!isObject(found)) throw unexpected(path.join('.'))
  return found
}

/** The text at the path, throwing when it is anything else. */
export function textAt(value: JsonObject, ...path: readonly string[]): string {
  const found = maybeAt(value, path)
  if (typeof found !== 'string') throw unexpected(path.join('.'))
  return found
}

/** Text that may be missing or null on the way there; then the fallback. */
export function textOr(value: JsonObject, fallback: string, ...path: readonly string[]): string {
  const found = maybeAt(value, path)
  return typeof found === 'string' ? found : fallback
}

/** The whole number at the path, throwing when it is anything else or too large to be exact. */
export function wholeAt(value: JsonObject, ...path: readonly string[]): number {
  const found = maybeAt(value, path)
  if (!Number.isSafeInteger(found)) throw unexpected(path.join('.'))
  return Number(found)
}

/** The objects of the list at the path, throwing when it is no list; members that are no objects are left out. */
export function objectsAt(value: JsonObject, ...path: readonly string[]): readonly JsonObject[] {
  const found = maybeAt(value, path)
  if (!Array.isArray(found)) throw unexpected(path.join('.'))
  return found.filter(isObject)
}

/** Minor units and currency of a MoneyBag, in the currency that the customer paid in. */
export function moneyAt(value: JsonObject, name: string): { readonly minor: bigint; readonly currency: string } {
  const currency = textAt(value, name, 'presentmentMoney', 'currencyCode')
  const minor = minorOf(textAt(value, name, 'presentmentMoney', 'amount'), currency)
  if (minor === undefined) throw unexpected(name)
  return { minor, currency }
}

/** Money as the SOP sees it. */
export const moneyJson = (minor: bigint, currency: string): JsonObject => ({ ...moneyOf(minor, currency) })

/** The object under the name, or undefined where the shop answered null. */
export function maybeObject(value: JsonObject, name: string): JsonObject | undefined {
  const found = own(value, name)
  return isObject(found) ? found : undefined
}

function maybeAt(value: JsonObject, path: readonly string[]): Json | undefined {
  let found: Json | undefined = value
  for (const name of path) found = isObject(found) ? own(found, name) : undefined
  return found
}
