import { Composer, isMap, isPair, isScalar, isSeq, Parser } from 'yaml'
import type { Document, Pair, ParsedNode, Scalar } from 'yaml'
import type { Json, JsonObject } from '../domain/json.ts'
import { guard } from './guard.ts'
import { createPlaces, idWithin } from './places.ts'
import type { Path, PlaceId, Places } from './places.ts'
import type { Report } from './report.ts'
import type { SourceFile } from './source.ts'
import { reportYaml } from './yaml-errors.ts'

/** A YAML text as plain JSON, with the place of every value. */
export interface Parsed {
  readonly source: SourceFile
  readonly value: Json
  readonly places: Places
}

/** Guards, then parses YAML 1.2 core. Nothing comes back when the text is refused; every complaint has its place. */
export function parseYaml(source: SourceFile, report: Report): Parsed | undefined {
  const tokens = guard(source, report)
  if (!tokens) return undefined
  const document = compose(tokens, source)
  reportYaml(document.errors, source, report)
  if (report.failed) return undefined
  const root = document.contents
  if (root === null) {
    report.add('SOP110', 'the file is empty', { start: 0, end: 0 }, beginningOf(source.path))
    return undefined
  }
  const places = createPlaces(source)
  const value = createReader(source, report, places).read(root, [], '')
  return report.failed ? undefined : { source, value, places }
}

/** What a file of this name begins with. */
function beginningOf(path: string): string {
  if (/\.test\.ya?ml$/.test(path)) return 'write "scenarios:" and under it at least one scenario, or remove the file; docs/sop-language.md shows one'
  if (/(^|[\\/])organisation\.ya?ml$/.test(path)) return 'write the organisation here; docs/organisation.md shows a complete one'
  return 'write the SOP here; docs/sop-language.md shows a complete one'
}

/** What the guard has taken apart is put together from its tokens, so that no text is taken apart twice. */
function compose(tokens: readonly string[], { text }: SourceFile): Document.Parsed<ParsedNode> {
  const composer = new Composer<ParsedNode>({ version: '1.2', schema: 'core', uniqueKeys: false, merge: false, prettyErrors: false, logLevel: 'silent' })
  const [document] = composer.compose(partsOf(tokens), true, text.length)
  if (!document) throw new Error('a text without a document')
  return document
}

function* partsOf(tokens: readonly string[]) {
  const parser = new Parser()
  for (const token of tokens) yield* parser.next(token)
  yield* parser.end()
}

function createReader(source: SourceFile, report: Report, places: Places) {
  function read(node: ParsedNode, path: Path, id: PlaceId): Json {
    places.value(id, node)
    if (isMap(node)) return map(node.items, path, id)
    if (isSeq(node)) return list(node.items, path, id)
    return isScalar(node) ? scalar(node) : null
  }

  function list(items: readonly ParsedNode[], path: Path, id: PlaceId): Json {
    return items.map((item, index) => (isPair(item) ? null : read(item, [...path, index], idWithin(path, id, index))))
  }

  function map(pairs: readonly Pair<ParsedNode, ParsedNode | null>[], path: Path, id: PlaceId): JsonObject {
    const entries = new Map<string, Json>()
    for (const pair of pairs) {
      const key = keyOf(pair.key)
      if (key === undefined) continue
      if (entries.has(key)) {
        const isNewItem = typeof path.at(-1) === 'number' && entries.keys().next().value === key
        report.add('SOP106', `the key "${key}" stands here twice`, spanOf(pair.key), isNewItem ? 'begin another item of the list here with "- ", or remove one of them' : 'remove one of them')
        // The keys of an item without its dash would all be there twice.
        if (isNewItem) break
        continue
      }
      const inner = idWithin(path, id, key)
      places.key(inner, pair.key)
      entries.set(key, pair.value === null ? null : read(pair.value, [...path, key], inner))
    }
    return Object.fromEntries(entries)
  }

  function keyOf(key: ParsedNode): string | undefined {
    const value = isScalar(key) ? key.value : undefined
    if (typeof value === 'string' && value !== '__proto__') return value
    if (typeof value === 'number' || typeof value === 'boolean') return (key as Scalar).source ?? String(value)
    const isTemplate = source.text[(key.range[0] ?? 0) - 1] === '{'
    report.add('SOP108', 'a key must be a plain name', spanOf(key), isTemplate ? 'write the expression alone; {{ … }} stands inside texts' : 'quote it if the braces or brackets belong to text')
    return undefined
  }

  function scalar(node: Scalar): Json {
    const value = node.value
    if (node.type === 'PLAIN' && /^[^\s#]/.test(node.comment ?? ''))
      report.add('SOP111', `what follows "#" is a comment, so this says "${String(node.source)}" alone`, spanOf(node), 'quote the whole text, or put a space after "#" if it is a comment')
    if (typeof value === 'number' && (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))) {
      report.add('SOP109', `the number "${node.source ?? value}" cannot be kept exactly`, spanOf(node), 'quote it if it is an identifier')
      return null
    }
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
  }

  return { read }
}

function spanOf(node: { readonly range?: readonly [number, number, number] | null | undefined }): { start: number; end: number } {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 }
}
