import { Command } from 'commander'
import { load } from '../load.ts'
import type { MakeCommand } from './command.ts'

/** `sop lint sops/` — the same compiler that publishes, so a file that passes here will publish. */
export const lintCommand: MakeCommand = (io, setCode, vocabulary) =>
  new Command('lint')
    .description('Report every mistake in SOPs, organisation and scenario files')
    .argument('[paths...]', 'files, folders, or - for a SOP on standard input; default the SOP folder')
    .option('--json', 'print { diagnostics, files }')
    .option('--fresh', 'read everything anew, also what has not changed since it was last checked')
    .addHelpText('after', '\nExample:\n  sop lint sops/\n\nWarnings are printed and leave the exit code at 0.')
    .action(async (paths: readonly string[], { json, fresh }: { json?: true; fresh?: true }) => {
      const memory = fresh ? undefined : io.memory?.()
      const loaded = await load(io, paths, vocabulary, memory && { memory, wants: 'mistakes' })
      memory?.save()
      const { count, diagnosticsJson, diagnosticsText, errorsIn } = await import('../print/diagnostics.ts')
      if (errorsIn(loaded.diagnostics) > 0) setCode(1)
      if (json) return io.out(JSON.stringify({ diagnostics: diagnosticsJson(loaded), files: loaded.sources.size }))
      if (loaded.diagnostics.length > 0) io.out(`${diagnosticsText(io, loaded)}\n`)
      io.out(count(loaded))
    })
