import type { Code } from './codes.ts'
import { severityOf } from './codes.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { SourceFile, Span } from './source.ts'

/** Collects the mistakes of one file. Nothing in the compiler throws for what an author wrote. */
export interface Report {
  /** Adds a diagnostic; its severity belongs to its code. `help` starts with a verb. */
  add(code: Code, message: string, span: Span, help?: string): void
  readonly diagnostics: readonly Diagnostic[]
  readonly failed: boolean
}

/** An empty report on one file. The same complaint at the same place is kept once. */
export function createReport(source: SourceFile): Report {
  const diagnostics: Diagnostic[] = []
  const seen = new Set<string>()
  return {
    add: (code, message, span, help) => {
      const clipped = clip(span, source.text.length)
      const key = `${code} ${clipped.start} ${message}`
      if (seen.has(key)) return
      seen.add(key)
      diagnostics.push({
        code,
        severity: severityOf(code),
        message: oneLine(message),
        file: source.path,
        span: clipped,
        ...(help === undefined ? {} : { help: oneLine(help) }),
      })
    },
    diagnostics,
    get failed() {
      return diagnostics.some((each) => each.severity === 'error')
    },
  }
}

const LONGEST = 400

/** Characters that nobody sees: a name with one in it looks like the name without. */
const UNSEEN = /[\u00AD\u200B\u200E\u200F\u2060\uFEFF]/g

/** Sentences quote what the author wrote, and that may be a page. */
function oneLine(text: string): string {
  const flat = text.replace(/\s*\n\s*/g, ' ').replace(UNSEEN, (found) => `<U+${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`)
  return flat.length <= LONGEST ? flat : `${flat.slice(0, LONGEST / 2)} … ${flat.slice(-LONGEST / 2)}`
}

function clip(span: Span, length: number): Span {
  const start = Math.min(Math.max(0, span.start), length)
  return { start, end: Math.min(Math.max(start, span.end), length) }
}
