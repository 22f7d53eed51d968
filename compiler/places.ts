import { isScalar } from 'yaml'
import type { ParsedNode } from 'yaml'
import { offsetsOf } from './scalar-offsets.ts'
import type { SourceFile, Span } from './source.ts'

/** Keys and indices from the top of a document to a value. */
export type Path = readonly PropertyKey[]

/** A path as one text; that of the top is empty. */
export type PlaceId = string

/** Where each value of a document stands in its text. */
export interface Places {
  value(id: PlaceId, node: ParsedNode): void
  key(id: PlaceId, node: ParsedNode): void
  /** The value at `path`; when it is missing, the key of the nearest thing around it. */
  span(path: Path): Span
  /** The key at `path`, or its value where there is no key (list items). */
  keySpan(path: Path): Span
  has(path: Path): boolean
  /** The place in the text of a stretch of a scalar's value: the exact column inside plain, quoted and block scalars. */
  within(path: Path, from: number, to: number): Span
}

/** An empty map of places; the parser fills it. */
export function createPlaces(source: SourceFile): Places {
  const values = new Map<string, ParsedNode>()
  const keys = new Map<string, ParsedNode>()

  function outward(path: Path): Span {
    for (let depth = path.length; depth >= 0; depth--) {
      const id = idOf(path.slice(0, depth))
      const node = depth === path.length ? (values.get(id) ?? keys.get(id)) : (keys.get(id) ?? values.get(id))
      if (node) return spanOf(node, source)
    }
    return { start: 0, end: 0 }
  }

  return {
    value: (id, node) => void values.set(id, node),
    key: (id, node) => void keys.set(id, node),
    span: outward,
    keySpan: (path) => {
      const key = keys.get(idOf(path))
      return key ? spanOf(key, source) : outward(path)
    },
    has: (path) => values.has(idOf(path)) || keys.has(idOf(path)),
    within: (path, from, to) => {
      const node = values.get(idOf(path))
      if (!isScalar(node) || typeof node.value !== 'string') return outward(path)
      const offsets = offsetsOf(source.text, node)
      const last = offsets.at(-1) ?? 0
      const start = offsets[from] ?? last
      return { start, end: Math.max(start, to > from ? (offsets[to - 1] ?? last - 1) + 1 : start) }
    },
  }
}

const idOf = (path: Path): PlaceId => path.map(String).join('\u0000')

/** The id of what stands under `key` in what `path` and `id` name. */
export const idWithin = (path: Path, id: PlaceId, key: string | number): PlaceId => (path.length === 0 ? String(key) : `${id}\u0000${key}`)

/** A collection is pointed at by its first line; the whole of it would underline half the file. */
function spanOf(node: ParsedNode, source: SourceFile): Span {
  const [start, end] = node.range
  if (isScalar(node)) return { start, end }
  const newline = source.text.indexOf('\n', start)
  return { start, end: newline < 0 ? end : Math.min(end, newline) }
}
