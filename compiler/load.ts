import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Vocabulary } from '../domain/connector.ts'
import type { Metric } from '../domain/metrics/metric.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { Plan } from '../domain/plan.ts'
import type { Scenario } from '../domain/scenario.ts'
import type { CalledSop } from './called.ts'
import type { CompiledSop } from './compile.ts'
import type { MessageFile } from './context.ts'
import { readBeside } from './beside.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { digest } from './digest.ts'
import { createFolder } from './folder.ts'
import type { Folder } from './folder.ts'
import { compileMetrics } from './metrics.ts'
import { compileOrganisation, withMetrics } from './organisation.ts'
import { compileScenarios, organisationOf } from './scenarios.ts'
import type { SopPlaces } from './origins.ts'
import { nameOf, startOf } from './folder.ts'
import { recallSop, recallTests, rememberSop, rememberTests } from './recall.ts'
import type { Memory, Passed } from './remembered.ts'
import { createReport } from './report.ts'
import { decode, sourceFile } from './source.ts'
import type { SourceFile } from './source.ts'
import { unusedMessages } from './unused-messages.ts'

/** Everything that a folder of SOPs holds, compiled. */
export interface LoadedSops {
  readonly plans: readonly Plan[]
  /** The decision tables of every SOP that could be read so far, by its file. */
  readonly tables: ReadonlyMap<string, NonNullable<CompiledSop['tables']>>
  /** The text of each plan's SOP, by its name. */
  readonly texts: ReadonlyMap<string, string>
  readonly organisation: Organisation | undefined
  readonly organisationText: string | undefined
  readonly scenarios: readonly LoadedScenarios[]
  /** The same with those whose outcome is remembered, in the order of the files. */
  readonly tests: readonly (LoadedScenarios | PassedScenarios)[]
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
  /** Where the SOP says what. Undefined of one that is remembered, which is then compiled for it by `placed`. */
  readonly places: SopPlaces | undefined
  placed(): Promise<CalledSop | undefined>
  /** Remembers that all of them passed, where there is a memory. */
  keepPassed?(passed: readonly Passed[]): void
}

/** The scenarios of one file that passed when they were played on the very same texts. */
export interface PassedScenarios {
  readonly file: string
  readonly sop: string
  readonly passed: readonly Passed[]
}

/** What is remembered of earlier runs, and what is wanted of scenarios: whether they have mistakes, whether they pass, or to play them. */
export interface Remembering {
  readonly memory: Memory
  readonly wants: 'mistakes' | 'passes' | 'plays'
}

/**
 * Reads SOPs, scenarios, messages and the organisation beside them. `paths` are folders, taken recursively, or single
 * files. Rejects with the file system's error when a path cannot be read; mistakes of authors are diagnostics. What is remembered is
 * not compiled again: of it there are the Plan and the diagnostics alone, and of its scenarios what came of them.
 */
export async function loadSops(paths: string | readonly string[], vocabulary: Vocabulary, remembering?: Remembering): Promise<LoadedSops> {
  const files = (await Promise.all([paths].flat().map(yamlFiles))).flat()
  const shelf = createShelf(vocabulary, remembering)
  const organisations = await Promise.all(files.filter(isOrganisation).map(shelf.organisation))
  const sops = files.filter(isSop)
  const units = await Promise.all(sops.map(shelf.sop))
  for (const unit of units) keep(shelf, unit.now?.()?.diagnostics ?? unit.diagnostics)
  const metrics = await Promise.all(files.filter(isMetrics).map((file) => readMetrics(shelf, file)))
  for (const folder of new Set(files.map((file) => dirname(file)))) keep(shelf, await unsent(folder, files, shelf))
  const scenarios = await Promise.all(files.filter(isScenarios).map((file) => readScenarios(shelf, file)))
  return {
    plans: units.flatMap((unit) => unit.plan ?? []),
    tables: shelf.tables,
    texts: shelf.texts,
    organisation: withMetrics(organisations[0]?.value, metrics[0]),
    organisationText: organisations[0]?.text,
    scenarios: scenarios.flatMap((each) => (each && 'plan' in each ? each : [])),
    tests: scenarios.flatMap((each) => each ?? []),
    diagnostics: byPlace([...shelf.diagnostics.values()]),
    sources: shelf.sources,
  }
}

/** What of a folder is published: the files that `loadSops` reads but those with scenarios, which nobody plays but authors. */
export const publishedFiles = async (folder: string): Promise<readonly string[]> => (await yamlFiles(folder)).filter((file) => !isScenarios(file))

/** Templates that nothing sends, once every SOP of the folder was read and none of them has a mistake. */
async function unsent(folder: string, files: readonly string[], shelf: Shelf): Promise<readonly Diagnostic[]> {
  const beside = await sopsIn(folder)
  if (beside.length === 0 || !beside.every((file) => files.some((each) => resolve(each) === resolve(file)))) return []
  const plans = (await Promise.all(beside.map(shelf.sop))).map((unit) => unit.plan)
  return plans.every((plan) => plan !== undefined) ? unusedMessages(await shelf.messages(join(folder, 'messages')), plans) : []
}

