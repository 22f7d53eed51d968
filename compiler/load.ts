import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Vocabulary } from '../domain/connector.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { Plan } from '../domain/plan.ts'
import type { Scenario } from '../domain/scenario.ts'
import { compileSop } from './compile.ts'
import type { MessageFile } from './context.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { compileOrganisation } from './organisation.ts'
import { compileScenarios, organisationOf } from './scenarios.ts'
import { createReport } from './report.ts'
import { sourceFile } from './source.ts'
import type { SourceFile } from './source.ts'

/** Everything that a folder of SOPs holds, compiled. */
export interface LoadedSops {
  readonly plans: readonly Plan[]
  /** The text of each plan's SOP, by its name. */
  readonly texts: ReadonlyMap<string, string>
  readonly organisation: Organisation | undefined
  readonly organisationText: string | undefined
  readonly scenarios: readonly LoadedScenarios[]
  readonly diagnostics: readonly Diagnostic[]
  /** Every file that was read, by the path that diagnostics name. */
  readonly sources: ReadonlyMap<string, SourceFile>
}

/** The scenarios of one file, with what they run on. */
export interface LoadedScenarios {
  readonly file: string
  readonly plan: Plan
  readonly organisation: Organisation
  readonly scenarios: readonly Scenario[]
}

/**
 * Reads SOPs, scenarios, messages and the organisation beside them. `paths` are folders, taken recursively, or single
 * files. Rejects with the file system's error when a path cannot be read; mistakes of authors are diagnostics.
 */
export async function loadSops(paths: string | readonly string[], vocabulary: Vocabulary): Promise<LoadedSops> {
  const files = (await Promise.all([paths].flat().map(yamlFiles))).flat()
  const loader = createLoader(vocabulary)
  const organisations = files.filter(isOrganisation)
  for (const file of organisations) await loader.organisation(file)
  for (const file of files.filter((each) => !isOrganisation(each) && !isScenarios(each))) await loader.sop(file)
  for (const file of files.filter(isScenarios)) await loader.scenarios(file)
  return loader.result(organisations[0])
}

const isScenarios = (file: string): boolean => /\.test\.ya?ml$/.test(file)
const isOrganisation = (file: string): boolean => /(^|[\\/])organisation\.ya?ml$/.test(file)

async function yamlFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const nested = await Promise.all(entries.filter((entry) => !entry.name.startsWith('.')).map((entry) => {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) return yamlFiles(inner)
    return Promise.resolve(/\.ya?ml$/.test(entry.name) ? [inner] : [])
  }))
  return nested.flat().sort()
}

interface Unit {
  readonly plan?: Plan
  readonly diagnostics: readonly Diagnostic[]
}

function createLoader(vocabulary: Vocabulary) {
  const sources = new Map<string, SourceFile>()
  const diagnostics = new Map<string, Diagnostic>()
  const organisations = new Map<string, Promise<{ value: Organisation | undefined; text: string } | undefined>>()
  const templates = new Map<string, Promise<ReadonlyMap<string, readonly MessageFile[]>>>()
  const sops = new Map<string, Promise<Unit>>()
  const chosen: Plan[] = []
  const texts = new Map<string, string>()
  const loaded: LoadedScenarios[] = []

  async function read(path: string): Promise<SourceFile> {
    const bytes = await readFile(path)
    const source = sourceFile(path, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
    sources.set(source.path, source)
    return source
  }

  const keep = (found: readonly Diagnostic[]): void => {
    for (const each of found) diagnostics.set(`${each.file} ${each.span.start} ${each.code} ${each.message}`, each)
  }

  function organisationAt(path: string): Promise<{ value: Organisation | undefined; text: string } | undefined> {
    const known = organisations.get(resolve(path)) ?? compileAt(path)
    organisations.set(resolve(path), known)
    return known

    async function compileAt(file: string) {
      if (!(await exists(file))) return undefined
      const source = await read(file)
      const { organisation, diagnostics: found } = compileOrganisation(source)
      keep(found)
      return { value: organisation, text: source.text }
    }
  }

  async function messagesBeside(file: string): Promise<ReadonlyMap<string, readonly MessageFile[]>> {
    const folder = join(dirname(file), 'messages')
    const known = templates.get(folder) ?? readMessages(folder)
    templates.set(folder, known)
    return known
  }

  async function readMessages(folder: string): Promise<ReadonlyMap<string, readonly MessageFile[]>> {
    const byName = new Map<string, readonly MessageFile[]>()
    for (const entry of (await exists(folder)) ? (await readdir(folder)).sort() : []) {
      const match = /^([a-z0-9_]+)\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.md$/.exec(entry)
      if (!match) continue
      const source = await read(join(folder, entry))
      const [, name = '', locale = ''] = match
      byName.set(name, [...(byName.get(name) ?? []), { locale, text: source.text, path: source.path }])
    }
    return byName
  }

  function sopAt(file: string): Promise<Unit> {
    const known = sops.get(resolve(file)) ?? compileAt()
    sops.set(resolve(file), known)
    return known

    async function compileAt(): Promise<Unit> {
      const source = await read(file)
      const [organisation, messages] = await Promise.all([organisationAt(join(dirname(file), 'organisation.yaml')), messagesBeside(file)])
      const compiled = compileSop(source, { vocabulary, organisation: organisation?.value, messages: (name) => messages.get(name) ?? [] })
      if (compiled.plan) texts.set(compiled.plan.sop, source.text)
      return compiled
    }
  }

  return {
    organisation: async (file: string): Promise<void> => void (await organisationAt(file)),
    sop: async (file: string): Promise<void> => {
      const { plan, diagnostics: found } = await sopAt(file)
      keep(found)
      if (plan) chosen.push(plan)
    },
    scenarios: async (file: string): Promise<void> => {
      const source = await read(file)
      const beside = file.replace(/\.test(\.ya?ml)$/, '$1')
      if (!(await exists(beside))) {
        const report = createReport(source)
        report.add('SOP601', `there is no SOP "${beside}" for these scenarios`, { start: 0, end: 1 }, 'name the file after its SOP')
        return keep(report.diagnostics)
      }
      const [{ plan }, organisation] = [await sopAt(beside), await organisationAt(join(dirname(file), organisationOf(source) ?? 'organisation.yaml'))]
      if (!plan) return
      const compiled = compileScenarios(source, plan, organisation?.value, vocabulary)
      keep(compiled.diagnostics)
      if (organisation?.value) loaded.push({ file: source.path, plan, organisation: organisation.value, scenarios: compiled.scenarios })
    },
    result: async (first: string | undefined): Promise<LoadedSops> => {
      const organisation = first === undefined ? undefined : await organisationAt(first)
      return { plans: chosen, texts, organisation: organisation?.value, organisationText: organisation?.text, scenarios: loaded, diagnostics: byPlace([...diagnostics.values()]), sources }
    },
  }
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)
