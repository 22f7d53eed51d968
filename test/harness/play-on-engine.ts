import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import type { Database } from '../../adapters/postgres/database.ts'
import { createKeeper } from '../../domain/arrivals.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import { Away } from '../../domain/away.ts'
import { nextDeadline } from '../../domain/case.ts'
import type { Arrival } from '../../domain/event.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Cases, OpenRequest } from '../../domain/ports.ts'
import { Refused } from '../../domain/refusal.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { Scenario, SystemAnswer } from '../../domain/scenario.ts'
import { createScript } from '../../domain/script.ts'
import { openingOf } from '../../domain/simulate.ts'
import type { CaseState, Effect, StepInstance } from '../../domain/state.ts'
import { stateQuery } from '../../workflows/messages.ts'
import { eventually } from './eventually.ts'
import type { Gate } from './gate.ts'
import type { Answers } from './scripted-world.ts'

/** What a scenario is played on: cases on the engine, with their clock held. */
export interface Engine {
  readonly cases: Pick<Cases, 'command' | 'wind' | 'tell'>
  casesHeldAt(at: number): Pick<Cases, 'tell'>
  open(request: Omit<OpenRequest, 'windable' | 'openedBy'> & Partial<OpenRequest>): Promise<{ readonly caseId: string }>
  handle(caseId: string): Promise<WorkflowHandle>
  readonly database: Pick<Database, 'pool'>
  readonly sealer: { pass(): Promise<unknown> }
}

export interface PlayOptions {
  /** Effects are let go one by one, in the order in which the simulator answers them; without it the world answers as it likes. */
  readonly gate?: Gate
  /** Called before everything that is done to the case: a worker may be killed here. */
  readonly before?: () => Promise<void>
}

/** What came of a scenario on the engine. */
export interface EnginePlay {
  readonly caseId: string
  readonly trace: readonly AuditEvent[]
}

/** What the systems of a scenario answer, with each fact under the action that reads it. */
export function answersOf(plan: Plan, scenario: Scenario): Answers {
  const facts = Object.entries(scenario.facts).flatMap(([name, answers]): [string, readonly SystemAnswer[]][] => {
    const fact = plan.facts[name]
    if (fact?.kind !== 'from') return []
    return [[fact.action, answers.map((answer) => ('value' in answer ? { ok: answer.value as JsonObject } : { fails: answer.fails }))]]
  })
  return { ...scenario.systems, ...Object.fromEntries(facts) }
}

const PATIENCE_MS = 60_000

