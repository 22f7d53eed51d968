import { resolve } from '../../domain/assignee.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Arrival, CaseEvent, Command, Opening } from '../../domain/event.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Token, Turn } from '../../domain/ports.ts'
import type { CaseState, Effect } from '../../domain/state.ts'
import { settleTurn } from '../../domain/turn.ts'
import type { CaseInput } from '../../workflows/messages.ts'
import { fromPayload, toPayload, type Asked, type Sandbox, type SandboxRun } from './sandbox.ts'

/** What goes wrong on the way that no case may notice. */
export interface Mishaps {
  /** Before which of all activations, counted from 1, the worker dies and another one makes the run anew from its history. */
  dies(activation: number): boolean
  /** At which the history is long enough for a new run. */
  suggestsNewRun(activation: number): boolean
}
export const noMishaps: Mishaps = { dies: () => false, suggestsNewRun: () => false }

type Refused = { readonly code: string }

/**
 * A case carried by the real workflow code, with everything around it by hand: turns are kept in memory, effects wait until they
 * are answered one by one, and so do timers until it is rung: on a held clock they are for what is due already.
 */
export async function openSandboxCase(sandbox: Sandbox, opening: Opening, organisation: Organisation, startsAt: number, mishaps: Mishaps = noMishaps) {
  const workflowId = `case/${opening.caseId}`
  const trace: AuditEvent[] = []
  const turns: Pick<Turn, 'turn' | 'runId' | 'continuedFrom'>[] = []
  let inFlight: InFlight = []
  const verdicts = new Map<string, Refused | 'accepted' | 'done'>()
  const counts = { activations: 0, runs: 0, deaths: 0 }
  let records: { readonly seq: number; readonly turn: Turn }[] = []
  let timers: number[] = []
  let moves: number | undefined
  let ended: { readonly final: CaseState | undefined; readonly runId: string } | undefined
  let last: Turn | undefined
  let run: SandboxRun
  let updates = 0

  async function begin(input: CaseInput, continuedFrom?: string): Promise<void> {
    counts.runs += 1
    counts.activations += 1
    ended = undefined
    const begun = await sandbox.begin({ runId: `run-${counts.runs}`, workflowId, input, ...(continuedFrom === undefined ? {} : { continuedFrom }) })
    run = begun.run
    await take(begun.asked)
  }

  async function activate(...jobs: Parameters<SandboxRun['activate']>[0]): Promise<void> {
    counts.activations += 1
    if (mishaps.dies(counts.activations)) {
      counts.deaths += 1
      await run.replay()
    }
    const before = [...timers]
    const suggestNewRun = mishaps.suggestsNewRun(counts.activations)
    await take(await run.activate(jobs, { suggestNewRun }))
    // The last thing that a run asks for before it goes on in a new one is a task of its own.
    const leaves = suggestNewRun ? timers.filter((seq) => !before.includes(seq)).at(-1) : undefined
    if (leaves !== undefined) moves = leaves
  }

  async function take(asked: readonly Asked[]): Promise<void> {
    let next: CaseInput | undefined
    for (const one of asked) {
      const { scheduleLocalActivity: near, scheduleActivity: far, startTimer, cancelTimer, updateResponse: update, completeWorkflowExecution: complete, continueAsNewWorkflowExecution: again } = one
      if (near) records.push({ seq: Number(near.seq), turn: fromPayload(near.arguments?.[0]) as Turn })
      else if (far) inFlight = withEffect(inFlight, { seq: Number(far.seq), effect: (fromPayload(far.arguments?.[0]) as { effect: Effect }).effect })
      else if (startTimer) timers.push(Number(startTimer.seq))
      else if (cancelTimer) timers = timers.filter((seq) => seq !== Number(cancelTimer.seq))
      else if (update) verdicts.set(update.protocolInstanceId ?? '', update.rejected ? { code: update.rejected.applicationFailureInfo?.type ?? 'no code' } : update.completed ? 'done' : 'accepted')
      else if (complete) ended = { final: last?.final, runId: run.runId }
      else if (again) next = fromPayload(again.arguments?.[0]) as CaseInput
      else throw new Error(`the workflow asks for what nobody expected: ${Object.keys(one).join(', ')}`)
    }
    if (!next) return
    const before = run
    leaveRun()
    await begin(next, before.runId)
    await before.dispose()
  }

  /** What is in flight goes on outside. The new run asks for what it still wants again, under the same keys; the rest is answered to nobody. */
  function leaveRun(): void {
    inFlight = inFlight.map(({ effect }) => ({ seq: undefined, effect }))
    timers = []
    moves = undefined
  }

  /** Until the case waits for something outside. */
  async function settle(): Promise<void> {
    for (;;) {
      const [record] = records
      if (record) {
        records = records.slice(1)
        await activate({ resolveActivity: { seq: record.seq, isLocal: true, result: { completed: { result: toPayload(recorded(record.turn)) } } } })
      } else if (moves !== undefined && !ended) {
        await fire(moves)
      } else return
    }
  }

  async function fire(seq: number): Promise<void> {
    timers = timers.filter((other) => other !== seq)
    if (moves === seq) moves = undefined
    await activate({ fireTimer: { seq } })
  }

  function recorded(turn: Turn): { readonly token: Token; readonly resolutions: readonly unknown[] } {
    const resolutions = turn.requests.map((request) => resolve(organisation, request, () => ({ openTasks: 0, lastAssignedAt: 0 })))
    trace.push(...settleTurn(turn, resolutions).events)
    turns.push({ turn: turn.turn, runId: turn.runId, continuedFrom: turn.continuedFrom })
    last = turn
    return { token: { runId: turn.runId, turn: turn.turn, token: `t${turns.length}` }, resolutions }
  }

  async function update(name: string, asked: unknown): Promise<Refused | undefined> {
    const id = `u${++updates}`
    await activate({ doUpdate: { id, protocolInstanceId: id, name, input: [toPayload(asked)], runValidator: true, headers: {} } })
    await settle()
    const verdict = verdicts.get(id)
    if (verdict === undefined || verdict === 'accepted') throw new Error(`the ${name} was never answered`)
    return verdict === 'done' ? undefined : verdict
  }

  await begin({ opening, clock: { kind: 'held', at: startsAt } })
  await settle()

  return {
    trace, turns, counts,
    ended: () => ended !== undefined,
    state: async (): Promise<CaseState> => ended ? (ended.final ?? ((await run.query('state')) as CaseState)) : ((await run.query('state')) as CaseState),
    nextEffect: (): Effect | undefined => inFlight[0]?.effect,
    /** Answers the effect that was asked for first. */
    async answer(event: CaseEvent): Promise<void> {
      const [first, ...others] = inFlight
      inFlight = others
      // A run that has ended hears of nothing more.
      if (first?.seq === undefined || ended) return
      await activate({ resolveActivity: { seq: first.seq, result: event.type === 'failed' ? failed(event) : { completed: { result: toPayload(event) } } } })
      await settle()
    },
    /** Lets what is due already come. */
    async ring(): Promise<void> {
      const [timer] = timers
      if (timer === undefined) throw new Error('something is due and the workflow has no timer for it')
      await fire(timer)
      await settle()
    },
    command: (command: Command) => update('command', command),
    wind: (byMs: number, commandId: string) => update('wind', { commandId, byMs, by: 'tester' }),
    async arrive(arrival: Arrival, now: number): Promise<void> {
      if (!ended) {
        await activate({ signalWorkflow: { signalName: 'arrived', input: [toPayload(arrival)], headers: {} } })
      } else if (ended.final) {
        const { final, runId } = ended
        leaveRun()
        await run.dispose()
        await begin({ opening, clock: { kind: 'held', at: now }, resume: { state: final, tokens: [], wound: [], reopens: { runId, arrival } } })
      }
      await settle()
    },
    dispose: () => run.dispose(),
  }
}

export type SandboxCase = Awaited<ReturnType<typeof openSandboxCase>>

type InFlight = readonly { readonly seq: number | undefined; readonly effect: Effect }[]

const withEffect = (inFlight: InFlight, asked: InFlight[number]): InFlight =>
  inFlight.some(({ effect }) => effect.id === asked.effect.id) ? inFlight.map((one) => (one.effect.id === asked.effect.id ? asked : one)) : [...inFlight, asked]

/** As a worker reports it: a refusal is final, what was tried until there was no more time is not. */
function failed({ code, message, unknown }: Extract<CaseEvent, { type: 'failed' }>) {
  const cause = { message, source: 'sandbox', applicationFailureInfo: { type: code, nonRetryable: unknown !== true } }
  return { failed: { failure: { message: 'Activity task failed', source: 'sandbox', cause, activityFailureInfo: { activityId: '1', activityType: { name: 'act' }, identity: 'sandbox' } } } }
}