/** The files of SOPs that stand in a folder, by their paths. */
const sopsIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((entry) => !entry.startsWith('.') && /\.ya?ml$/.test(entry)).map((entry) => join(folder, entry)).filter(isSop)

const isSop = (file: string): boolean => !isOrganisation(file) && !isScenarios(file) && !isMetrics(file)
const isScenarios = (file: string): boolean => /\.test\.ya?ml$/.test(file)
const isOrganisation = (file: string): boolean => /(^|[\\/])organisation\.ya?ml$/.test(file)
const isMetrics = (file: string): boolean => /(^|[\\/])metrics\.ya?ml$/.test(file)

async function yamlFiles(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  const nested = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => {
        const inner = join(path, entry.name)
        if (entry.isDirectory()) return yamlFiles(inner)
        return Promise.resolve(/\.ya?ml$/.test(entry.name) ? [inner] : [])
      }),
  )
  return nested.flat().sort()
}

/** What came of one SOP. */
export interface Unit {
  readonly plan?: Plan
  readonly called?: CalledSop
  readonly diagnostics: readonly Diagnostic[]
  /** Of what is remembered: its digest, and what came of it should it have been compiled meanwhile for another SOP. */
  readonly from?: string
  now?(): CompiledSop | undefined
}
/** The SOPs of one folder, with what stands around them. */
export interface LoadedFolder {
  readonly source: (name: string) => SourceFile | undefined
  readonly sops: Folder
  /** Digest of what stands around its SOPs; undefined where nothing of it may be remembered. */
  readonly around: string | undefined
}
interface LoadedOrganisation {
  readonly value: Organisation | undefined
  readonly text: string
}

/** What has been read so far; a file that several others name is read once. */
export interface Shelf {
  readonly vocabulary: Vocabulary
  readonly remembering: Remembering | undefined
  readonly sources: Map<string, SourceFile>
  readonly diagnostics: Map<string, Diagnostic>
  readonly tables: Map<string, NonNullable<CompiledSop['tables']>>
  readonly texts: Map<string, string>
  readonly organisation: (path: string) => Promise<LoadedOrganisation | undefined>
  readonly messages: (folder: string) => Promise<ReadonlyMap<string, readonly MessageFile[]>>
  readonly folder: (path: string) => Promise<LoadedFolder>
  /** What came of a SOP, remembered or compiled. */
  readonly sop: (path: string) => Promise<Unit>
  readonly compiled: (path: string) => Promise<Unit>
}

function createShelf(vocabulary: Vocabulary, remembering?: Remembering): Shelf {
  const shelf: Shelf = {
    vocabulary,
    remembering,
    sources: new Map(),
    diagnostics: new Map(),
    tables: new Map(),
    texts: new Map(),
    organisation: once((path) => readOrganisation(shelf, path)),
    messages: once((folder) => readMessages(shelf, folder)),
    folder: once((path) => readFolder(shelf, path)),
    sop: once(async (path) => (await recallSop(shelf, path, readSource)) ?? shelf.compiled(path)),
    compiled: once((path) => readSop(shelf, path)),
  }
  return shelf
}

/** Remembers the answer for each path. */
function once<T>(read: (path: string) => Promise<T>): (path: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (path) => {
    const answer = known.get(resolve(path)) ?? read(path)
    known.set(resolve(path), answer)
    return answer
  }
}

async function readSource(shelf: Shelf, path: string): Promise<SourceFile> {
  const known = shelf.sources.get(path)
  if (known) return known
  const source = sourceFile(path, decode(await readFile(path)))
  shelf.sources.set(path, source)
  return source
}

function keep(shelf: Shelf, found: readonly Diagnostic[]): void {
  for (const each of found) shelf.diagnostics.set(`${each.file} ${each.span.start} ${each.code} ${each.message}`, each)
}

async function readOrganisation(shelf: Shelf, path: string): Promise<LoadedOrganisation | undefined> {
  if (!(await exists(path))) return undefined
  const source = await readSource(shelf, path)
  const { organisation, diagnostics } = compileOrganisation(source, { vocabulary: shelf.vocabulary, environment: process.env, ...(shelf.remembering ? { memory: shelf.remembering.memory } : {}) })
  keep(shelf, diagnostics)
  return { value: organisation, text: source.text }
}

/** The registry of a folder, checked against the organisation and every SOP there. */
async function readMetrics(shelf: Shelf, path: string): Promise<readonly Metric[] | undefined> {
  const source = await readSource(shelf, path)
  const organisation = (await shelf.organisation(join(dirname(path), 'organisation.yaml')))?.value
  // Without people, events and systems nothing of it could be judged.
  if (!organisation) return undefined
  const beside = await sopsIn(dirname(path))
  const sops = new Map(await Promise.all(beside.map(async (file) => [nameOf(file), (await shelf.sop(file)).plan] as const)))
  const { metrics, diagnostics } = compileMetrics(source, { vocabulary: shelf.vocabulary, organisation, sops })
  keep(shelf, diagnostics)
  return metrics
}

