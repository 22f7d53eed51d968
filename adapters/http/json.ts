import type { Json } from '../../domain/json.ts'

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/**
 * Parses JSON without rounding: a number that a double cannot hold exactly arrives as its own text, so that an order
 * number of 18 digits stays that order's. Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseExactly(text: string): Json {
  JSON.parse(text)
  return JSON.parse(text.replace(TOKEN, (token) => (token.startsWith('"') || isExact(token) ? token : `"${token}"`))) as Json
}

function isExact(token: string): boolean {
  const value = Number(token)
  if (!Number.isFinite(value)) return false
  return Number.isInteger(value) && !/[.eE]/.test(token) ? Number.isSafeInteger(value) : token.replace(/\D/g, '').length <= 15
}
