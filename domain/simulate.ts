import { resolve, type Load } from './assignee.ts'
import type { AuditEvent } from './audit.ts'
import { createKeeper, type Keeper } from './arrivals.ts'
import { advance, nextDeadline, openCase, refuse, summarize, type Advanced } from './case.ts'
import type { CaseEvent, Command, Opening, Request, Resolution } from './event.ts'
import type { Organisation } from './organisation.ts'
import type { Plan } from './plan.ts'
import type { Refusal } from './refusal.ts'
import { rolesOf } from './roles.ts'
import type { Scenario } from './scenario.ts'
import { createScript } from './script.ts'
import type { CaseState, Effect } from './state.ts'
import { digest, type TraceDigest } from './trace.ts'
import { settleTurn } from './turn.ts'

/** A scenario played to its end on the production interpreter, in virtual time. */
export interface SimulatedCase extends TraceDigest {
  readonly plan: Plan
  readonly trace: readonly AuditEvent[]
  /** Steps that are still open when nothing more would ever happen, or at the scenario's `until`. */
  readonly openAt: readonly string[]
  /** What people tried and were refused. */
  readonly refusals: readonly { readonly at: number; readonly step: string; readonly refusal: Refusal }[]
  readonly state: CaseState
}

/** A case of this SOP that goes on longer has no end. */
const MOST_TURNS = 5_000

/** Plays a scenario; `onTurn` sees every state. Nothing outside is touched; the same input gives the same result, to the millisecond. */
export function simulate(plan: Plan, organisation: Organisation, scenario: Scenario, onTurn: (state: CaseState) => void = () => undefined): SimulatedCase {
  const game = createGame(plan, organisation, scenario, onTurn)
  game.apply(openCase(openingOf(plan, scenario), game.now()))
  for (let turns = 0; turns < MOST_TURNS && !game.over(); turns++) {
    if (!game.step()) break
  }
  return game.result()
}

/** How a scenario's case is opened, by every driver alike. */
export const openingOf = (plan: Plan, scenario: Scenario): Opening => ({
  caseId: 'simulated', key: scenario.key ?? scenario.name, plan, trigger: scenario.trigger, openedBy: scenario.openedBy, event: scenario.event, windable: true,
})

/** How busy a person is with this one case: a simulation has no other, so equals are told apart by their id. */
const loadOf = (person: string, state: CaseState | undefined): Load => ({
  openTasks: state?.open.filter((instance) => instance.assignee === person && (instance.phase === 'task' || instance.phase === 'exception')).length ?? 0,
  lastAssignedAt: 0,
})

/** A case on the production interpreter, recorded as the recorder would. `now` is virtual time. */
function createPlay(plan: Plan, organisation: Organisation, { now, keeper, onTurn }: { readonly now: () => number; readonly keeper: Keeper; readonly onTurn: (state: CaseState) => void }) {
  const trace: AuditEvent[] = []
  const refusals: { at: number; step: string; refusal: Refusal }[] = []
  const waiting: Effect[] = []
  const turns = new Map<string, string>()
  let state: CaseState | undefined

  /** Records a turn, then lets the case know who got what. */
  function apply(advanced: Advanced): void {
    const resolutions = advanced.requests.map((request) => answer(request, advanced.state))
    state = advanced.state
    onTurn(state)
    // Nobody looks at the cards of a simulation, and what is told of a turn does not depend on them.
    trace.push(...(resolutions.length === 0 ? advanced.events : settleTurn({ events: advanced.events, summary: summarize(plan, state), tasks: [] }, resolutions).events))
    // What the answers lead to comes after.
    waiting.push(...advanced.effects)
    if (resolutions.length > 0) apply(advance(plan, state, { type: 'resolved', resolutions }, now()))
  }

  function answer(request: Request, { subscriptions }: CaseState): Resolution {
    const heard = request.purpose === 'arrivals' ? { arrivals: keeper.untold(subscriptions, request.until ?? request.at) } : {}
    const resolution = resolve(organisation, request, (person) => loadOf(person, state), (role) => turns.get(role))
    if (resolution.turn) turns.set(resolution.turn.role, resolution.turn.of)
    return { ...resolution, ...heard }
  }

  const happen = (event: CaseEvent): void => {
    if (state) apply(advance(plan, state, event, now()))
  }

  return {
    trace, refusals, waiting, apply, happen, state: (): CaseState | undefined => state,
    command(asked: Command): void {
      if (!state) return
      const wanted = asked.do === 'settle' ? { ...asked, roles: rolesOf(asked.by, organisation) } : asked
      const refusal = refuse(plan, state, wanted, now())
      if (refusal) refusals.push({ at: now(), step: 'step' in wanted ? wanted.step : '', refusal })
      else happen({ type: 'command', command: wanted })
    },
  }
}

function createGame(plan: Plan, organisation: Organisation, scenario: Scenario, onTurn: (state: CaseState) => void) {
  const script = createScript(scenario, { plan, organisation })
  const keeper = createKeeper()
  let clock = scenario.startsAt
  let commands = 0
  const play = createPlay(plan, organisation, { now: () => clock, keeper, onTurn })
  const { happen, waiting } = play

  /** One thing more: a waiting effect, else whatever comes next by the clock. False when nothing will. */
  function step(): boolean {
    const state = play.state()
    if (!state) return false
    const [effect] = waiting
    if (effect) {
      // No system answers in no time: what is due already comes before.
      if ((nextDeadline(state) ?? Infinity) <= clock) happen({ type: 'deadline-passed' })
      else happen(script.answer(waiting.shift() ?? effect))
      return true
    }
    const arrival = keeper.next(state.subscriptions, clock)
    if (arrival) {
      happen({ type: 'arrived', arrival })
      keeper.used(play.state()?.used ?? [])
      return true
    }
    return stepByClock(state)
  }

  /** Whatever comes next by the clock: something from outside, a person, a timer. */
  function stepByClock(from: CaseState): boolean {
    const person = script.nextAct(from)
    const outside = script.nextArrival(from)
    const at = Math.min(person?.at ?? Infinity, outside?.at ?? Infinity, nextDeadline(from) ?? Infinity)
    if (!Number.isFinite(at) || at > (scenario.expect.until ?? Infinity)) return false
    clock = Math.max(clock, at)
    // At one instant the world and then people come before the timer: what comes exactly when it is due is in time.
    if (outside && outside.at <= at) keeper.receive(outside.take())
    else if (person && person.at <= at) play.command(person.command(`c${++commands}`))
    else happen({ type: 'deadline-passed' })
    return true
  }

  return {
    apply: play.apply, step, now: () => clock,
    // An ended case that nothing can open again is over.
    over: () => play.state()?.outcome !== undefined && waiting.length === 0 && play.state()?.subscriptions.length === 0,
    result: (): SimulatedCase => {
      const state = play.state()
      if (!state) throw new RangeError('the case was never opened')
      const { trace, refusals } = play
      return { ...digest(trace, plan), plan, trace, openAt: state.open.map((instance) => instance.step), refusals, state }
    },
  }
}
