import { parse, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { compile, whole } from './organisations.ts'

type Value = null | boolean | number | string | Value[] | { [key: string]: Value }
type Way = (string | number)[]

const version = compile(whole).organisation?.version

/** Every key and list item, as the way to it. */
function waysOf(value: Value, way: Way = []): Way[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => [[...way, at], ...waysOf(item, [...way, at])])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...way, key], ...waysOf(inner, [...way, key])])
}

function changed(way: Way, change: (holder: Value[] | Record<string, Value>, key: string | number) => void): string {
  const copy = parse(whole) as Value
  let at = copy as Record<string | number, Value>
  for (const key of way.slice(0, -1)) at = at[key] as Record<string | number, Value>
  change(at as Record<string, Value>, way.at(-1)!)
  return stringify(copy)
}

const without = (way: Way) =>
  changed(way, (holder, key) => (Array.isArray(holder) ? void holder.splice(Number(key), 1) : void delete holder[key]))

const ways = waysOf(parse(whole) as Value)
const leaves = ways.filter((way) => typeof at(way) !== 'object')

function at(way: Way): Value {
  return way.reduce<Value>((value, key) => (value as Record<string | number, Value>)[key]!, parse(whole) as Value)
}

const otherwise = (value: Value): Value => {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  return `${String(value)}x`
}

function expectNoticed(text: string): void {
  const { organisation, diagnostics } = compile(text)
  if (diagnostics.length === 0) expect(organisation?.version).not.toBe(version)
  else expect(diagnostics[0]?.code).toMatch(/^SOP\d/)
}

describe('no key of the organisation file is dead', () => {
  it('accepts a file with every key', () => {
    expect(compile(whole).diagnostics).toEqual([])
    expect(version).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each(ways.map((way) => [way.join('.'), way] as const))('notices that %s is taken away', (_, way) => expectNoticed(without(way)))

  it.each(leaves.map((way) => [way.join('.'), way] as const))('notices that %s is another', (_, way) => {
    expectNoticed(changed(way, (holder, key) => void ((holder as Record<string | number, Value>)[key] = otherwise(at(way)))))
  })

  it.each(ways.filter((way) => typeof way.at(-1) === 'string').map((way) => [way.join('.'), way] as const))('notices that %s is misspelt', (_, way) => {
    expectNoticed(changed(way, (holder, key) => {
      const entries = Object.entries(holder as Record<string, Value>).map(([name, value]) => [name === key ? `${name}z` : name, value] as const)
      for (const name of Object.keys(holder)) delete (holder as Record<string, Value>)[name]
      Object.assign(holder, Object.fromEntries(entries))
    }))
  })
})
