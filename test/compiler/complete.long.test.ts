import { parse, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { complete, completeOrganisation, completeWorld } from './complete-world.ts'

type Value = null | boolean | number | string | Value[] | { [key: string]: Value }
type Way = readonly (string | number)[]

const NAMES = ['refund-approval', 'returns-standard'] as const
type Name = (typeof NAMES)[number]

const DOCUMENTS = Object.fromEntries(NAMES.map((name) => [name, parse(complete(`${name}.yaml`)) as Value])) as Record<Name, Value>

const compile = (name: Name, text = complete(`${name}.yaml`)) => compileSop(sourceFile(`${name}.yaml`, text), completeWorld)

/** Every key and list item in the document, as the way to it. */
function waysOf(value: Value, way: Way = []): Way[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => [[...way, at], ...waysOf(item, [...way, at])])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...way, key], ...waysOf(inner, [...way, key])])
}

/** The document with what stands at `way` changed. */
function changed(name: Name, way: Way, change: (holder: Record<string | number, Value>, key: string | number) => void): string {
  const copy = structuredClone(DOCUMENTS[name])
  let at = copy as Record<string | number, Value>
  for (const key of way.slice(0, -1)) at = at[key] as Record<string | number, Value>
  change(at, way.at(-1)!)
  return stringify(copy)
}

const remove = (holder: Record<string | number, Value>, key: string | number): void => {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

/** Another value that may well be as right: another number, the other truth, other words. */
function vary(holder: Record<string | number, Value>, key: string | number): void {
  const value = holder[key]
  if (typeof value === 'number') holder[key] = value + 1
  else if (typeof value === 'boolean') holder[key] = !value
  else if (typeof value === 'string') holder[key] = /^\d/.test(value) ? value.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)) : `${value} x`
}

/** What the example writes out although it would be so anyway. */
const USUAL = ['steps.0.on.skipped', 'steps.8.wait_for']

const isPlain = (name: Name, way: Way): boolean => {
  const value = way.reduce<unknown>((of, key) => (of as Record<string | number, unknown>)[key], DOCUMENTS[name])
  return typeof value !== 'object'
}

describe('the complete example of the language', () => {
  it('has an organisation that nothing is wrong with', () => {
    expect(completeOrganisation.diagnostics).toEqual([])
  })

  it.each(NAMES)('compiles %s without a word', (name) => {
    const { plan, diagnostics } = compile(name)
    expect(diagnostics).toEqual([])
    expect(plan?.sop).toBe(name)
  })

  const ways = NAMES.flatMap((name) => waysOf(DOCUMENTS[name]).map((way) => [name, way.join('.'), way] as const))
  const versions = Object.fromEntries(NAMES.map((name) => [name, compile(name).plan?.version]))

  it.each(ways.filter(([, way]) => !USUAL.includes(way)))('of %s misses %s when it is taken away, or becomes another procedure', (name, _, way) => {
    const { plan, diagnostics } = compile(name, changed(name, way, remove))
    if (diagnostics.length === 0) expect(plan?.version).not.toBe(versions[name])
  })

  it.each(ways.filter(([name, , way]) => isPlain(name, way)))('of %s notices another value of %s', (name, _, way) => {
    const { plan, diagnostics } = compile(name, changed(name, way, vary))
    if (diagnostics.length === 0) expect(plan?.version).not.toBe(versions[name])
  })
})
