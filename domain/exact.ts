import { isObject, own, type Json } from './json.ts'

/** A text or a number where it stands in valid JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * Parses JSON so that every number stays as it was written, whatever a double could hold of it. The result is read with the
 * functions below: its texts and names begin with `s`, its numbers are texts that begin with `n`. Throws `SyntaxError`.
 */
export function parseExact(text: string): Json {
  // Names that are numbers would be marked as well and pass for JSON.
  JSON.parse(text)
  return JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`))) as Json
}

/** The text, or undefined where something else stands. */
export const exactText = (value: Json | undefined): string | undefined => marked(value, 's')

/** A number as it was written, or undefined where something else stands. */
export const exactNumber = (value: Json | undefined): string | undefined => marked(value, 'n')

const marked = (value: Json | undefined, mark: string): string | undefined =>
  typeof value === 'string' && value.startsWith(mark) ? value.slice(1) : undefined

/** What stands at the path; undefined where it ends early or holds null. */
export function exactAt(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let found = value
  for (const name of path) found = isObject(found) ? own(found, `s${name}`) : undefined
  return found ?? undefined
}
