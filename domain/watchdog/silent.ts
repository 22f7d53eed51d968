import { personFor } from '../assignee.ts'
import { passOn } from '../deliveries/plan.ts'
import type { PlannedDelivery, PlanningWorld } from '../deliveries/planned.ts'
import { writeInstant } from '../instant.ts'

/** That nobody looks for what is lost, as an alarm says it. `at` is when somebody last did, epoch milliseconds. */
export const silentWords = (at: number | undefined): string =>
  `${at === undefined ? 'The watchdog has never made a round' : `The watchdog has made no round since ${writeInstant(at)}`}: start the process "watchdog"; until then nobody notices what should have happened and did not`

/** The message about it to whoever gets what nobody else can; the same silence gives the same cause. Undefined when they cannot be reached. */
export function silentMessage(world: PlanningWorld, at: number | undefined): PlannedDelivery | undefined {
  const { organisation, now } = world
  const target = personFor(organisation, organisation.sink, now)?.id
  if (target === undefined) return undefined
  const told = { target, kind: 'notice', urgent: true, headline: silentWords(at), step: null, instance: null, by: null, caseId: '', origin: `watchdog-silent.${at ?? 0}/${target}` } as const
  return passOn(world, told, [], 'the watchdog is silent')
}
