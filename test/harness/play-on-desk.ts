import { createKeeper } from '../../domain/arrivals.ts'
import { resolve } from '../../domain/assignee.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import { nextDeadline, refuse } from '../../domain/case.ts'
import type { CaseEvent } from '../../domain/event.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { createScript } from '../../domain/script.ts'
import { openingOf } from '../../domain/simulate.ts'
import type { CaseState, Effect } from '../../domain/state.ts'
import { settleTurn } from '../../domain/turn.ts'
import { createClock } from '../../workflows/clock.ts'
import { createDesk } from '../../workflows/desk.ts'
import type { CaseInput } from '../../workflows/messages.ts'

/**
 * Where everything that is not written down is lost: at which effect, counted from 1, before it was carried out or after, with its answer
 * on the way; or at which boundary, counted from 1: between two things that happen to the case.
 */
export type Crash = { readonly effect: number; readonly when: 'before' | 'after' } | { readonly boundary: 'every' }

/** How a scenario ended on a desk. `happened` are the effects of the world, each once however often it was asked for. */
export interface DeskedCase {
  readonly state: CaseState
  readonly trace: readonly AuditEvent[]
  readonly happened: readonly string[]
  /** How many boundaries there were between two things that happened. */
  readonly boundaries: number
}

const MOST_STEPS = 3_000

/** Plays a scenario on the desk of a run, which a crash leaves for another run that knows no more than the state as JSON. */
export function playOnDesk(plan: Plan, organisation: Organisation, scenario: Scenario, crash?: Crash): DeskedCase {
  const script = createScript(scenario, { plan, organisation })
  const keeper = createKeeper()
  const trace: AuditEvent[] = []
  const answers = new Map<string, CaseEvent>()
  const opening = openingOf(plan, scenario)
  let clock = createClock({ kind: 'held', at: scenario.startsAt })
  let desk = createDesk({ opening, clock: clock.carried() }, clock)
  let waiting: readonly Effect[] = []
  let boundaries = 0
  let asked = 0
  let commands = 0

  function settle(): void {
    waiting = [...waiting, ...desk.takeLeaving()]
    while (desk.unrecorded()) {
      const turn = desk.takeTurn({ workflowId: 'w', runId: 'r' } as Parameters<typeof desk.takeTurn>[0], [])
      const resolutions = turn.requests.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
      trace.push(...settleTurn(turn, resolutions).events)
      if (resolutions.length > 0) desk.apply({ type: 'resolved', resolutions })
      waiting = [...waiting, ...desk.takeLeaving()]
    }
  }

  /** A new run knows the state and nothing else; what is in flight is asked for again, and what nobody wants any more goes on outside. */
  function resume(): void {
    const input: CaseInput = { opening, clock: clock.carried(), resume: { state: JSON.parse(JSON.stringify(desk.state())) as CaseState, tokens: [], wound: [] } }
    clock = createClock(input.clock)
    desk = createDesk(input, clock)
    const again = desk.takeLeaving()
    waiting = [...waiting.map((effect) => again.find(({ id }) => id === effect.id) ?? effect), ...again.filter(({ id }) => !waiting.some((effect) => effect.id === id))]
  }

  function answer(): void {
    asked += 1
    if (isAt('before')) resume()
    const [first] = waiting
    if (!first) return
    // The ledger: what has happened under a key happens no second time.
    if (!answers.has(first.id)) answers.set(first.id, script.answer(first))
    if (isAt('after')) resume()
    waiting = waiting.slice(1)
    const event = answers.get(first.id)
    if (event) desk.apply(event)
  }

  const isAt = (when: 'before' | 'after'): boolean => crash !== undefined && 'effect' in crash && crash.effect === asked && crash.when === when

  /** Everything is written down: what comes next has not begun. */
  function boundary(): void {
    boundaries += 1
    if (crash !== undefined && 'boundary' in crash) resume()
  }

  function step(): boolean {
    settle()
    boundary()
    const state = desk.state()
    const due = (nextDeadline(state) ?? Infinity) <= clock.now()
    if (waiting.length > 0) {
      if (due) desk.apply({ type: 'deadline-passed' })
      else answer()
      return true
    }
    const arrival = keeper.next(state.subscriptions, clock.now())
    if (!arrival) return stepByClock(state)
    desk.apply({ type: 'arrived', arrival })
    keeper.used(desk.state().used)
    return true
  }

  function stepByClock(state: CaseState): boolean {
    const [person, outside] = [script.nextAct(state), script.nextArrival(state)]
    const at = Math.min(person?.at ?? Infinity, outside?.at ?? Infinity, nextDeadline(state) ?? Infinity)
    if (!Number.isFinite(at) || at > (scenario.expect.until ?? Infinity)) return false
    clock.moveTo(at)
    if (outside && outside.at <= at) keeper.receive(outside.take())
    else if (person && person.at <= at) {
      const wanted = person.command(`c${++commands}`)
      const command = wanted.do === 'settle' ? { ...wanted, roles: rolesOf(wanted.by, organisation) } : wanted
      if (!refuse(plan, state, command, clock.now())) desk.apply({ type: 'command', command })
    } else desk.apply({ type: 'deadline-passed' })
    return true
  }

  const over = (): boolean => desk.state().outcome !== undefined && !desk.unrecorded() && !desk.hasLeaving() && waiting.length === 0 && desk.state().subscriptions.length === 0
  for (let steps = 0; steps < MOST_STEPS && !over(); steps++) if (!step()) break
  settle()
  return { state: desk.state(), trace, happened: [...answers.keys()], boundaries }
}
