/** Plain JSON: the only kind of value that crosses a border of the workflow (no Date, Map, undefined, BigInt or NaN). */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
/** A JSON map. Its names may come from authors and outsiders: look one up with `own`, since `constructor` is a name too. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** An own property, never one of the prototype: author-made names such as `constructor` find nothing. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** True for a JSON object, false for null and lists. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same text for equal values whatever the order of their keys; used for digests and to tell a repeat from a conflict. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const fields = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`)
  return `{${fields.join(',')}}`
}

const DEEPEST = 32
const MOST_VALUES = 10_000

/** Neither so deep nor so large that walking it could stop whoever does. Looks without recursion. */
export function isModest(value: Json): boolean {
  let level: readonly Json[] = [value]
  let seen = 0
  for (let depth = 0; level.length > 0; depth++) {
    seen += level.length
    if (depth > DEEPEST || seen > MOST_VALUES) return false
    level = level.flatMap((one) => (Array.isArray(one) ? (one as readonly Json[]) : isObject(one) ? Object.values(one) : []))
  }
  return true
}
