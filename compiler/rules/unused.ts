import type { Subject } from '../verify.ts'

/** Parameters, facts, values and reasons for a pause that nothing uses: either dead policy or a misspelt name elsewhere. */
export function unused({ context, lowered }: Subject): void {
  const { sop, parsed, report } = context
  // An expression that cannot be read may be what uses them.
  if (report.failed) return
  const read = new Set(lowered.reads.map((path) => path.slice(0, 2).join('.')))
  const look = (names: readonly string[], root: string, key: string, what: string): void => {
    for (const name of names)
      if (!read.has(`${root}.${name}`))
        report.add('SOP408', `the ${what} "${name}" is never used`, parsed.places.keySpan([key, name]), 'use it, or remove it')
  }
  look(Object.keys(sop.parameters), 'parameters', 'parameters', 'parameter')
  look(Object.keys(sop.facts), 'facts', 'facts', 'fact')
  look(Object.keys(sop.let), 'lets', 'let', 'value')
  // Whoever does a task may pause it for any reason that is declared.
  const paused = context.steps.flatMap(({ step }) => ('task' in step ? Object.keys(sop.pauses) : (step.pause_on ?? [])))
  for (const name of Object.keys(sop.pauses).filter((each) => !paused.includes(each)))
    report.add('SOP408', `the pause "${name}" is never used`, parsed.places.keySpan(['pauses', name]), 'use it, or remove it')
}
