import type { Code } from './codes.ts'
import type { SourceFile, Span } from './source.ts'

/** One mistake in a file of an author, phrased for the person who wrote it. Diagnostics are collected, never thrown. */
export interface Diagnostic {
  /** Stable for ever, documented in docs/errors.md. Tests and editors match on this, not on the message. */
  readonly code: Code
  readonly severity: 'error' | 'warning'
  /** One lower-case sentence naming the culprit in quotes, without a full stop. */
  readonly message: string
  /** The path of the source it stands in. */
  readonly file: string
  readonly span: Span
  /** The next thing to do, starting with a verb. */
  readonly help?: string
}

/** Sorts by file, then by place, so that the first line printed is the first mistake in the text. */
export function byPlace(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics].sort(
    (left, right) =>
      compare(left.file, right.file) ||
      left.span.start - right.span.start ||
      left.span.end - right.span.end ||
      compare(left.code, right.code),
  )
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** Prints a diagnostic the way compilers do: headline, place, the line with a caret under it, and what to do about it. */
export function renderDiagnostic(diagnostic: Diagnostic, source: SourceFile): string {
  const { line, column } = source.position(diagnostic.span.start)
  const frame = frameOf(source.lineText(line), column, diagnostic.span.end - diagnostic.span.start)
  const margin = ' '.repeat(String(line).length)
  return [
    `${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`,
    `${margin}--> ${source.path}:${line}:${column}`,
    `${margin} |`,
    `${line} | ${frame.text}`,
    `${margin} | ${frame.carets}`,
    ...(diagnostic.help === undefined ? [] : [`${margin} = help: ${diagnostic.help}`]),
  ].join('\n')
}

const WIDEST = 160

/** A line too long for a terminal is cut to what stands around the culprit. */
function frameOf(line: string, column: number, length: number): { readonly text: string; readonly carets: string } {
  const from = line.length > WIDEST ? Math.max(0, column - 1 - WIDEST / 2) : 0
  const text = line.slice(from, from + WIDEST)
  const before = text.slice(0, column - 1 - from).replace(/[^\t]/g, ' ')
  const width = Math.max(1, Math.min(length, text.length - (column - 1 - from)))
  return { text, carets: before + '^'.repeat(width) }
}
