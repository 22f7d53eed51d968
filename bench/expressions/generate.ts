import type { Json } from '../../domain/json.ts'

/** What generated expressions read. */
export const DATA: Readonly<Record<string, Json>> = {
  event: { a: 3, b: -2.5, name: 'parcel', note: '', flag: true, tags: ['a', 'b', 'c'], nothing: null, at: '2026-11-20T10:00:00Z', day: '2026-11-20', cost: { amount: '80.00', currency: 'USD' }, other: { amount: '8.00', currency: 'EUR' } },
  lines: Array.from({ length: 40 }, (_, at) => ({ n: at, sku: `s${at}`, deep: { list: [at, at + 1] } })),
  facts: { order: { id: 'O-1', value: { amount: '15.00', currency: 'USD' }, tags: ['x'] } },
  limit: 30,
}

type Numbers = () => number
const pick = <T>(next: Numbers, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T

/** A well-typed expression in the language that CEL and SOPs share, over no data: numbers, text, lists and logic. */
export function sharedExpression(next: Numbers, depth = 3): string {
  return pick(next, [number, logical, logical, text])(next, depth, [])
}

type Make = (next: Numbers, depth: number, names: readonly string[]) => string

const number: Make = (next, depth, names) => {
  if (depth <= 0) return names.length > 0 && next() < 0.5 ? pick(next, names) : `${(next() * 200 - 100).toFixed(Math.floor(next() * 3) + 1)}`.replace(/^(-.*)$/, '($1)')
  return pick<() => string>(next, [
    () => `(${number(next, depth - 1, names)} ${pick(next, ['+', '-', '*'])} ${number(next, depth - 1, names)})`,
    () => `(${number(next, depth - 1, names)} / ${pick(next, ['2.0', '4.0', '0.5'])})`,
    () => `(${logical(next, depth - 1, names)} ? ${number(next, depth - 1, names)} : ${number(next, depth - 1, names)})`,
    () => `-${number(next, 0, names)}`,
    () => number(next, 0, names),
  ])()
}

const word: Make = (next) => `"${Array.from({ length: Math.floor(next() * 4) }, () => pick(next, [...'abcAB 1'])).join('')}"`

const text: Make = (next, depth, names) =>
  depth <= 0 ? word(next, 0, names) : next() < 0.5 ? `(${text(next, depth - 1, names)} + ${word(next, 0, names)})` : `(${logical(next, depth - 1, names)} ? ${word(next, 0, names)} : ${text(next, depth - 1, names)})`

const list: Make = (next, depth, names) => {
  const items = `[${Array.from({ length: 1 + Math.floor(next() * 4) }, () => number(next, 0, names)).join(', ')}]`
  if (depth <= 0) return items
  const name = `v${names.length}`
  return pick<() => string>(next, [
    () => `(${items} + ${list(next, depth - 1, names)})`,
    () => `${items}.map(${name}, ${number(next, depth - 1, [...names, name])})`,
    () => `${items}.filter(${name}, ${logical(next, depth - 1, [...names, name])})`,
    () => items,
  ])()
}

const SIGNS = ['<', '<=', '>', '>=', '==', '!=']

const logical: Make = (next, depth, names) => {
  if (depth <= 0) return pick(next, ['true', 'false'])
  const name = `v${names.length}`
  return pick<() => string>(next, [
    () => `(${logical(next, depth - 1, names)} ${pick(next, ['&&', '||'])} ${logical(next, depth - 1, names)})`,
    () => `!${logical(next, depth - 1, names)}`,
    () => `(${number(next, depth - 1, names)} ${pick(next, SIGNS)} ${number(next, depth - 1, names)})`,
    () => `(${text(next, depth - 1, names)} ${pick(next, SIGNS)} ${text(next, depth - 1, names)})`,
    () => `(${list(next, depth - 1, names)} ${pick(next, ['==', '!='])} ${list(next, depth - 1, names)})`,
    () => `(${number(next, 0, names)} in ${list(next, depth - 1, names)})`,
    () => `${list(next, 0, names)}.${pick(next, ['all', 'exists'])}(${name}, ${logical(next, depth - 1, [...names, name])})`,
    () => `${text(next, depth - 1, names)}.${pick(next, ['contains', 'startsWith', 'endsWith'])}(${word(next, 0, names)})`,
    () => `(size(${next() < 0.5 ? text(next, depth - 1, names) : list(next, depth - 1, names)}) ${pick(next, SIGNS)} ${Math.floor(next() * 6)})`,
  ])()
}

const PIECES = [
  'event', 'event.a', 'event.b', 'event.name', 'event.tags', 'event.nothing', 'event.at', 'event.day', 'event.cost', 'event.other', 'lines', 'lines[0]', 'lines[39].deep.list', 'facts.order.value', 'limit', 'missing.thing',
  'constructor', '__proto__', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'globalThis', 'process.env', 'require("fs")', 'this', 'Function("return 1")()', 'eval("1")', 'import("x")', 'new Date()', '`${1}`', 'x => x', 'Math.max(1)',
  '.constructor', '.__proto__', '["constructor"]', '["__proto__"]', '.call(1)', '.apply', '.bind()', '.length', '[0]', '[-1]', '[99999999]', '["a"]',
  '.map(x, x)', '.map(x, x + x)', '.filter(x, x > 1)', '.all(x, true)', '.exists(x, x == 1)', '.map(x, lines)', '.all(x, lines.all(y, lines.all(z, true)))', '.matches("(a+)+$")', '.contains("a")', '.startsWith("")', '.size()',
  'has(event.a)', 'has(event.__proto__)', 'size(lines)', 'min(1, 2)', 'max(event.tags)', 'round(2.5)', 'round(1.005, 2)', 'duration("4h")', 'duration("999999d")', 'instant("2026-11-20T10:00:00Z")', 'date("2026-02-30")', 'money("1.00 USD")', 'money("1 XXX")',
  'percent_of(event.cost, 10)', 'days_between(event.at, event.at)', 'string(event.a)', 'int("12")', 'double("1e3")', 'dyn(1)', 'type(1)', 'timestamp("x")', 'bytes("a")', 'b"abc"', 'r"\\d"', '1u', '0x1F', '1e308', '9223372036854775807', '9007199254740993', '"\\u0000"', '"\\ud800"', "'''", '"""',
  '1', '0', '2.5', '"a"', 'true', 'false', 'null', '[]', '{}', '[1, 2]', '{"a": 1}', '{"__proto__": 1}', '{1: 2}', '+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', '!', '?', ':', 'in', '.', ',', '(', ')', '[', ']', '{', '}', '"', '\\', ';', '=', '#', '//', '\u0000', '😀', '\u2028', ' ', '\n',
]

/** Text that an enemy or a tired author may write where an expression stands; about every third can be read. */
export function wildExpression(next: Numbers): string {
  const style = next()
  if (style < 0.05) return '('.repeat(Math.floor(next() * 3_000)) + pick(next, PIECES)
  if (style < 0.1) return Array.from({ length: Math.floor(next() * 1_500) }, () => pick(next, ['1', 'limit', 'event.a'])).join(pick(next, ['+', ' && ', '==', '*']))
  if (style < 0.55) return typedWild(next, 3)
  return Array.from({ length: 1 + Math.floor(next() * 8) }, () => pick(next, PIECES)).join(pick(next, ['', ' ']))
}

/** Grammatical, and often of the wrong type. */
function typedWild(next: Numbers, depth: number): string {
  if (depth <= 0) return pick(next, PIECES.slice(0, 16))
  const inner = (): string => typedWild(next, depth - 1)
  return pick<() => string>(next, [
    () => `(${inner()} ${pick(next, ['+', '-', '*', '/', '%', ...SIGNS, '&&', '||', 'in'])} ${inner()})`,
    () => `${inner()}${pick(next, PIECES.slice(34, 59))}`,
    () => `(${inner()} ? ${inner()} : ${inner()})`,
    () => `${pick(next, ['size', 'min', 'max', 'round', 'string', 'int', 'double', 'has', 'money', 'duration', 'instant', 'date', 'days_between', 'percent_of'])}(${inner()}${next() < 0.3 ? `, ${inner()}` : ''})`,
    () => `[${inner()}, ${inner()}]`, () => `{"k": ${inner()}}.k`, () => `!${inner()}`, () => `-${inner()}`, () => pick(next, PIECES), inner,
  ])()
}
