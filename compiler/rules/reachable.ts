import type { Code } from '../codes.ts'
import type { Subject } from '../verify.ts'

/** While routes are wrong, what they lead to is not worth a word. */
const ROUTES_WRONG: readonly Code[] = ['SOP301', 'SOP305', 'SOP402', 'SOP403', 'SOP406']

/** Steps that no route leads to, and outcomes that no reached step finishes with. */
export function reachable({ context, flow }: Subject): void {
  const { sop, parsed, report } = context
  if (report.diagnostics.some((each) => ROUTES_WRONG.includes(each.code))) return
  const finished = new Set(flow.finishes.map(({ outcome }) => outcome))
  for (const { step, path, index } of context.steps) {
    if (!flow.before(index))
      report.add(
        'SOP404',
        `no case reaches "${step.id}"`,
        parsed.places.span([...path, 'id']),
        'route something to it, or remove it',
      )
  }
  for (const [index, outcome] of sop.outcomes.entries())
    if (!finished.has(outcome))
      report.add(
        'SOP409',
        `nothing finishes with "${outcome}"`,
        parsed.places.span(['outcomes', index]),
        `add "finish: ${outcome}" to a step, or remove the outcome`,
      )
}
