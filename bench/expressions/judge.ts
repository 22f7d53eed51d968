import { evaluate as cel } from '@marcbachmann/cel-js'
import { evaluateOver } from '../../compiler/eval.ts'
import { stopwatch } from '../numbers.ts'
import { DATA } from './generate.ts'

/** More CPU than this is more than the budget of an expression allows for. */
export const BUDGET_MS = 1_000

/** What happened with one expression. An escape is anything but plain data or an answer of ours. */
export interface Verdict {
  readonly escape: string | undefined
  readonly cpuMs: number
  readonly value: boolean
}

/** Checks and walks an expression over the shared data. */
export function judgeExpression(expression: string): Verdict {
  const spent = stopwatch()
  try {
    const said = evaluateOver(expression, DATA)
    const { cpuMs } = spent()
    if ('error' in said) {
      const { code, message, column } = said.error
      const odd = !/^(SOP\d{3}|[a-z]+-[a-z]+)$/.test(code) || message === '' || !Number.isInteger(column) || column < 1
      return { escape: odd ? `no proper error: ${JSON.stringify(said.error)}` : undefined, cpuMs, value: false }
    }
    return { escape: isPlain(said.value) ? undefined : 'a value that is no plain data', cpuMs, value: true }
  } catch (error) {
    return { escape: `threw ${String(error).slice(0, 200)}`, cpuMs: spent().cpuMs, value: false }
  }
}

const PLAIN: readonly unknown[] = [Object.prototype, Array.prototype]

function isPlain(value: unknown): boolean {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return true
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'object' && PLAIN.includes(Object.getPrototypeOf(value)) && Object.values(value).every(isPlain)
}

/** Everything that code could have changed about the language it runs in, as one text. */
export function globals(): string {
  const prototypes = [Object, Array, Function, String, Number, Boolean, RegExp, Map, Set, Promise, Error, Date, BigInt].map((each) => each.prototype as object)
  const shapes = [globalThis, ...prototypes, Object, Array, JSON, Math, Reflect].map((each) => Reflect.ownKeys(each).map(String).join())
  const frozen = [Object.prototype.toString, Array.prototype.map, Array.prototype.join, JSON.parse, JSON.stringify].map((each) => each.toString())
  return JSON.stringify([shapes, frozen, Object.keys(process.env), DATA])
}

/** Where the library and our walker give different answers to an expression of the language that both know; undefined where they agree. */
export function difference(expression: string): string | undefined {
  const theirs = asJson(cel(expression))
  const said = evaluateOver(expression, {})
  const ours = 'error' in said ? `error ${said.error.code}: ${said.error.message}` : JSON.stringify(said.value)
  return ours === theirs ? undefined : `${expression}: ours ${ours}, theirs ${theirs}`
}

const asJson = (value: unknown): string => JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? Number(inner) : inner))
