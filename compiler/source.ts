/** A half-open range of characters in a source text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A text as an author wrote it. Lines and columns count from one; a BOM and the CR of CRLF belong to no column. */
export interface SourceFile {
  readonly path: string
  /** The text without its BOM. */
  readonly text: string
  position(offset: number): { readonly line: number; readonly column: number }
  /** A line without its end. */
  lineText(line: number): string
}

/** The text of a file; a BOM stays, bytes that are no text become U+FFFD. */
export const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)

/** Wraps a text. `path` is what diagnostics print. */
export function sourceFile(path: string, raw: string): SourceFile {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw
  const starts = lineStarts(text)
  return {
    path,
    text,
    position: (offset) => {
      const line = lineAt(starts, offset)
      return { line, column: offset - (starts[line - 1] ?? 0) + 1 }
    },
    lineText: (line) => text.slice(starts[line - 1] ?? text.length, starts[line] ?? text.length).replace(/\r?\n$/, ''),
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return low + 1
}
