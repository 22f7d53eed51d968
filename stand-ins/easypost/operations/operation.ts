import { badParameter } from '../errors.ts'
import type { Change, Store } from '../state.ts'
import type { News } from '../webhooks.ts'

/** What an operation is given. */
export interface Context {
  readonly store: Store
  /** Epoch milliseconds. */
  readonly now: number
  /** The id in the path. */
  readonly id: string
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
}
/** What came of it: changes and events are committed together, before the answer. */
export interface Outcome {
  readonly body: object
  readonly status?: number
  readonly changes?: readonly Change[]
  readonly news?: readonly News[]
}
/** One endpoint. `index` is a list, of which the vendor allows fewer a second. */
export interface Operation {
  readonly name: string
  readonly method: 'GET' | 'POST'
  /** After `/v2`, with `:id`. */
  readonly path: string
  readonly index?: true
  run(context: Context): Outcome
}

/** A map of the body that must be there. */
export function mapIn(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badParameter(field, 'cannot be blank')
  return value as Readonly<Record<string, unknown>>
}

/** Text that must be there. */
export function textIn(map: Readonly<Record<string, unknown>>, field: string): string {
  const value = map[field]
  if (value === undefined || value === null || value === '') throw badParameter(field, 'cannot be blank')
  if (typeof value !== 'string') throw badParameter(field, 'must be a string')
  return value
}

/** One page, newest first, as the vendor gives lists: `before_id` goes on with what is older. */
export function page<T extends { readonly id: string }>(rows: readonly T[], query: URLSearchParams, name: string): object {
  const size = Math.min(Number(query.get('page_size') ?? 20), 100)
  const before = query.get('before_id')
  const newest = rows.toReversed()
  const from = before === null ? 0 : newest.findIndex((row) => row.id === before) + 1
  return { [name]: newest.slice(from, from + size), has_more: newest.length > from + size }
}
