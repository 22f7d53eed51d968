import { evaluate as cel } from '@marcbachmann/cel-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import { evaluate, holds, type Scope } from '../../domain/expression.ts'
import { ExpressionFault } from '../../domain/fault.ts'
import { isObject, own, type Json } from '../../domain/json.ts'
import type { FunctionName, Tree } from '../../domain/plan.ts'
import { call, has, is, local, read, usd } from '../harness/plans.ts'

const scopeOver = (data: Json): Scope => ({
  zoneOffsets: [[0, 3_600_000]],
  read: (path) => path.reduce<Json | undefined>((at, name) => (isObject(at) ? own(at, name) : undefined), data),
})
const nothing = scopeOver({})
const run = (tree: Tree, data: Json = {}): Json => evaluate(tree, scopeOver(data))
const apply = (name: FunctionName, ...args: readonly Json[]): Json => run(call(name, ...args.map(is)))
const faults = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof ExpressionFault) return error.message
    throw error
  }
  return 'no fault'
}

describe('the operators and functions of expressions', () => {
  const dollars = usd('10.00')
  const eur = { amount: '1', currency: 'EUR' }
  it.each<[FunctionName, readonly Json[], Json]>([
    ['==', [1, 1], true], ['==', [usd('1'), usd('1.00')], true], ['==', [[usd('1')], [usd('1.00')]], true], ['==', [{ a: 1, b: 2 }, { b: 2, a: 1 }], true], ['==', [null, null], true],
    ['!=', ['a', 'b'], true], ['!=', [1, '1'], true],
    ['<', [1, 2], true], ['<', ['a', 'b'], true], ['<', [usd('2'), usd('10')], true], ['<=', [2, 2], true], ['>', [3, 2], true], ['>', [usd('2'), usd('10')], false], ['>=', ['b', 'a'], true],
    ['in', [2, [1, 2]], true], ['in', ['x', { x: 1 }], true], ['in', [usd('1'), [usd('1.00')]], true], ['in', [3, []], false],
    ['!', [true], false], ['neg', [5], -5], ['+', [1, 2], 3], ['+', ['a', 'b'], 'ab'], ['+', [[1], [2]], [1, 2]], ['+', [usd('1'), usd('2')], usd('3.00')],
    ['-', [1, 2], -1], ['-', [usd('1'), usd('2')], usd('-1.00')], ['*', [2, 3], 6], ['*', [dollars, 0.5], usd('5.00')], ['*', [0.5, dollars], usd('5.00')],
    ['/', [7, 2], 3.5], ['%', [7, 2], 1], ['%', [-7, 2], -1],
    ['size', ['aé😀'], 3], ['size', [[1, 2]], 2], ['size', [{ a: 1 }], 1],
    ['min', [3, 1, 2], 1], ['max', [[usd('1'), usd('3')]], usd('3')], ['max', ['a', 'b'], 'b'],
    ['round', [2.5], 3], ['round', [-2.5], -3], ['round', [1.005, 2], 1.01], ['round', [2.675, 2], 2.68], ['round', [1, 999], 1], ['round', [usd('1')], usd('1.00')],
    ['days_between', ['2026-11-01', '2026-11-20'], 19], ['days_between', ['2026-01-01', Date.UTC(2026, 0, 1, 23)], 1], ['days_between', [Date.UTC(2026, 0, 1, 22), Date.UTC(2026, 0, 1, 23)], 1], ['days_between', ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'], -1],
    ['percent_of', [dollars, 12.5], usd('1.25')], ['money', ['15.00 USD'], usd('15.00')], ['duration', ['4h'], 14_400_000], ['duration', ['90s'], 90_000], ['duration', ['10d'], 864_000_000],
    ['instant', ['2026-11-20T10:00:00Z'], Date.UTC(2026, 10, 20, 10)], ['date', ['2026-11-20'], '2026-11-20'],
    ['contains', ['parcel', 'arc'], true], ['startsWith', ['parcel', 'par'], true], ['endsWith', ['parcel', 'cel'], true],
    ['string', [5], '5'], ['string', ['a'], 'a'], ['string', [true], 'true'], ['int', ['12'], 12], ['int', [-1.9], -1], ['double', ['1.5'], 1.5],
  ])('%s of %j is %j', (name, args, result) => expect(apply(name, ...args)).toEqual(result))

  it.each<[FunctionName, readonly Json[]]>([
    ['<', [1, '2']], ['<', [null, 1]], ['<', [usd('1'), 1]], ['<', [usd('1'), { amount: '1', currency: 'EUR' }]], ['>=', [true, false]], ['in', [1, 'abc']], ['in', [1, 5]],
    ['!', ['yes']], ['!', [null]], ['neg', ['5']], ['+', [1, 'a']], ['+', [usd('1'), 1]], ['-', ['b', 'a']], ['*', [usd('1'), usd('1')]], ['*', [1e308, 10]],
    ['/', [1, 0]], ['/', [0, 0]], ['%', [1, 0]], ['size', [5]], ['size', [null]], ['min', []], ['min', [[]]], ['max', [1, 'a']], ['round', ['x']], ['round', [1e308, 12]], ['percent_of', [10, 10]],
    ['money', ['10,00 USD']], ['money', ['1e21 USD']], ['money', [5]], ['duration', ['4']], ['duration', ['-4h']], ['duration', ['1e3h']], ['duration', [4]], ['instant', ['2026-11-20']], ['instant', [null]],
    ['date', ['2026-02-30']], ['date', [20261120]], ['contains', [['a'], 'a']], ['int', ['']], ['int', ['12px']], ['int', ['0x10']], ['double', ['1e3']], ['double', ['NaN']], ['int', [null]], ['double', [true]],
  ])('%s cannot take %j', (name, args) => expect(faults(() => apply(name, ...args))).not.toBe('no fault'))

  it.each<[FunctionName, readonly Json[]]>([
    ['==', [usd('1'), eur]], ['!=', [usd('1'), eur]], ['==', [[usd('1')], [eur]]], ['==', [{ a: usd('1') }, { a: eur }]], ['in', [usd('1'), [eur]]], ['<', [usd('1'), eur]], ['+', [usd('1'), eur]], ['min', [usd('1'), eur]],
  ])('%s of two currencies is a fault and never an answer', (name, args) => expect(faults(() => apply(name, ...args))).toMatch(/^cannot put (USD and EUR|EUR and USD) together$/))

  it('says what it was given in few words, however long that is', () => expect(faults(() => apply('<', 1, 'a'.repeat(5_000))).length).toBeLessThan(300))

  it('names the operator and what it was given', () => expect(faults(() => apply('<', 1, 'a'))).toBe('"<" cannot take 1 and "a"'))
})

describe('an expression', () => {
  it('reads what is there and faults on what is not known', () => {
    expect(run(read('event.id'), { event: { id: 7 } })).toBe(7)
    expect(run(read('event.gone'), { event: { gone: null } })).toBeNull()
    expect(faults(() => run(read('event.grade'), { event: {} }))).toBe('"event.grade" is not known')
    expect(faults(() => run(local('cell')))).toBe('"cell" is not known')
    expect(run(has('event.id'), { event: { id: 0 } })).toBe(true)
    expect([run(has('event.id'), { event: { id: null } }), run(has('event.id'), {})]).toEqual([false, false])
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'length'])('finds nothing called "%s" that the data does not have', (name) => {
    expect(run(has(`event.${name}`), { event: {} })).toBe(false)
    expect(faults(() => run({ is: 'get', of: is({}), name }))).toContain('is not known')
    expect(faults(() => run({ is: 'at', of: is({}), index: is(name) }))).toContain('is not known')
    expect(faults(() => run({ is: 'get', of: is([]), name }))).toContain('is not known')
    expect(run(call('in', is(name), is({})))).toBe(false)
    expect(run({ is: 'map', entries: [{ key: name, value: is(1) }] })).toSatisfy((map: object) => Object.hasOwn(map, name) && Object.getPrototypeOf(map) === Object.prototype)
  })

  it('stops at the first part that settles it', () => {
    const unknown = read('event.unknown')
    expect(run({ is: 'and', all: [is(false), unknown] })).toBe(false)
    expect(run({ is: 'or', all: [is(true), unknown] })).toBe(true)
    expect(run({ is: 'if', test: is(true), then: is('a'), else: unknown })).toBe('a')
    expect(faults(() => run({ is: 'and', all: [is(true), unknown] }))).toContain('not known')
  })

  it('takes nothing but yes or no for a condition', () => {
    for (const value of [1, 'true', null, []]) expect(faults(() => holds(is(value), nothing))).toBe('a condition gave no yes or no')
    expect(faults(() => run({ is: 'if', test: is(1), then: is(1), else: is(2) }))).toBe('a condition gave no yes or no')
  })

  it('goes through lists, each with its own name for the item', () => {
    const items = is([1, 2, 3])
    const big: Tree = call('>', local('i'), is(1))
    const each = (how: 'all' | 'exists' | 'map' | 'filter', body: Tree): Json => run({ is: 'each', how, name: 'i', of: items, body })
    expect([each('all', big), each('exists', big), each('filter', big), each('map', call('*', local('i'), is(2)))]).toEqual([false, true, [2, 3], [2, 4, 6]])
    expect(run({ is: 'each', how: 'map', name: 'i', of: items, body: { is: 'each', how: 'exists', name: 'i', of: is([9]), body: call('==', local('i'), is(9)) } })).toEqual([true, true, true])
    expect(faults(() => run({ is: 'each', how: 'all', name: 'i', of: is({}), body: is(true) }))).toBe('"all" needs a list')
  })

  it('finds an item by its place and faults beyond the end', () => {
    const at = (index: Json): Json => run({ is: 'at', of: is(['a', 'b']), index: is(index) })
    expect(at(1)).toBe('b')
    for (const index of [2, -1, 0.5, '0', 'length', null]) expect(faults(() => at(index))).not.toBe('no fault')
  })

  it('reads an instant from text only where the type says so', () => {
    const tree: Tree = { is: 'read', path: ['event', 'at'], as: 'instant' }
    expect(run(tree, { event: { at: '2026-11-20T10:00:00Z' } })).toBe(Date.UTC(2026, 10, 20, 10))
    expect(run(tree, { event: { at: 5 } })).toBe(5)
    for (const at of ['tomorrow', null, true]) expect(faults(() => run(tree, { event: { at } }))).toContain('not an instant')
  })

  it('is stopped with a clear fault when it would take a million steps', () => {
    const thousand = is(Array.from({ length: 1000 }, (_, index) => index))
    const spent = stopwatch()
    const endless: Tree = { is: 'each', how: 'all', name: 'a', of: thousand, body: { is: 'each', how: 'all', name: 'b', of: thousand, body: call('>=', local('b'), is(0)) } }
    expect(faults(() => run(endless))).toBe('the expression takes more than 100000 steps')
    expect(spent().cpuMs).toBeLessThan(1000)
  })

  it('is stopped when its few calls are much work each', () => {
    const list = is(Array.from({ length: 5_000 }, (_, index) => `item ${index}`))
    const spent = stopwatch()
    const compares: Tree = { is: 'each', how: 'all', name: 'a', of: list, body: call('==', list, list) }
    expect(faults(() => run(compares))).toBe('the expression takes more than 100000 steps')
    const copies: Tree = { is: 'each', how: 'map', name: 'a', of: list, body: list }
    expect(faults(() => run(copies))).toBe('the expression takes more than 100000 steps')
    expect(spent().cpuMs).toBeLessThan(1000)
  })

  it('cannot fill the memory by doubling', () => {
    const doubled = (start: Json): Tree => Array.from({ length: 40 }).reduce<Tree>((tree) => ({ is: 'at', of: { is: 'each', how: 'map', name: 'x', of: { is: 'list', items: [tree] }, body: call('+', local('x'), local('x')) }, index: is(0) }), is(start))
    expect(faults(() => run(doubled('ab')))).toContain('longer than')
    expect(faults(() => run(doubled([1, 2])))).toContain('longer than')
  })
})

type Twin = { readonly tree: Tree; readonly text: string }
const number: fc.Arbitrary<Twin> = fc.integer({ min: -50, max: 50 }).map((value) => ({ tree: is(value), text: value < 0 ? `(${value}.0)` : `${value}.0` }))
const flag: fc.Arbitrary<Twin> = fc.boolean().map((value) => ({ tree: is(value), text: String(value) }))
const pair = (a: fc.Arbitrary<Twin>, b: fc.Arbitrary<Twin>, names: readonly FunctionName[]): fc.Arbitrary<Twin> =>
  fc.tuple(fc.constantFrom(...names), a, b).map(([name, x, y]) => ({ tree: call(name, x.tree, y.tree), text: `(${x.text} ${name} ${y.text})` }))

const { numeric, logical } = fc.letrec<{ numeric: Twin; logical: Twin }>((tie) => ({
  numeric: fc.oneof({ depthSize: 'small' }, number, pair(tie('numeric'), tie('numeric'), ['+', '-', '*', '/']),
    fc.tuple(tie('logical'), tie('numeric'), tie('numeric')).map(([a, b, c]) => ({ tree: { is: 'if', test: a.tree, then: b.tree, else: c.tree } as Tree, text: `(${a.text} ? ${b.text} : ${c.text})` }))),
  logical: fc.oneof({ depthSize: 'small' }, flag, pair(tie('numeric'), tie('numeric'), ['<', '<=', '>', '>=', '==', '!=']),
    tie('logical').map((a) => ({ tree: call('!', a.tree), text: `!${a.text}` })),
    fc.tuple(fc.constantFrom('and', 'or'), tie('logical'), tie('logical')).map(([word, a, b]) => ({ tree: { is: word, all: [a.tree, b.tree] } as Tree, text: `(${a.text} ${word === 'and' ? '&&' : '||'} ${b.text})` }))),
}))

/** Division by nought faults here and is infinite or an error there; only expressions with a plain answer are compared. */
function bothSay(twins: fc.Arbitrary<Twin>): number {
  let compared = 0
  fc.assert(fc.property(twins, ({ tree, text }) => {
    const theirs = attempt(() => cel(text) as unknown)
    const ours = attempt(() => run(tree))
    const plain = (typeof theirs === 'number' && Number.isFinite(theirs)) || typeof theirs === 'boolean'
    if (ours === undefined || !plain) return
    compared += 1
    if (typeof ours === 'number') expect(ours).toBeCloseTo(theirs as number, 9)
    else expect(ours).toBe(theirs)
  }), { numRuns: 300 })
  return compared
}
function attempt<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

describe('beside the library that checks expressions', () => {
  it('arithmetic gives the same', () => expect(bothSay(numeric)).toBeGreaterThan(200))
  it('comparisons and logic give the same', () => expect(bothSay(logical)).toBeGreaterThan(200))
})
