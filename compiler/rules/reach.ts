import { COVERED_DAYS, uncoveredSteps } from '../../domain/coverage.ts'
import { wallAt } from '../../domain/calendar/wall.ts'
import type { Subject } from '../verify.ts'

const MINUTE_MS = 60_000
/** More would fill the screen; the page of the rosters has all of them. */
const MOST_SHOWN = 3

/** Warns of tasks that can begin so that nobody they are for is on shift before their time is over, with the times at which that is so. */
export function reach({ context, lowered }: Subject): void {
  const { world: { organisation, now = Date.now() }, report, parsed, steps } = context
  if (!organisation || report.failed) return
  const offsets = organisation.zones[organisation.zone] ?? []
  const write = (at: number): string => new Date(wallAt(at, offsets)).toISOString().slice(0, 16).replace('T', ' ')
  // To the minute, so that all SOPs of a folder are looked at from one instant and what was worked out for one serves the others.
  for (const { step, target, stretches } of uncoveredSteps(lowered.plan, organisation, Math.floor(now / MINUTE_MS) * MINUTE_MS)) {
    const placed = steps.find((each) => each.step.id === step)
    const shown = stretches.slice(0, MOST_SHOWN).map((each) => `${write(each.from)} to ${write(each.to)}`)
    const rest = stretches.length - shown.length
    report.add(
      'SOP444',
      `begun at ${shown.join(', ')}${rest > 0 ? ` or ${rest} more times` : ''} in the next ${COVERED_DAYS} days, "${step}" is due before anybody of "${target}" is on`,
      parsed.places.span([...(placed?.path ?? []), 'assign']),
      `give it more time or open hours, or "${target}" more people or a fallback`,
    )
  }
}
