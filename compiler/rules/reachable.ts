import type { Subject } from '../verify.ts'

/** Steps that no route leads to, and outcomes that no reached step finishes with. */
export function reachable({ context, flow, routes }: Subject): void {
  const { sop, parsed, report } = context
  const finished = new Set<string>()
  for (const [index, step] of sop.steps.entries()) {
    if (!flow.before(index)) report.add('SOP404', `no case reaches "${step.id}"`, parsed.places.span(['steps', index, 'id']), 'route something to it, or remove it')
    else for (const route of routes[index]?.values() ?? []) if ('finish' in route) finished.add(route.finish)
  }
  for (const [index, outcome] of sop.outcomes.entries())
    if (!finished.has(outcome)) report.add('SOP409', `no step finishes with "${outcome}"`, parsed.places.span(['outcomes', index]), `add "finish: ${outcome}" to a step, or remove the outcome`)
}
