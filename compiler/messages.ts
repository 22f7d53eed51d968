import { z } from 'zod'
import type { MessageTemplate } from '../domain/plan.ts'
import type { MessageFile } from './context.ts'
import type { Diagnostic } from './diagnostics.ts'
import { createReads, sinkAt } from './expression/place.ts'
import { NOTHING } from './expression/scope.ts'
import type { Scope, Sink } from './expression/scope.ts'
import { checkTemplate } from './expression/template.ts'
import { parseYaml } from './parse.ts'
import { createReport } from './report.ts'
import type { Report } from './report.ts'
import { Name, Text } from './schema/common.ts'
import { TypeName } from './schema/form.ts'
import { readShape } from './shape.ts'
import { sourceFile } from './source.ts'
import type { SourceFile } from './source.ts'

const FrontMatter = z.strictObject({
  subject: Text,
  /** Letters go out by e-mail, which is the only channel to customers and partners so far. */
  channel: z.literal('email', 'expected email, the only channel that messages go out by').optional(),
  kind: z.enum(['service', 'legal'], 'expected service or legal').default('service'),
  slots: z.record(Name, TypeName).default({}),
})

/** A template with what is wrong in it; its own file is where the diagnostics point. */
export interface CompiledMessage {
  readonly locale: string
  readonly template: MessageTemplate | undefined
  readonly diagnostics: readonly Diagnostic[]
  readonly source: SourceFile
}

/** Compiles one template: front matter with subject, kind and slots, then the text with `{{ slot }}`. */
export function compileMessage(file: MessageFile): CompiledMessage {
  const source = sourceFile(file.path, file.text)
  const report = createReport(source)
  const template = compile(source, report)
  return { locale: file.locale, template: report.failed ? undefined : template, diagnostics: report.diagnostics, source }
}

function compile(source: SourceFile, report: Report): MessageTemplate | undefined {
  const match = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(source.text)
  if (!match) {
    report.add(
      'SOP203',
      'a template begins with its front matter',
      { start: 0, end: 0 },
      'begin with a line "---", then "subject: …" and "slots: …", then "---"',
    )
    return undefined
  }
  // Blanked instead of cut away, so that places in the front matter are places in the file.
  const head = { ...source, text: `   ${match[0].slice(3, match[0].lastIndexOf('---'))}` }
  const parsed = parseYaml(head, report)
  const front = parsed && readShape(FrontMatter, parsed, report)
  if (!parsed || !front) return undefined
  const scope: Scope = { ...NOTHING, locals: new Map(Object.entries(front.slots)) }
  const reads = createReads()
  const inBody: Sink = {
    problem: (code, message, range, help) =>
      report.add(code, message, { start: range.start + match[0].length, end: range.end + match[0].length }, help),
    read: (path, type) => reads.add(path, type),
  }
  return {
    subject: checkTemplate(front.subject, scope, sinkAt(parsed, ['subject'], report, reads)),
    body: checkTemplate(source.text.slice(match[0].length), scope, inBody),
    kind: front.kind,
    slots: front.slots,
  }
}
