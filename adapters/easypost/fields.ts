import { readInstant, writeInstant } from '../../domain/instant.ts'
import { isObject, own, type Json, type JsonObject } from '../../domain/json.ts'
import { minorOf, moneyOf, type Money } from '../../domain/money.ts'

/** The text of a field; undefined where it is absent, empty or something else. */
export function textOf(value: Json | undefined, name: string): string | undefined {
  const found = isObject(value) ? own(value, name) : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** The object of a field; empty where there is none. */
export function objectOf(value: Json | undefined, name: string): JsonObject {
  const found = isObject(value) ? own(value, name) : undefined
  return isObject(found) ? found : {}
}

/** The objects of a list; empty where there is none. */
export function listOf(value: Json | undefined, name: string): readonly JsonObject[] {
  const found = isObject(value) ? own(value, name) : undefined
  return Array.isArray(found) ? (found as readonly Json[]).filter(isObject) : []
}

/** An instant as the product writes it, null where there is none. The vendor leaves out the zone in places, and means UTC. */
export function instantOf(value: Json | undefined, name: string): string | null {
  const text = textOf(value, name)
  const at = text === undefined ? undefined : (readInstant(text) ?? readInstant(`${text}Z`))
  return at === undefined ? null : writeInstant(at)
}

/** Money from the vendor's decimal text; undefined where it is none of that currency. */
export function moneyIn(amount: string | undefined, currency: string): Money | undefined {
  const minor = amount === undefined || !/^[A-Z]{3}$/.test(currency) ? undefined : minorOf(amount, currency)
  return minor === undefined ? undefined : moneyOf(minor, currency)
}
