import { dueOn } from './calendar/due.ts'
import { sopOf, stepOf } from './case/place.ts'
import type { Command } from './event.ts'
import { own } from './json.ts'
import type { Organisation } from './organisation.ts'
import type { Plan } from './plan.ts'
import type { After, ExceptionAct, PersonAct, Scenario } from './scenario.ts'
import type { CaseState, Effect, StepInstance } from './state.ts'

/** What a person will do next, and when. Each is done once, even when it was refused. */
export interface NextAct {
  readonly at: number
  readonly id: string
  command(commandId: string): Command
}

/** What business time in a scenario counts by. */
export interface Surroundings {
  readonly plan: Plan
  readonly organisation: Organisation
}

/** The number of an occasion among those of its kind, from 0; the same occasion keeps its number. */
export type CountOccasion = (kind: string, occasion: string) => number

interface Stage {
  readonly scenario: Scenario
  readonly state: CaseState
  readonly count: CountOccasion
  /** When a span is over that begins at `from`. */
  due(from: number, after: After, instance?: StepInstance): number
}

/** All that people will do with what is open now. Without surroundings only elapsed time is counted. */
export function actsIn(scenario: Scenario, state: CaseState, count: CountOccasion, around?: Surroundings): readonly NextAct[] {
  const stage: Stage = { scenario, state, count, due: (from, after, instance) => spanOver(from, after, state, around, instance) }
  return [...state.open.flatMap((instance) => actsAt(stage, instance)), ...cancelOf(stage)]
}

/** When a span is over; business time counts on the calendar of the step, else of the SOP, and is never over where there is none. */
export function spanOver(from: number, after: After, state: CaseState, around: Surroundings | undefined, instance?: StepInstance): number {
  if (typeof after === 'number') return from + after
  if (after.unit === 'elapsed') return from + after.ms
  if (!around) return Infinity
  const { plan, organisation } = around
  const hours = instance ? (stepOf(plan, instance).hours ?? sopOf(plan, state, instance).hours) : plan.hours
  const calendar = hours === undefined ? undefined : own(organisation.calendars, hours)
  if (!calendar) return Infinity
  return dueOn(calendar, own(organisation.zones, calendar.zone) ?? [[from, 0]], after, from).due ?? Infinity
}

/** A fact of a called SOP stands under the step that calls it: `refund/order`; the same for every element of a list. */
export function factName({ instance, fact }: Pick<Extract<Effect, { kind: 'fetch' }>, 'instance' | 'fact'>): string {
  const around = instance.split('/').slice(0, -1)
  const called = around.findLastIndex((part) => !part.endsWith(']')) + 1
  return [...around.slice(0, called).map((part) => part.replace(/\[\d+\]$/, '')), fact].join('/')
}

const since = (instance: StepInstance): number => instance.clock?.startedAt ?? instance.startedAt

/** A step that comes back to people after something went wrong is another occasion of the same visit. */
const occasionOf = (instance: StepInstance): string => `${instance.id} ${instance.attempt} ${since(instance)}`

const nth = <T>(list: readonly T[], index: number): T | undefined => list[Math.min(index, list.length - 1)]

function actsAt(stage: Stage, instance: StepInstance): readonly NextAct[] {
  switch (instance.phase) {
    case 'task': return tasksActs(stage, instance)
    case 'exception': return exceptionActs(stage, instance)
    case 'confirming': return confirmActs(stage, instance)
    case 'asking': return answerActs(stage, instance)
    default: return []
  }
}

const common = (instance: StepInstance, by: string | undefined) => ({ step: instance.step, by: by ?? instance.assignee ?? 'nobody', via: 'api' as const })

function tasksActs(stage: Stage, instance: StepInstance): readonly NextAct[] {
  // Given out again in the same visit it is the turn of the act after it.
  const again = stage.count(`task ${instance.id}`, occasionOf(instance))
  const act = nth(own(stage.scenario.people, instance.step) ?? [], instance.visit - 1 + again)
  return act ? [...pauseActs(stage, instance, act), ...claimActs(stage, instance, act), ...lastActs(stage, instance, act)] : []
}

const peopleOf = ({ by }: PersonAct): readonly string[] | undefined => (typeof by === 'string' ? [by] : by)

