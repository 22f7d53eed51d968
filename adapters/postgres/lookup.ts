import { createHash } from 'node:crypto'
import { canonical, isObject } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { Subscription } from '../../domain/state.ts'
import { storable } from './database.ts'

/** An index holds short texts only; a longer value is looked up by its hash. */
const LONGEST_VALUE = 200
/** Far more than anybody waits for; an event with more is looked up by its first ones. */
const MOST_FIELDS = 64
const DEEPEST = 4

/** A subscription as the table keeps it. */
export const subscriptionRow = ({ id, event, field, value, since }: Subscription) =>
  ({ id, event, field: storable(field), value: lookupValue(value), since: Math.floor(since) })

/** The values by which an event can be waited for: every plain field, by its path. */
export const lookupRows = (fields: JsonObject): readonly { readonly field: string; readonly value: string }[] =>
  leaves(fields, [], []).slice(0, MOST_FIELDS).map(({ path, value }) => ({ field: storable(path.join('.')), value: lookupValue(canonical(value)) }))

const lookupValue = (text: string): string =>
  text.length <= LONGEST_VALUE && storable(text) === text ? text : `sha256:${createHash('sha256').update(text).digest('hex')}`

interface Leaf {
  readonly path: readonly string[]
  readonly value: Json
}

function leaves(value: Json, path: readonly string[], found: Leaf[]): readonly Leaf[] {
  if (isObject(value)) {
    if (path.length < DEEPEST) for (const [name, inner] of Object.entries(value)) leaves(inner, [...path, name], found)
  } else if (value !== null && !Array.isArray(value)) found.push({ path, value })
  return found
}
