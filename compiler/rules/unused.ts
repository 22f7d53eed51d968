import type { Subject } from '../verify.ts'

/** Parameters, facts and values that nothing reads: either dead policy or a misspelt name elsewhere. */
export function unused({ context, lowered }: Subject): void {
  const { sop, parsed, report } = context
  const read = new Set(lowered.reads.map((path) => path.slice(0, 2).join('.')))
  const look = (names: readonly string[], root: string, key: string, what: string): void => {
    for (const name of names)
      if (!read.has(`${root}.${name}`))
        report.add('SOP408', `the ${what} "${name}" is never used`, parsed.places.keySpan([key, name]), 'use it, or remove it')
  }
  look(Object.keys(sop.parameters), 'parameters', 'parameters', 'parameter')
  look(Object.keys(sop.facts), 'facts', 'facts', 'fact')
  look(Object.keys(sop.let), 'lets', 'let', 'value')
}
