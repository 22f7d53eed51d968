import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { compileSop } from '../../compiler/compile.ts'
import type { World } from '../../compiler/context.ts'
import { renderDiagnostic } from '../../compiler/diagnostics.ts'
import type { Diagnostic } from '../../compiler/diagnostics.ts'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import type { SourceFile } from '../../compiler/source.ts'
import { spentOn, type Spent } from '../numbers.ts'
import type { FuzzInput } from './inputs.ts'
import { ORGANISATION, sopOfLines } from './sops.ts'

/** More CPU than this is as bad as a crash for whoever waits. */
export const PATIENCE_MS = 2_000

/** A longer file costs more time and breaks in no other way. */
const LONGEST_SEED = 10_000

/** The shipped files, long ones left out, and a generated SOP, to be mutated. */
export function seedFiles(projectFolder: string): readonly FuzzInput[] {
  const sops = join(projectFolder, 'sops')
  const shipped = readdirSync(sops).filter((file) => file.endsWith('.yaml')).map((path) => ({ path, text: readFileSync(join(sops, path), 'utf8') }))
  return [...shipped.filter(({ text }) => text.length <= LONGEST_SEED), { path: 'generated.yaml', text: sopOfLines('generated', 120) }]
}

/** Compiles whatever kind of file an input is and renders what there is to say. Throws when that is no proper answer. */
export function createJudge(seeds: readonly FuzzInput[]): (input: FuzzInput) => Spent {
  const surroundings = { vocabulary, environment: {}, now: Date.UTC(2026, 10, 20) }
  const shop = compileOrganisation(sourceFile('organisation.yaml', textOf(seeds, 'organisation.yaml')), surroundings).organisation
  const bench = compileOrganisation(sourceFile('organisation.yaml', ORGANISATION), surroundings).organisation
  const worldOf = (path: string): World => ({ vocabulary, organisation: path === 'generated.yaml' ? bench : shop, messages: () => [], sop: () => ({ kind: 'missing' }) })
  const { plan } = compileSop(sourceFile('generated.yaml', sopOfLines('generated', 120)), worldOf('generated.yaml'))

  function compile(source: SourceFile): readonly Diagnostic[] {
    if (source.path === 'organisation.yaml') return compileOrganisation(source, surroundings).diagnostics
    if (source.path.endsWith('.test.yaml') && plan && bench) return compileScenarios(source, plan, bench, vocabulary).diagnostics
    const compiled = compileSop(source, worldOf(source.path))
    if (!compiled.plan && compiled.diagnostics.length === 0) throw new Error('neither a plan nor a diagnostic')
    return compiled.diagnostics
  }

  return (input) => spentOn(() => {
    const source = sourceFile(input.path, input.text)
    for (const each of compile(source)) check(each, source)
  })
}

const textOf = (seeds: readonly FuzzInput[], path: string): string => seeds.find((seed) => seed.path === path)?.text ?? ''

function check(diagnostic: Diagnostic, source: SourceFile): void {
  if (diagnostic.file !== source.path) return
  const { line, column } = source.position(diagnostic.span.start)
  if (line < 1 || column < 1 || diagnostic.span.end < diagnostic.span.start) throw new Error(`no place: ${diagnostic.message}`)
  if (diagnostic.message === '' || /\n|undefined|\[object/.test(diagnostic.message)) throw new Error(`no proper sentence: ${diagnostic.message.slice(0, 200)}`)
  renderDiagnostic(diagnostic, source)
}
