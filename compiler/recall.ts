import { join, resolve } from 'node:path'
import type { CompiledSop } from './compile.ts'
import type { Diagnostic } from './diagnostics.ts'
import { digest } from './digest.ts'
import { nameOf, startOf } from './folder.ts'
import type { LoadedFolder, LoadedScenarios, Shelf, Unit } from './load.ts'
import { madeFrom, mayBeKept, namesCalled, stillHolds, type RememberedSop, type RememberedTests } from './remembered.ts'
import type { SourceFile } from './source.ts'

/** A memory is of files as they are named, since diagnostics name them so. */
const placeIn = (kind: 'sop' | 'tests', path: string): string => `${kind} ${path} ${resolve(path)}`

/** What is remembered of a SOP, while it is what would come of compiling it. */
export async function recallSop(shelf: Shelf, path: string, readSource: (shelf: Shelf, path: string) => Promise<SourceFile>): Promise<Unit | undefined> {
  const kept = shelf.remembering?.memory.get(placeIn('sop', path)) as RememberedSop | undefined
  if (!kept) return undefined
  const [source, start] = [await readSource(shelf, path), startOf(path)]
  const folder = await shelf.folder(start)
  if (folder.around === undefined) return undefined
  const organisation = (await shelf.organisation(join(start, 'organisation.yaml')))?.value
  const from = madeFrom({ text: source.text, around: folder.around })
  if (!stillHolds(kept, from, (name) => folder.source(name)?.text, organisation, Date.now())) return undefined
  shelf.texts.set(kept.plan.sop, source.text)
  return { plan: kept.plan, diagnostics: kept.warnings, from: digest([from, kept.called]), now: () => folder.sops.compiled(nameOf(path)) }
}

/** The unit with its digest, once it is kept; as it is where it may not be. */
export function rememberSop(shelf: Shelf, path: string, folder: LoadedFolder, compiled: CompiledSop): Unit {
  const { plan, diagnostics } = compiled
  if (!shelf.remembering || !plan || folder.around === undefined || !mayBeKept(diagnostics)) return compiled
  const names = namesCalled(plan)
  const kept: RememberedSop = {
    from: madeFrom({ text: shelf.sources.get(path)?.text ?? '', around: folder.around }), plan, warnings: diagnostics,
    called: Object.fromEntries(names.map((name) => [name, digest([folder.source(name)?.text ?? null])])),
    measured: [nameOf(path), ...names].flatMap(folder.sops.measured),
  }
  shelf.remembering.memory.set(placeIn('sop', path), kept)
  return { ...compiled, from: digest([kept.from, kept.called]) }
}

/** What is remembered of a file of scenarios, as far as it is enough for what is wanted of them. */
export function recallTests({ remembering }: Shelf, path: string, from: string | undefined): RememberedTests | undefined {
  const kept = remembering?.memory.get(placeIn('tests', path)) as RememberedTests | undefined
  if (!kept || from === undefined || kept.from !== from || remembering?.wants === 'plays') return undefined
  return remembering?.wants === 'passes' && !kept.passed ? undefined : kept
}

/** Keeps that a file of scenarios has no mistake; gives what keeps that they passed. */
export function rememberTests({ remembering }: Shelf, path: string, from: string | undefined, warnings: readonly Diagnostic[]): LoadedScenarios['keepPassed'] {
  if (!remembering || from === undefined || !mayBeKept(warnings)) return undefined
  const tests: RememberedTests = { from, warnings }
  remembering.memory.set(placeIn('tests', path), tests)
  return (passed) => remembering.memory.set(placeIn('tests', path), { ...tests, passed })
}
