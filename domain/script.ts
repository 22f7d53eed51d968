import type { Arrival, CaseEvent, Command } from './event.ts'
import type { JsonObject } from './json.ts'
import { own } from './json.ts'
import type { ExceptionAct, PersonAct, Scenario, SystemAnswer } from './scenario.ts'
import type { CaseState, Effect, StepInstance } from './state.ts'

/** What a person will do next, and when. */
export interface NextAct {
  readonly at: number
  readonly instance: string
  command(commandId: string): Command
}

/** A scenario as the world around one case: it answers effects and says what people do next. */
export interface Script {
  /** The answer to an effect; each try of an action takes the next answer of its list, the last one repeats. */
  answer(effect: Effect): CaseEvent
  nextAct(state: CaseState): NextAct | undefined
  /** What comes from outside next, and when; `take` gives it out, once. */
  nextArrival(state: CaseState): { readonly at: number; take(): Arrival } | undefined
}

/** As many tries as a worker makes before it gives the step to a person. */
const MOST_TRIES = 10

/** Starts a script; it remembers which answers and acts were used. */
export function createScript(scenario: Scenario): Script {
  const used: Record<string, number> = {}
  const done = new Set<string>()
  const next = <T>(name: string, answers: readonly T[]): T | undefined => {
    const turn = used[name] ?? 0
    used[name] = turn + 1
    return answers[Math.min(turn, answers.length - 1)]
  }

  function act(effect: Extract<Effect, { kind: 'act' }>): CaseEvent {
    const answers = own(scenario.systems, effect.action) ?? []
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const answer: SystemAnswer = next(effect.action, answers) ?? { ok: {} }
      if ('ok' in answer) return acted(effect, answer.ok)
      if (answer.fails === 'timeout_after') return acted(effect, readBack(answers, used[effect.action] ?? 0))
      if (answer.fails !== 'timeout') return { type: 'failed', effect: effect.id, code: answer.fails, message: `${effect.action} refused: ${answer.fails}` }
    }
    return { type: 'failed', effect: effect.id, code: 'timeout', message: `${effect.action} did not answer`, unknown: true }
  }

  function fetched(effect: Extract<Effect, { kind: 'fetch' }>): CaseEvent {
    const name = factName(effect)
    const answer = next(`fact ${name}`, own(scenario.facts, name) ?? [])
    const source = effect.action.split('.')[0] ?? effect.action
    if (answer && 'value' in answer) return { type: 'fetched', effect: effect.id, value: answer.value, source }
    const code = answer ? answer.fails : 'not-given'
    return { type: 'failed', effect: effect.id, code, message: answer ? `${effect.action} refused: ${code}` : `the scenario gives no fact "${name}"` }
  }

  return {
    nextArrival(state) {
      const [first] = arrivalsOf(scenario, state).filter(({ id }) => !done.has(id)).sort((a, b) => a.at - b.at)
      return first && { at: first.at, take: () => (done.add(first.id), first) }
    },
    answer(effect) {
      switch (effect.kind) {
        case 'act': return act(effect)
        case 'fetch': return fetched(effect)
        case 'send': return { type: 'sent', effect: effect.id, reference: `scenario/${effect.id}` }
      }
    },
    nextAct(state) {
      const acts = state.open.flatMap((instance) => actsAt(scenario, state, instance)).concat(cancelOf(scenario, state)).filter((act) => !done.has(keyOf(act)))
      const first = acts.reduce<NextAct | undefined>((soonest, act) => (soonest && soonest.at <= act.at ? soonest : act), undefined)
      return first && { ...first, command: (id) => (done.add(keyOf(first)), first.command(id)) }
    },
  }
}

/** A fact of a called SOP stands under the step that calls it: `refund/order`; the same for every element of a list. */
export function factName({ instance, fact }: Extract<Effect, { kind: 'fetch' }>): string {
  const around = instance.split('/').slice(0, -1)
  const called = around.findLastIndex((part) => !part.endsWith(']')) + 1
  return [...around.slice(0, called).map((part) => part.replace(/\[\d+\]$/, '')), fact].join('/')
}

/** All events of the scenario that can be told when they come. */
function arrivalsOf({ startsAt, events = [], reopened }: Scenario, state: CaseState): readonly Arrival[] {
  const timed = events.map(({ afterMs, on, fields }, index): Arrival => ({ id: `event-${index + 1}`, name: on, fields, at: startsAt + afterMs }))
  if (!reopened || state.closedAt === undefined) return timed
  return [...timed, { id: 'reopened', name: reopened.on, fields: reopened.fields, at: state.closedAt + reopened.afterMs }]
}

/** An act is done once, even when it was refused. */
const keyOf = (act: NextAct): string => `${act.instance} ${act.at}`

const acted = (effect: Effect, result: JsonObject): CaseEvent => ({ type: 'acted', effect: effect.id, result })

/** The answer was lost after it happened: reading back finds what the next answer says. */
function readBack(answers: readonly SystemAnswer[], from: number): JsonObject {
  const found = answers.slice(from).find((answer) => 'ok' in answer)
  return found && 'ok' in found ? found.ok : {}
}

function actsAt(scenario: Scenario, state: CaseState, instance: StepInstance): NextAct[] {
  const since = instance.clock?.startedAt ?? instance.startedAt
  if (instance.phase === 'exception') {
    const act = own(scenario.exceptions, instance.step)?.[instance.attempt - 1]
    return act ? [exceptionAct(instance, since, act)] : []
  }
  const acts = own(scenario.people, instance.step) ?? []
  const act = acts[Math.min(instance.visit, acts.length) - 1]
  return instance.phase === 'task' && act ? personActs(state, instance, since, act) : []
}

const by = (instance: StepInstance, name: string | undefined): string => name ?? instance.assignee ?? 'nobody'

function personActs(_state: CaseState, instance: StepInstance, since: number, act: PersonAct): NextAct[] {
  if (act.kind === 'nobody') return []
  const common = { step: instance.step, by: by(instance, act.by), via: 'api' as const }
  const last: NextAct = {
    at: since + act.afterMs, instance: instance.id,
    command: (commandId) => act.kind === 'complete'
      ? { do: 'complete', commandId, ...common, outcome: act.outcome, form: act.form }
      : { do: 'cannot', commandId, ...common, reason: act.reason, note: act.note },
  }
  if (act.kind !== 'complete' || act.claimsAfterMs === undefined) return [last]
  return [{ at: since + act.claimsAfterMs, instance: `${instance.id} claim`, command: (commandId) => ({ do: 'claim', commandId, ...common }) }, last]
}

const exceptionAct = (instance: StepInstance, since: number, act: ExceptionAct): NextAct => ({
  at: since + act.afterMs,
  instance: `${instance.id} exception ${instance.attempt}`,
  command: (commandId) => ({
    do: 'settle', commandId, step: instance.step, by: by(instance, undefined), via: 'api', choice: act.choice, reference: act.reference, form: act.form ?? {},
    ...(act.outcome === undefined ? {} : { outcome: act.outcome }),
  }),
})

function cancelOf(scenario: Scenario, state: CaseState): NextAct[] {
  const { cancel } = scenario
  if (!cancel || state.outcome !== undefined) return []
  return [{ at: state.openedAt + cancel.afterMs, instance: 'case', command: (commandId) => ({ do: 'cancel', commandId, by: cancel.by, via: 'api', because: cancel.because }) }]
}
