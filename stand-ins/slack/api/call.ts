import { parseJson, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import type { Tier } from '../rates.ts'
import { missing } from './error.ts'

/** One call of a method, its arguments as they came: form fields are texts, JSON keeps its types. */
export interface Call {
  readonly slack: Slack
  readonly args: Fields
}

/** How a method is limited, what the app must be allowed for it, and what it does. It throws `ApiError`. */
export interface Method {
  readonly tier: Tier
  readonly scope: string | null
  readonly run: (call: Call) => Fields
}

/** An argument that must be there, as text. */
export function required(call: Call, name: string): string {
  const value = call.args[name]
  const text = typeof value === 'number' ? String(value) : textOf(value)
  if (text === '') throw missing(name)
  return text
}

/** A structured argument, which a form carries as JSON; undefined when it is left out, null when it cannot be read. */
export function structured(call: Call, name: string): unknown {
  const value = call.args[name]
  if (value === undefined || value === '') return undefined
  return typeof value === 'string' ? (parseJson(value) ?? null) : value
}

/** A flag, which a form carries as a word. */
export const flag = (call: Call, name: string): boolean => ['true', '1', true].includes(call.args[name] as string | boolean)

/** A whole number within bounds. */
export const count = (call: Call, name: string, fallback: number, max: number): number => {
  const value = Number(call.args[name] ?? fallback)
  return Number.isInteger(value) && value > 0 ? Math.min(value, max) : fallback
}
