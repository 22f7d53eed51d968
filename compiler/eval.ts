import { evaluate } from '../domain/expression.ts'
import { ExpressionFault } from '../domain/fault.ts'
import { writeInstant } from '../domain/instant.ts'
import { isObject, own } from '../domain/json.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import { isMoney, minorOf, moneyOf } from '../domain/money.ts'
import type { Tree } from '../domain/plan.ts'
import { checkExpression } from './expression/check.ts'
import { failingPart } from './expression/failing.ts'
import { dataTrouble, typeOfData } from './expression/inferred.ts'
import { NOTHING } from './expression/scope.ts'
import type { Range } from './expression/scope.ts'
import { isAny, present } from './expression/types.ts'
import type { Type } from './expression/types.ts'
import { isDate } from './literals.ts'

/** What an expression gives, or why it gives nothing. */
export type Evaluated =
  | { readonly value: Json; readonly type: string }
  | {
      readonly error: {
        /** A code of the diagnostics, of the walker's faults (`not-known` …), or `bad-data`. */
        readonly code: string
        readonly message: string
        /** Characters of the expression from 1: where the smallest part of it begins that fails by itself. */
        readonly column: number
      }
      /** What to do about it, where that is known. */
      readonly help?: string
    }

interface Problem {
  readonly code: string
  readonly message: string
  readonly range: Range
  readonly help: string | undefined
}

/**
 * Checks and walks one expression as a SOP's would be. The types of the data are read off it; its top-level keys are the names that the
 * expression may read. Never throws, whatever either of them holds.
 */
export function evaluateOver(expression: string, data: Json, zoneOffsets: readonly (readonly [number, number])[] = [[0, 0]]): Evaluated {
  const trouble = isObject(data) ? dataTrouble(data) : 'the data is not a JSON object with a key for every name'
  if (trouble !== undefined || !isObject(data)) return failed('bad-data', trouble ?? '')
  const problems: Problem[] = []
  const parts = new Map<Tree, Range>()
  const roots = new Map(Object.entries(data).map(([name, value]) => [name, typeOfData(value)]))
  const typed = checkExpression(
    expression,
    { ...NOTHING, roots, inferred: true },
    { problem: (code, message, range, help) => problems.push({ code, message, range, help }), read: () => {}, part: (tree, range) => void parts.set(tree, range) },
  )
  const first = problems.reduce<Problem | undefined>((best, each) => (best && best.range.start <= each.range.start ? best : each), undefined)
  if (first) return failed(first.code, first.message, first.range.start + 1, first.help)
  if (!typed) return failed('SOP411', 'this expression cannot be read')
  const scope = { zoneOffsets, read: (path: readonly string[]) => lookUp(data, path) }
  const place = (message: string): number => (failingPart(typed.tree, parts, scope, message)?.start ?? 0) + 1
  return guarded(place, () => {
    const value = evaluate(typed.tree, scope)
    if (value === null) throw new ExpressionFault('the value is not known', 'not-known')
    const type = isAny(typed.type) ? typeOfData(value) : present(typed.type)
    return { value: shown(value, type), type: wordOf(type, value) }
  })
}

function failed(code: string, message: string, column = 1, help?: string): Evaluated {
  return { error: { code, message, column }, ...(help === undefined ? {} : { help }) }
}

function guarded(columnOf: (message: string) => number, run: () => Evaluated): Evaluated {
  try {
    return run()
  } catch (fault) {
    if (fault instanceof ExpressionFault) return failed(fault.kind, fault.message, columnOf(fault.message))
    throw fault
  }
}

const lookUp = (data: JsonObject, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((at, name) => (isObject(at) ? own(at, name) : undefined), data)

/** The latest instant that has a date. */
const LATEST_MS = 8.64e15

/** Instants are milliseconds inside and text outside; amounts have all their places. */
function shown(value: Json, type: Type): Json {
  const plain = present(type)
  if (plain === 'instant' && typeof value === 'number') {
    if (Math.abs(value) > LATEST_MS) throw new ExpressionFault('the instant is beyond all calendars')
    return writeInstant(value)
  }
  if (isMoney(value)) return { ...moneyOf(minorOf(value.amount, value.currency) ?? 0n, value.currency) }
  if (typeof plain !== 'object') return value
  if ('list' in plain && Array.isArray(value)) return value.map((item: Json) => shown(item, plain.list))
  if (!('map' in plain) || !isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner, own(plain.map, name) ?? 'any')]))
}

/** One word of the language's list of types. */
function wordOf(type: Type, value: Json): string {
  const plain = present(type)
  if (plain === 'any') return typeof value === 'string' ? (isDate(value) ? 'date' : 'text') : Array.isArray(value) ? 'list' : 'map'
  if (typeof plain === 'string') return plain
  return 'choose' in plain ? 'text' : 'list' in plain ? 'list' : 'map'
}
