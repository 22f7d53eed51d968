import { randomUUID } from 'node:crypto'
import { nextDeadline } from '../../domain/case.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Plan } from '../../domain/plan.ts'
import { Refused } from '../../domain/refusal.ts'
import type { Scenario, SystemAnswer } from '../../domain/scenario.ts'
import { createScript } from '../../domain/script.ts'
import type { CaseState } from '../../domain/state.ts'
import { stateQuery } from '../../workflows/messages.ts'
import type { CaseLab } from './case-lab.ts'
import { eventually } from './eventually.ts'
import type { Answers } from './scripted-world.ts'

/** What the systems of a scenario answer, with each fact under the action that reads it. */
export function answersOf(plan: Plan, scenario: Scenario): Answers {
  const facts = Object.entries(scenario.facts).flatMap(([name, answers]): [string, readonly SystemAnswer[]][] => {
    const fact = plan.facts[name]
    if (fact?.kind !== 'from') return []
    return [[fact.action, answers.map((answer) => ('value' in answer ? { ok: answer.value as JsonObject } : { fails: answer.fails }))]]
  })
  return { ...scenario.systems, ...Object.fromEntries(facts) }
}

/** Plays a scenario on the real engine, as the simulator plays it: people act and the held clock is wound to each instant. */
export async function playOnEngine(lab: CaseLab, plan: Plan, scenario: Scenario): Promise<{ readonly caseId: string; readonly trace: readonly AuditEvent[] }> {
  const script = createScript(scenario)
  const { caseId } = await lab.open({ plan, key: scenario.name, trigger: scenario.trigger, openedBy: scenario.openedBy, event: scenario.event })
  const handle = await lab.handle(caseId)
  let now = scenario.startsAt

  for (;;) {
    const state = await eventually(async () => quiet(lab, caseId, await handle.query(stateQuery)))
    const act = script.nextAct(state)
    const at = Math.min(act?.at ?? Infinity, nextDeadline(state) ?? Infinity)
    if (state.outcome !== undefined || !Number.isFinite(at) || at > (scenario.expect.until ?? Infinity)) break
    if (at > now) await lab.cases.wind(caseId, { commandId: randomUUID(), byMs: at - now, by: 'tester' })
    now = at
    // Where a person and a deadline meet in one millisecond the held clock has fired the deadline; scenarios compared here avoid that.
    if (act && act.at <= at) await tryCommand(lab, caseId, act.command(randomUUID()))
  }
  return { caseId, trace: await sealedTrace(lab, caseId) }
}

async function tryCommand(lab: CaseLab, caseId: string, command: Parameters<CaseLab['cases']['command']>[1]): Promise<void> {
  try {
    await lab.cases.command(caseId, command)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

/** The state once no effect is in flight and the newest turn is in the database. */
async function quiet(lab: CaseLab, caseId: string, state: CaseState): Promise<CaseState | undefined> {
  if (state.effects.length > 0) return undefined
  // The turn may be written before the case has heard who got the step, or whom a level told.
  if (state.open.some(({ climb }) => climb?.asked)) return undefined
  if (state.open.some((instance) => (instance.phase === 'task' || instance.phase === 'exception') && instance.assignee === undefined)) return undefined
  const { rows } = await lab.database.pool.query<{ turn: number }>('select max(turn) as turn from turn where case_id = $1', [caseId])
  return Number(rows[0]?.turn ?? 0) === state.turn ? state : undefined
}

async function sealedTrace(lab: CaseLab, caseId: string): Promise<readonly AuditEvent[]> {
  return await eventually(async () => {
    await lab.sealer.pass()
    const waiting = await lab.database.pool.query('select 1 from turn where case_id = $1 and state = $2', [caseId, 'unproven'])
    if (waiting.rows.length > 0) return undefined
    const { rows } = await lab.database.pool.query<{ body: Buffer }>('select body from audit_event where case_id = $1 order by position', [caseId])
    return rows.map(({ body }) => (JSON.parse(body.toString()) as { readonly event: AuditEvent }).event)
  })
}
