import { badParameter, missing } from '../errors.ts'
import type { Specs, Values } from '../params.ts'

/** What every list takes. */
export const listParams: Specs = { limit: 'whole', starting_after: 'text', ending_before: 'text', expand: 'texts' }

/** A page of a list, the newest first; `rows` in the order in which they were made. */
export function page<T extends { readonly id: string }>(rows: readonly T[], params: Values, url: string): object {
  const limit = params['limit'] === undefined ? 10 : Number(params['limit'])
  if (limit < 1 || limit > 100) throw badParameter('limit', 'This value must be between 1 and 100.', 'parameter_invalid_integer')
  const newest = [...rows].reverse()
  const after = params['starting_after']
  const from = after === undefined ? 0 : newest.findIndex((row) => row.id === after) + 1
  if (after !== undefined && from === 0) throw missing('object', String(after), 'starting_after', 400)
  return { object: 'list', data: newest.slice(from, from + limit), has_more: newest.length > from + limit, url }
}

/** The pairs of `metadata['name']:'value' AND …`, the part of the vendor's search language that is known here. */
export function searched(query: string): readonly (readonly [name: string, value: string])[] {
  const clause = /metadata\[(['"])((?:\\.|(?!\1).)*)\1\]\s*:\s*(['"])((?:\\.|(?!\3).)*)\3/y
  const found: (readonly [string, string])[] = []
  for (;;) {
    const match = clause.exec(query)
    if (match === null) throw badParameter('query', `We were unable to parse your search query: ${query}`)
    found.push([unescaped(match[2] ?? ''), unescaped(match[4] ?? '')])
    if (clause.lastIndex === query.length) return found
    const and = /\s+AND\s+/y
    and.lastIndex = clause.lastIndex
    if (!and.test(query)) throw badParameter('query', `We were unable to parse your search query: ${query}`)
    clause.lastIndex = and.lastIndex
  }
}

const unescaped = (text: string): string => text.replace(/\\(.)/g, '$1')
