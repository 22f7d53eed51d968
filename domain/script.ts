import { actsIn, factName, spanOver, type CountOccasion, type NextAct, type Surroundings } from './acts.ts'
import type { Arrival, CaseEvent } from './event.ts'
import type { JsonObject } from './json.ts'
import { own } from './json.ts'
import { heldUntil } from './quiet.ts'
import type { Scenario, SystemAnswer } from './scenario.ts'
import type { CaseState, Effect } from './state.ts'

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

/** Starts a script; it remembers which answers and acts were used. Business time needs its surroundings to count by. */
export function createScript(scenario: Scenario, around?: Surroundings): Script {
  const used: Record<string, number> = {}
  const done = new Set<string>()
  const count = createCounter()
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
      const [first] = arrivalsOf(scenario, state, around).filter(({ id }) => !done.has(id)).sort((a, b) => a.at - b.at)
      return first && { at: first.at, take: () => (done.add(first.id), first) }
    },
    answer(effect) {
      switch (effect.kind) {
        case 'act': return act(effect)
        case 'fetch': return fetched(effect)
        case 'send': return sent(effect, scenario, around)
      }
    },
    nextAct(state) {
      const acts = actsIn(scenario, state, count, around).filter(({ id, at }) => !done.has(id) && Number.isFinite(at))
      const first = acts.reduce<NextAct | undefined>((soonest, act) => (soonest && soonest.at <= act.at ? soonest : act), undefined)
      return first && { ...first, command: (id) => (done.add(first.id), first.command(id)) }
    },
  }
}

/** A letter leaves at once, unless it comes into quiet hours: then as on an engine. */
function sent({ id, message: { quiet }, at }: Extract<Effect, { kind: 'send' }>, { zones = {} }: Scenario, around: Surroundings | undefined): CaseEvent {
  const until = around && quiet && at !== undefined ? heldUntil(around.organisation, quiet.zone, at, (zone) => own(zones, zone)) : undefined
  return until === undefined ? { type: 'sent', effect: id, reference: `scenario/${id}` } : { type: 'held', effect: id, until }
}

function createCounter(): CountOccasion {
  const known = new Map<string, readonly string[]>()
  return (kind, occasion) => {
    const before = known.get(kind) ?? []
    if (before.includes(occasion)) return before.indexOf(occasion)
    known.set(kind, [...before, occasion])
    return before.length
  }
}

/** All events of the scenario that can be told when they come. */
function arrivalsOf({ startsAt, events = [], reopened }: Scenario, state: CaseState, around: Surroundings | undefined): readonly Arrival[] {
  const timed = events.map(({ afterMs, on, fields }, index): Arrival => ({ id: `event-${index + 1}`, name: on, fields, at: startsAt + afterMs }))
  if (!reopened || state.closedAt === undefined) return timed
  const at = spanOver(state.closedAt + reopened.afterMs, reopened.later ?? 0, state, around)
  return [...timed, { id: 'reopened', name: reopened.on, fields: reopened.fields, at }]
}

const acted = (effect: Effect, result: JsonObject): CaseEvent => ({ type: 'acted', effect: effect.id, result })

/** The answer was lost after it happened: reading back finds what the next answer says. */
function readBack(answers: readonly SystemAnswer[], from: number): JsonObject {
  const found = answers.slice(from).find((answer) => 'ok' in answer)
  return found && 'ok' in found ? found.ok : {}
}
