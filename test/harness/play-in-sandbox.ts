import { createKeeper } from '../../domain/arrivals.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import { nextDeadline } from '../../domain/case.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { createScript } from '../../domain/script.ts'
import { openingOf } from '../../domain/simulate.ts'
import type { CaseState } from '../../domain/state.ts'
import type { Sandbox } from './sandbox.ts'
import { noMishaps, openSandboxCase, type Mishaps, type SandboxCase } from './sandbox-case.ts'

/** What the workflow code made of a scenario. */
export interface SandboxedCase {
  readonly trace: readonly AuditEvent[]
  readonly refusals: readonly { readonly code: string }[]
  readonly state: CaseState
  readonly turns: SandboxCase['turns']
  readonly counts: SandboxCase['counts']
  /** Somebody acts in the very instant in which something is due, without any time passing: only a hand that holds both can say which is first. */
  readonly coincided: boolean
}

/** A person acts in the very millisecond of a deadline: a clock that is wound there has fired it before. */
export class Coincidence extends Error {}

const MOST_STEPS = 2_000

/** Plays a scenario on the workflow code in the sandbox, in the order in which the simulator plays it. */
export async function playInSandbox(sandbox: Sandbox, plan: Plan, organisation: Organisation, scenario: Scenario, mishaps: Mishaps = noMishaps): Promise<SandboxedCase> {
  const script = createScript(scenario, { plan, organisation })
  const keeper = createKeeper()
  const refusals: { code: string }[] = []
  const hand = await openSandboxCase(sandbox, openingOf(plan, scenario), organisation, scenario.startsAt, mishaps)
  let now = scenario.startsAt
  let commands = 0
  let coincided = false

  async function step(): Promise<boolean> {
    const state = await hand.state()
    const effect = hand.nextEffect()
    if (effect) {
      if ((nextDeadline(state) ?? Infinity) <= now) await hand.ring()
      else await hand.answer(script.answer(effect))
      return true
    }
    const arrival = keeper.next(state.subscriptions, now)
    if (arrival) {
      await hand.arrive(arrival, now)
      keeper.used((await hand.state()).used)
      return true
    }
    return stepByClock(state)
  }

  async function stepByClock(state: CaseState): Promise<boolean> {
    const person = script.nextAct(state)
    const outside = script.nextArrival(state)
    const deadline = nextDeadline(state) ?? Infinity
    const at = Math.min(person?.at ?? Infinity, outside?.at ?? Infinity, deadline)
    if (!Number.isFinite(at) || at > (scenario.expect.until ?? Infinity)) return false
    const comes = (outside && outside.at <= at) || (person && person.at <= at)
    if (comes && at > now && deadline <= at) throw new Coincidence()
    if (comes && deadline <= now) coincided = true
    if (at > now && !hand.ended()) await hand.wind(at - now, `w${++commands}`)
    else if (!comes) await hand.ring()
    now = Math.max(now, at)
    if (outside && outside.at <= at) keeper.receive(outside.take())
    else if (person && person.at <= at) {
      const asked = person.command(`c${++commands}`)
      const refused = await hand.command(asked.do === 'settle' ? { ...asked, roles: rolesOf(asked.by, organisation) } : asked)
      if (refused) refusals.push(refused)
    }
    return true
  }

  const over = async (): Promise<boolean> => hand.ended() && !hand.nextEffect() && (await hand.state()).subscriptions.length === 0
  try {
    for (let steps = 0; steps < MOST_STEPS && !(await over()); steps++) if (!(await step())) break
    return { trace: hand.trace, refusals, state: await hand.state(), turns: hand.turns, counts: hand.counts, coincided }
  } finally {
    await hand.dispose()
  }
}
