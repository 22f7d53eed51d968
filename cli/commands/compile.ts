import { Command } from 'commander'
import { Exit } from '../exit.ts'
import { load } from '../load.ts'
import type { LoadVocabulary } from '../load.ts'
import type { CliIo } from '../io.ts'
import type { LoadedSops } from '../../compiler/load.ts'
import type { Plan } from '../../domain/plan.ts'
import type { MakeCommand } from './command.ts'

/** `sop compile FILE` — the Plan that cases follow. */
export const compileCommand: MakeCommand = (io, _setCode, vocabulary) =>
  new Command('compile')
    .description('Compile one SOP and print its Plan as JSON')
    .argument('<file>', 'the SOP, - for standard input')
    .option('--json', 'print it on one line')
    .addHelpText('after', '\nExample:\n  sop compile sops/returns-standard.yaml')
    .action(async (file: string, { json }: { json?: true }) => {
      const { plan } = await compileOne(io, file, vocabulary)
      io.out(json ? JSON.stringify(plan) : JSON.stringify(plan, null, 2))
    })

/** The Plan of one file with everything around it. Exit 1 with every mistake on stderr when there is none. */
export async function compileOne(
  io: CliIo,
  file: string,
  vocabulary: LoadVocabulary,
): Promise<{ readonly plan: Plan; readonly loaded: LoadedSops }> {
  const loaded = await load(io, [file], vocabulary)
  const [plan] = loaded.plans
  if (plan) return { plan, loaded }
  const { count, diagnosticsJson, diagnosticsText } = await import('../print/diagnostics.ts')
  if (loaded.diagnostics.length > 0) io.err(`${diagnosticsText(io, loaded)}\n`)
  throw new Exit(
    1,
    loaded.diagnostics.length > 0 ? `"${file}" does not compile: ${count(loaded)}` : `"${file}" is no SOP: name the file of one`,
    { diagnostics: diagnosticsJson(loaded), files: loaded.sources.size },
  )
}
