import { CODES } from './codes.ts'
import type { Code } from './codes.ts'
import { renderDiagnostic } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { SourceFile } from './source.ts'

/** A file with a mistake, and what the compiler says about it. */
export interface Example {
  readonly source: SourceFile
  readonly diagnostics: readonly Diagnostic[]
}

/** The text of docs/errors.md: every code with its advice, and a failing example with its real output. */
export function errorsPage(examples: readonly Example[]): string {
  const sections = (Object.keys(CODES) as Code[]).map((code) => section(code, exampleOf(code, examples)))
  return [HEAD, ...sections].join('\n\n') + '\n'
}

const HEAD = `# What the compiler says

Every diagnostic has a code that never changes its meaning. Errors keep a SOP from being used; warnings do not. The outputs
below are real: they are made from the files of \`test/compiler/golden\` by \`npm run docs:fix\`, and a test fails when they are stale.`

/** The file in which the code is shown with the least beside it. */
function exampleOf(code: Code, examples: readonly Example[]): { readonly source: SourceFile; readonly diagnostic: Diagnostic } | undefined {
  const fitting = examples.filter((each) => each.diagnostics.some((one) => one.code === code))
  const [best] = [...fitting].sort((left, right) => left.diagnostics.length - right.diagnostics.length)
  const diagnostic = best?.diagnostics.find((one) => one.code === code)
  return best && diagnostic ? { source: best.source, diagnostic } : undefined
}

function section(code: Code, example: { readonly source: SourceFile; readonly diagnostic: Diagnostic } | undefined): string {
  const { severity, title, advice } = CODES[code]
  const head = `## ${code}: ${title}\n\n${severity === 'error' ? 'Error' : 'Warning'}. ${advice}`
  if (!example) return head
  const { source, diagnostic } = example
  return [head, fenced('yaml', excerpt(source, diagnostic)), fenced('', renderDiagnostic(diagnostic, source))].join('\n\n')
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``

/** The line of the mistake with what stands around it. */
function excerpt(source: SourceFile, diagnostic: Diagnostic): string {
  const { line } = source.position(diagnostic.span.start)
  const last = source.position(source.text.length).line
  const lines: string[] = []
  for (let at = Math.max(1, line - 2); at <= Math.min(last, line + 2); at++) lines.push(source.lineText(at).slice(0, 160))
  return lines.join('\n').replace(/^\n+|\s+$/g, '')
}
