import { renderDiagnostic } from '../../compiler/diagnostics.ts'
import type { Diagnostic } from '../../compiler/diagnostics.ts'
import type { LoadedSops } from '../../compiler/load.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'

type Found = Pick<LoadedSops, 'diagnostics' | 'sources'>

/** Diagnostics as `--json` prints them: lines and columns count from one, `file` is as it was given. */
export const diagnosticsJson = ({ diagnostics, sources }: Found) =>
  diagnostics.map(({ code, severity, message, file, span, help }) => {
    const from = sources.get(file)?.position(span.start) ?? { line: 1, column: 1 }
    const to = sources.get(file)?.position(span.end) ?? from
    return {
      code,
      severity,
      file,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      message,
      help: help ?? null,
    }
  })

/** Diagnostics as a compiler prints them: headline, place, the line with a caret, what to do. */
export const diagnosticsText = (io: Pick<CliIo, 'colour'>, { diagnostics, sources }: Found): string =>
  diagnostics.map((diagnostic) => frame(io, diagnostic, sources)).join('\n\n')

function frame(io: Pick<CliIo, 'colour'>, diagnostic: Diagnostic, sources: Found['sources']): string {
  const source = sources.get(diagnostic.file)
  if (!source) return `${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`
  const [headline = '', ...rest] = renderDiagnostic(diagnostic, source).split('\n')
  return [paint(io, diagnostic.severity === 'error' ? 'red' : 'yellow', headline), ...rest].join('\n')
}

/** `3 files, 2 errors, 1 warning`. */
export function count({ diagnostics, sources }: Found): string {
  const errors = errorsIn(diagnostics)
  const warnings = diagnostics.length - errors
  if (diagnostics.length === 0) return `${plural(sources.size, 'file')}, no mistakes`
  return [
    plural(sources.size, 'file'),
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ].join(', ')
}

/** How many diagnostics stop a file from being used. */
export const errorsIn = (diagnostics: readonly Diagnostic[]): number => diagnostics.filter(({ severity }) => severity === 'error').length

const plural = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`
