import { parse, stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { fixture, world } from './world.ts'

type Value = null | boolean | number | string | Value[] | { [key: string]: Value }

const rich = fixture('rich.yaml')
const compile = (text: string, name = 'rich') => compileSop(sourceFile(`${name}.yaml`, text), world)
/** SOPs that have every key between them. Waiting for both of two branches is what is done without the key as well, though not the same. */
const texts = new Map([
  ['rich', rich],
  ['lines', fixture('lines.yaml').replace('wait_for: all', 'wait_for: 2')],
  ['pay-back', fixture('pay-back.yaml')],
])

/** Every key in the document, as the way to it. */
function pathsOf(value: Value, path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return value.flatMap((item, at) => pathsOf(item, [...path, at]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsOf(inner, [...path, key])])
}

function without(text: string, path: (string | number)[]): string {
  const copy = parse(text) as Value
  let at = copy as Record<string | number, Value>
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, Value>
  delete at[path.at(-1)!]
  return stringify(copy)
}

describe('no key of the language is dead', () => {
  it.each([...texts])('accepts all that stands in %s', (name, text) => {
    expect(compile(text, name).diagnostics).toEqual([])
  })

  it.each([...texts].flatMap(([name, text]) => pathsOf(parse(text) as Value).map((path) => [name, path.join('.'), path] as const)))(
    'changes the Plan of %s or is missed when %s is taken away',
    (name, _, path) => {
      const text = texts.get(name)!
      const { plan, diagnostics } = compile(without(text, path), name)
      if (diagnostics.length === 0) expect(plan?.version).not.toBe(compile(text, name).plan?.version)
      else expect(diagnostics[0]?.code).toMatch(/^SOP/)
    },
  )
})
