import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { editorSchema, FILE_KINDS } from '../../compiler/json-schema.ts'
import type { FileKind } from '../../compiler/json-schema.ts'
import { MetricsDocument } from '../../compiler/schema/metrics.ts'
import { OrganisationDocument } from '../../compiler/schema/organisation.ts'
import { ScenariosDocument } from '../../compiler/schema/scenario.ts'
import { SopDocument } from '../../compiler/schema/sop.ts'
import { sop } from '../cli/io.ts'
import { fitsSchema } from './json-schema.ts'

const project = join(import.meta.dirname, '../..')
/** `npm run docs:fix` rewrites the files of docs/schema. */
const update = process.env['UPDATE_GOLDEN'] === '1'

const schemas = Object.fromEntries(FILE_KINDS.map((kind) => [kind, editorSchema(kind)])) as Record<FileKind, Record<string, unknown>>
const documents = { sop: SopDocument, organisation: OrganisationDocument, scenarios: ScenariosDocument, metrics: MetricsDocument }
const kindOf = (file: string, text: string): FileKind => (file.endsWith('.test.yaml') ? 'scenarios' : /^organisation:/m.test(text) ? 'organisation' : /^metrics:/m.test(text) ? 'metrics' : 'sop')

const yamlIn = (folder: string): string[] => readdirSync(join(project, folder)).filter((file) => file.endsWith('.yaml')).map((file) => `${folder}/${file}`)
const shipped = yamlIn('sops')
const examples = [...shipped, ...yamlIn('test/compiler/fixtures'), ...yamlIn('test/compiler/fixtures/complete')].map((file) => {
  const text = readFileSync(join(project, file), 'utf8')
  return { file, kind: kindOf(file, text), value: parse(text) as unknown }
})

describe('what editors are told', () => {
  it.each(FILE_KINDS)('stands in docs/schema/%s.json as the compiler has it', (kind) => {
    const path = join(project, `docs/schema/${kind}.json`)
    const text = `${JSON.stringify(schemas[kind], null, 2)}\n`
    if (update) writeFileSync(path, text)
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text)
  })

  it('is printed by sop schema', async () => {
    for (const kind of FILE_KINDS) expect(JSON.parse((await sop(['schema', kind])).out)).toEqual(schemas[kind])
    expect((await sop(['schema'])).out).toBe((await sop(['schema', 'sop'])).out)
    expect((await sop(['schema', 'recipe'])).code).toBe(2)
  })

  it.each(shipped)('is named in the first line of %s', (file) => {
    const text = readFileSync(join(project, file), 'utf8')
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? []
    expect(basename(path)).toBe(`${kindOf(file, text)}.json`)
    expect(existsSync(join(project, dirname(file), path))).toBe(true)
  })

  it.each(examples)('lets $file through', ({ kind, value }) => expect(fitsSchema(schemas[kind], value)).toBe(true))

  it('tells the kinds of a step apart by their keys', () => {
    const steps = (schemas.sop['$defs'] as Record<string, unknown>)
    expect(Object.keys(steps).filter((name) => /^step\.[a-z]+$/.test(name))).toEqual(['step.action', 'step.call', 'step.decide', 'step.each', 'step.message', 'step.parallel', 'step.task', 'step.wait'])
  })
})

type Value = null | boolean | number | string | Value[] | { [key: string]: Value }
interface Mutant {
  readonly what: string
  readonly kind: FileKind
  readonly make: () => Value
}

const ODD: readonly Value[] = [{ odd: 1 }, [[]], 12_345, null, true, 'Not A Name!', '5', '', []]

/** Every key of every example renamed, taken away, or given a value of another form. */
function mutants(): Mutant[] {
  return examples.flatMap(({ file, kind, value }) =>
    waysOf(value as Value).flatMap((way) => {
      const last = way.at(-1)
      const changes: [string, (holder: Record<string | number, Value>, key: string | number) => void][] = [
        ['gone', (holder, key) => (Array.isArray(holder) ? void holder.splice(Number(key), 1) : void delete holder[key])],
        ...ODD.map((odd): (typeof changes)[number] => [JSON.stringify(odd), (holder, key) => void (holder[key] = odd)]),
        ...(typeof last === 'string' ? [['misspelt', (holder, key) => { holder[`${key}_x`] = holder[key]!; delete holder[key] }] as (typeof changes)[number]] : []),
      ]
      return changes.map(([how, change]) => ({ what: `${file} ${way.join('.')} ${how}`, kind, make: () => changed(value as Value, way, change) }))
    }),
  )
}

function waysOf(value: Value, way: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => [[...way, at], ...waysOf(item, [...way, at])])
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...way, key], ...waysOf(inner, [...way, key])])
}

function changed(value: Value, way: readonly (string | number)[], change: (holder: Record<string | number, Value>, key: string | number) => void): Value {
  const copy = structuredClone(value)
  let at = copy as Record<string | number, Value>
  for (const key of way.slice(0, -1)) at = at[key] as Record<string | number, Value>
  change(at, way.at(-1)!)
  return copy
}

describe('a file with one thing changed', () => {
  const all = mutants()
  const drawn = all.filter((_, at) => at % Math.ceil(all.length / 1_500) === 0).map(({ make, ...mutant }) => ({ ...mutant, value: make() }))

  it('is refused by the schema exactly when the compiler refuses its shape', { timeout: 60_000 }, () => {
    const verdicts = drawn.map(({ what, kind, value }) => ({ what, compiler: documents[kind].safeParse(value).success, editor: fitsSchema(schemas[kind], value) }))
    expect(verdicts.filter((each) => each.compiler && !each.editor).map((each) => each.what)).toEqual([])
    expect(verdicts.filter((each) => !each.compiler && each.editor).map((each) => each.what)).toEqual([])
    expect(verdicts.filter((each) => !each.compiler).length).toBeGreaterThan(600)
  })
})