async function readMessages(shelf: Shelf, folder: string): Promise<ReadonlyMap<string, readonly MessageFile[]>> {
  const byName = new Map<string, readonly MessageFile[]>()
  for (const entry of (await exists(folder)) ? (await readdir(folder)).sort() : []) {
    const [, name, locale] = /^([a-z0-9_]+)\.([a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.md$/.exec(entry) ?? []
    if (name === undefined || locale === undefined) continue
    const source = await readSource(shelf, join(folder, entry))
    byName.set(name, [...(byName.get(name) ?? []), { locale, text: source.text, path: source.path }])
  }
  return byName
}

async function readSop(shelf: Shelf, path: string): Promise<Unit> {
  const [source, name] = [await readSource(shelf, path), nameOf(path)]
  const start = startOf(path)
  const folder = await shelf.folder(start)
  // A file of an unusual ending is not what its neighbours would call by that name.
  const beside = folder.source(name)?.path === path ? folder : await readFolder(shelf, start, source)
  const compiled: CompiledSop = beside.sops.compile(name) ?? { diagnostics: [] }
  if (compiled.tables) shelf.tables.set(path, compiled.tables)
  if (compiled.plan) shelf.texts.set(compiled.plan.sop, source.text)
  return beside === folder ? rememberSop(shelf, path, folder, compiled) : compiled
}

/** The SOPs beside each other; one that is called is read when it is. `start` is what their paths begin with. */
async function readFolder(shelf: Shelf, start: string, own?: SourceFile, organisationFile = join(start, 'organisation.yaml')): Promise<LoadedFolder> {
  const organisation = await shelf.organisation(organisationFile)
  const messages = await shelf.messages(join(start, 'messages'))
  const beside = new Map<string, SourceFile | undefined>()
  const source = (name: string): SourceFile | undefined => {
    if (own && nameOf(own.path) === name) return own
    if (!beside.has(name)) beside.set(name, readBeside(start, name))
    return beside.get(name)
  }
  const world = { vocabulary: shelf.vocabulary, organisation: organisation?.value, isUnread: organisation !== undefined && organisation.value === undefined, messages: (name: string) => messages.get(name) ?? [] }
  // What is not read, for its mistakes or for want of a memory, is compiled anew.
  const around = shelf.remembering && !world.isUnread ? digest([shelf.vocabulary.off ?? null, organisation?.text ?? null, [...messages.entries()]]) : undefined
  return { source, sops: createFolder(source, world), around }
}

async function readScenarios(shelf: Shelf, path: string): Promise<LoadedScenarios | PassedScenarios | undefined> {
  const source = await readSource(shelf, path)
  const beside = path.replace(/\.test(\.ya?ml)$/, '$1')
  const refuse = (message: string, start: number, help: string): undefined => {
    const report = createReport(source)
    report.add('SOP601', message, { start, end: start + 1 }, help)
    keep(shelf, report.diagnostics)
    return undefined
  }
  if (!(await exists(beside))) return refuse(`there is no SOP "${beside}" for these scenarios`, 0, 'name the file after its SOP')
  const unit = await shelf.sop(beside)
  const named = organisationOf(source)
  const organisation = await shelf.organisation(join(dirname(path), named ?? 'organisation.yaml'))
  if (!organisation) return refuse(`there is no organisation file "${named ?? 'organisation.yaml'}"`, source.text.indexOf(named ?? ''), 'name the one that the scenarios run on')
  // On another organisation than its own the SOP is another one, of which nothing is remembered.
  const from = unit.from === undefined || named !== undefined ? undefined : digest([source.text, unit.from, organisation.text])
  const kept = recallTests(shelf, path, from)
  if (kept && unit.plan) {
    keep(shelf, kept.warnings)
    return kept.passed ? { file: source.path, sop: unit.plan.sop, passed: kept.passed } : undefined
  }
  const { plan, called } = named === undefined ? unit : await compiledOn(shelf, beside, join(dirname(path), named))
  // Without people, events and systems nothing of a scenario could be judged.
  if (!plan || !organisation.value) return undefined
  const { scenarios, diagnostics } = compileScenarios(source, plan, organisation.value, shelf.vocabulary)
  keep(shelf, diagnostics)
  const keepPassed = rememberTests(shelf, path, from, diagnostics)
  const placed = async (): Promise<CalledSop | undefined> => called ?? (await shelf.compiled(beside)).called
  return { file: source.path, plan, organisation: organisation.value, scenarios, places: called?.places, placed, ...(keepPassed ? { keepPassed } : {}) }
}

/** A SOP as it is in another organisation than that of its folder, whose zone, hours and paths are its own. */
async function compiledOn(shelf: Shelf, path: string, organisation: string): Promise<Unit> {
  if (resolve(organisation) === resolve(dirname(path), 'organisation.yaml')) return shelf.sop(path)
  const { sops } = await readFolder(shelf, startOf(path), undefined, organisation)
  const compiled: CompiledSop = sops.compile(nameOf(path)) ?? { diagnostics: [] }
  keep(shelf, compiled.diagnostics)
  return compiled
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
