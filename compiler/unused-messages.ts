import type { Plan } from '../domain/plan.ts'
import type { MessageFile } from './context.ts'
import type { Diagnostic } from './diagnostics.ts'
import { createReport } from './report.ts'
import { sourceFile } from './source.ts'

/** Templates that no SOP of their folder sends: dead text, or a name misspelt elsewhere. `plans` are all SOPs of the folder. */
export function unusedMessages(messages: ReadonlyMap<string, readonly MessageFile[]>, plans: readonly Plan[]): readonly Diagnostic[] {
  const used = new Set(plans.flatMap((plan) => Object.keys(plan.messages)))
  return [...messages].flatMap(([name, files]) =>
    used.has(name)
      ? []
      : files.flatMap((file) => {
          const report = createReport(sourceFile(file.path, file.text))
          report.add('SOP408', `the message "${name}" is never sent`, { start: 0, end: 3 }, 'send it, or remove the file')
          return report.diagnostics
        }),
  )
}
