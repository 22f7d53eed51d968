import type { JsonObject } from '../../domain/json.ts'
import type { Awaited, Plan } from '../../domain/plan.ts'
import type { OutsideEvent, Scenario } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { EventDocument, ScenarioDocument } from '../schema/scenario.ts'
import { plansIn } from './steps.ts'
import { at } from './tools.ts'
import type { Tools } from './tools.ts'

/** What comes from outside while the case runs and after it has ended. */
export function readOutside(document: ScenarioDocument, path: Path, tools: Tools): Pick<Scenario, 'events' | 'reopened'> {
  const events = document.events.map((event, index) => {
    const here = [...path, 'events', index]
    return { ...readEvent(event, here, tools), afterMs: tools.spanFrom(at(document.starts), event.after, [...here, 'after']) }
  })
  const { reopened } = document
  if (!reopened) return { events }
  const later = tools.after(reopened.after, [...path, 'reopened', 'after'])
  const span = typeof later === 'number' ? { afterMs: later } : { afterMs: 0, later }
  return { events, reopened: { ...readEvent(reopened, [...path, 'reopened'], tools), ...span } }
}

function readEvent({ after: _after, on, ...fields }: EventDocument, path: Path, tools: Tools): Pick<OutsideEvent, 'on' | 'fields'> {
  const known = tools.known(on, tools.events.keys(), 'event', [...path, 'on'])
  if (known && !heardBy(tools.plan).includes(on))
    tools.report.add('SOP601', `nothing in this SOP waits for "${on}"`, tools.parsed.places.span([...path, 'on']), 'remove it, or correct its name')
  return { on, fields: tools.values.fields(fields as JsonObject, tools.events.get(on) ?? {}, `"${on}"`, path) }
}

/** Events that mean anything to a SOP: those that open its cases, and those that cases wait for. */
function heardBy(plan: Plan): readonly string[] {
  const opening = plan.triggers.flatMap((trigger) => (trigger.kind === 'event' ? [trigger.on] : []))
  return [...opening, ...plansIn(plan).flatMap((each) => [...each.atAnyTime, ...each.reopen, ...awaitedIn(each)].map(({ on }) => on))]
}

const awaitedIn = (plan: Plan): readonly Awaited[] =>
  plan.steps.flatMap((step): readonly Awaited[] => {
    if (step.kind !== 'wait') return []
    return step.wait.for === 'events' ? step.wait.events : step.wait.for === 'silence' ? [step.wait.of] : []
  })