/** Plays a scenario on the real engine, as the simulator plays it: people act, events come, and the held clock is wound to each instant. */
export async function playOnEngine(engine: Engine, plan: Plan, organisation: Organisation, scenario: Scenario, { gate, before = async () => undefined }: PlayOptions = {}): Promise<EnginePlay> {
  const script = createScript(scenario, { plan, organisation })
  const keeper = createKeeper()
  const { key, trigger, openedBy, event } = openingOf(plan, scenario)
  const { caseId } = await engine.open({ plan, key, trigger, openedBy, event })
  const handle = await engine.handle(caseId)
  const inFlight: Effect[] = []
  const answered = new Set<string>()
  let now = scenario.startsAt

  const look = async (): Promise<CaseState> => {
    const state = await eventually(async () => {
      const seen = await handle.query(stateQuery).catch(() => undefined)
      return seen && (await isQuiet(engine, seen, gate, answered, now)) ? seen : undefined
    }, PATIENCE_MS)
    inFlight.push(...state.effects.filter(({ id }) => !answered.has(id) && !inFlight.some((effect) => effect.id === id)))
    return state
  }

  async function tell(state: CaseState, arrival: Arrival): Promise<void> {
    const { cases } = engine
    if (state.outcome === undefined) await patiently(() => cases.tell(caseId, arrival))
    else await eventually(async () => {
      // What may open a case again is known once its last turn is sealed.
      await engine.sealer.pass()
      return (await patiently(() => engine.casesHeldAt(now).tell(caseId, arrival))) === 'told' ? true : undefined
    }, PATIENCE_MS)
    keeper.used((await look()).used)
  }

  async function step(): Promise<boolean> {
    const state = await look()
    await before()
    const effect = inFlight.shift()
    if (effect && gate) {
      answered.add(effect.id)
      gate.answer(effect.id, script.answer(effect))
      return true
    }
    const arrival = keeper.next(state.subscriptions, now)
    if (!arrival) return stepByClock(state)
    await tell(state, arrival)
    return true
  }

  async function stepByClock(state: CaseState): Promise<boolean> {
    const [person, outside] = [script.nextAct(state), script.nextArrival(state)]
    const at = Math.min(person?.at ?? Infinity, outside?.at ?? Infinity, nextDeadline(state) ?? Infinity)
    if (!Number.isFinite(at) || at > (scenario.expect.until ?? Infinity)) return false
    const wind = { commandId: randomUUID(), byMs: at - now, by: 'tester' }
    if (at > now && state.outcome === undefined) await patiently(() => engine.cases.wind(caseId, wind))
    now = Math.max(now, at)
    // Where a person and a deadline meet in one millisecond the held clock has fired the deadline; scenarios compared here avoid that.
    if (outside && outside.at <= at) keeper.receive(outside.take())
    else if (person && person.at <= at) {
      const wanted = person.command(randomUUID())
      const command = wanted.do === 'settle' ? { ...wanted, roles: rolesOf(wanted.by, organisation) } : wanted
      await patiently(() => engine.cases.command(caseId, command)).catch((error: unknown) => { if (!(error instanceof Refused)) throw error })
    }
    return true
  }

  while (await step());
  return { caseId, trace: await sealedTrace(engine, caseId) }
}

/** Sends it again until the engine is there. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  const { value } = await eventually(() => act().then((done) => ({ value: done }), (error: unknown) => {
    if (error instanceof Away) return undefined
    throw error
  }), PATIENCE_MS)
  return value
}

const PEOPLES: readonly StepInstance['phase'][] = ['task', 'exception', 'confirming', 'asking']

/** Whether nothing moves by itself: each effect waits at the gate, what is due has come and the newest turn is in the database. */
async function isQuiet({ database }: Engine, state: CaseState, gate: Gate | undefined, answered: ReadonlySet<string>, now: number): Promise<boolean> {
  if (state.effects.some(({ id }) => answered.has(id) || !gate?.isAsked(id))) return false
  if ((nextDeadline(state) ?? Infinity) <= now) return false
  // The turn may be written before the case has heard who got the step.
  if (state.open.some(({ phase, assignee }) => PEOPLES.includes(phase) && assignee === undefined)) return false
  // Nor how long its calendar is open: a step that asks nothing outside and has not begun waits for that.
  if (state.open.some(({ phase, id }) => phase === 'gathering' && !state.effects.some((effect) => effect.kind === 'fetch' || effect.instance === id))) return false
  const { rows } = await database.pool.query<{ turn: number }>('select max(turn) as turn from turn where case_id = $1', [state.caseId])
  return Number(rows[0]?.turn ?? 0) === state.turn
}

async function sealedTrace({ database, sealer }: Engine, caseId: string): Promise<readonly AuditEvent[]> {
  return await eventually(async () => {
    await sealer.pass()
    const waiting = await database.pool.query('select 1 from turn where case_id = $1 and state = $2', [caseId, 'unproven'])
    if (waiting.rows.length > 0) return undefined
    const { rows } = await database.pool.query<{ body: Buffer }>('select body from audit_event where case_id = $1 order by position', [caseId])
    return rows.map(({ body }) => (JSON.parse(body.toString()) as { readonly event: AuditEvent }).event)
  }, PATIENCE_MS)
}
