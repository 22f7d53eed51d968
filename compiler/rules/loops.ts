import { findCircle } from '../lower/needs.ts'
import type { Subject } from '../verify.ts'

/** Every way round must pass a step that allows only so many visits; leaving by `too_often` does not bound anything. */
export function loops({ context, routes }: Subject): void {
  const { steps, parsed, report } = context
  const index = new Map(steps.map(({ step, index: at }) => [step.id, at]))
  const edges = (id: string): readonly string[] => {
    const at = index.get(id) ?? -1
    const bounded = steps[at]?.step.at_most !== undefined
    return [...(routes[at] ?? [])].flatMap(([outcome, route]) =>
      'to' in route && index.has(route.to) && (!bounded || outcome === 'too_often') ? [route.to] : [],
    )
  }
  const circle = findCircle(
    steps.map(({ step }) => step.id),
    edges,
  )
  const first = circle?.[0]
  if (circle && first !== undefined)
    report.add(
      'SOP405',
      `the loop ${[...circle, first].map((id) => `"${id}"`).join(' → ')} has no bound`,
      parsed.places.span([...(steps[index.get(first) ?? 0]?.path ?? []), 'id']),
      'add "at_most" to a step of the loop, and route its "too_often" out of it',
    )
  for (const { step, path } of steps)
    if (step.at_most === 1)
      report.add(
        'SOP428',
        `"${step.id}" allows a single visit`,
        parsed.places.span([...path, 'at_most']),
        'remove "at_most", or allow more visits',
      )
}