function lastActs({ due }: Stage, instance: StepInstance, act: PersonAct): readonly NextAct[] {
  if (act.kind === 'nobody') return []
  const at = due(since(instance), act.after, instance)
  // Where nobody is named, everybody who is given the step in turn does the same.
  const people = peopleOf(act) ?? [undefined]
  const turn = peopleOf(act) ? 0 : (instance.approvals?.length ?? 0)
  return people.map((person, index) => ({
    at, id: `${occasionOf(instance)} last ${index + turn}`,
    command: (commandId) => act.kind === 'cannot'
      ? { do: 'cannot', commandId, ...common(instance, person), reason: act.reason, note: act.note }
      : { do: 'complete', commandId, ...common(instance, person), outcome: act.outcome, form: act.form, ...(act.evidence ? { evidence: act.evidence } : {}) },
  }))
}

function claimActs({ due }: Stage, instance: StepInstance, act: PersonAct): readonly NextAct[] {
  if (act.kind !== 'complete' || act.claimsAfter === undefined) return []
  const at = due(since(instance), act.claimsAfter, instance)
  return [{ at, id: `${occasionOf(instance)} claim`, command: (commandId) => ({ do: 'claim', commandId, ...common(instance, peopleOf(act)?.[0]) }) }]
}

function pauseActs({ due }: Stage, instance: StepInstance, act: PersonAct): readonly NextAct[] {
  const { pause } = act
  if (!pause) return []
  const who = common(instance, peopleOf(act)?.[0])
  const begins: NextAct = {
    at: due(since(instance), pause.after, instance), id: `${occasionOf(instance)} pause`,
    command: (commandId) => ({ do: 'pause', commandId, ...who, reason: pause.reason }),
  }
  if (!instance.paused || pause.lasts === undefined) return [begins]
  const at = due(instance.paused.since, pause.lasts, instance)
  return [begins, { at, id: `${occasionOf(instance)} resume`, command: (commandId) => ({ do: 'resume', commandId, ...who }) }]
}

function exceptionActs({ scenario, count, due }: Stage, instance: StepInstance): readonly NextAct[] {
  const occasion = `${occasionOf(instance)} ${instance.exception?.code ?? ''}`
  const act = own(scenario.exceptions, instance.step)?.[count(`exception ${instance.step}`, occasion)]
  return act ? [{ at: due(since(instance), act.after, instance), id: `${occasion} settle`, command: (id) => settling(instance, act, id) }] : []
}

const settling = (instance: StepInstance, act: ExceptionAct, commandId: string): Command => ({
  do: 'settle', commandId, ...common(instance, act.by), choice: act.choice, reference: act.reference, form: act.form ?? {},
  ...(act.outcome === undefined ? {} : { outcome: act.outcome }),
})

function confirmActs({ scenario, count }: Stage, instance: StepInstance): readonly NextAct[] {
  const yes = nth(own(scenario.confirm ?? {}, instance.step) ?? [], count(`confirm ${instance.step}`, occasionOf(instance)))
  if (yes === undefined) return []
  const note = yes ? '' : 'no'
  return [{ at: since(instance), id: `${occasionOf(instance)} confirm`, command: (commandId) => ({ do: 'confirm', commandId, ...common(instance, undefined), yes, note }) }]
}

function answerActs({ scenario, count, due }: Stage, instance: StepInstance): readonly NextAct[] {
  const name = factName({ instance: instance.id, fact: instance.asked ?? '' })
  const act = nth(own(scenario.asks ?? {}, name) ?? [], count(`ask ${name}`, occasionOf(instance)))
  if (!act) return []
  return [{
    at: due(since(instance), act.after, instance), id: `${occasionOf(instance)} answer ${name}`,
    command: (commandId) => ({ do: 'answer', commandId, ...common(instance, act.by), form: act.value }),
  }]
}

function cancelOf({ scenario, state, due }: Stage): readonly NextAct[] {
  const { cancel } = scenario
  if (!cancel || state.outcome !== undefined) return []
  return [{ at: due(state.openedAt, cancel.after), id: 'cancel', command: (commandId) => ({ do: 'cancel', commandId, by: cancel.by, via: 'api', because: cancel.because }) }]
}
