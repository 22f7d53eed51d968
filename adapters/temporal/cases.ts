import { createHash } from 'node:crypto'
import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client'
import type { Client } from '@temporalio/client'
import { Away } from '../../domain/away.ts'
import { answeredTo } from '../../domain/case.ts'
import type { Arrival, Command } from '../../domain/event.ts'
import { canonical } from '../../domain/json.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { CaseReader, Cases, EndedCase, OpenRequest, Recorder, Refusals, Token } from '../../domain/ports.ts'
import { Refused } from '../../domain/refusal.ts'
import type { CaseEnd } from '../../workflows/case.workflow.ts'
import { arrivedSignal, commandUpdate, stateQuery, windUpdate } from '../../workflows/messages.ts'
import type { Answered, CaseInput } from '../../workflows/messages.ts'
import { closedRefusal } from './closed.ts'
import type { Engine } from './connection.ts'
import { understand } from './errors.ts'

/** The queue of the one worker that carries cases. */
export const CASE_QUEUE = 'cases'

/** Gives each (SOP, key) its case once, and keeps that longer than Temporal remembers closed workflows. */
export interface CaseFiles {
  reserve(sop: string, key: string): Promise<{ readonly caseId: string; readonly workflowId: string; readonly fresh: boolean }>
  /** The workflow of a case; undefined for a case that nobody ever opened. */
  workflowOf(caseId: string): Promise<string | undefined>
}

/** What cases on Temporal stand on. */
export interface CasesDeps {
  readonly engine: Pick<Engine, 'client' | 'address'>
  readonly files: CaseFiles
  readonly recorder: Pick<Recorder, 'prove'>
  readonly reader: Pick<CaseReader, 'case'>
  /** Where refused commands are kept; whoever sends none needs none. */
  readonly refusals?: Refusals
  /** Ended cases that an event may open again; whoever tells no events needs none. */
  readonly ended?: { of(caseId: string): Promise<EndedCase | undefined> }
  /** How long a person waits for an answer before being told to send again. Milliseconds. */
  readonly patienceMs?: number
  /** Tests only: cases start on a clock that stands still at this instant. */
  readonly heldAt?: number
  /** Tests share a server, each with a queue of its own. */
  readonly taskQueue?: string
}

/** Cases on Temporal. Every method throws `Refused` or `Away`, or a fault. */
export function createCases(deps: CasesDeps): Cases {
  const call = <T>(act: (client: Client) => Promise<T>): Promise<T> =>
    deps.engine.client.withDeadline(Date.now() + (deps.patienceMs ?? 10_000), () => act(deps.engine.client))

  return {
    open: (request) => open(deps, request, call),

    async command(caseId, command) {
      const workflowId = await workflowOf(deps, caseId)
      const asked = { updateId: updateId(command), args: [command] as [Command] }
      const { answer, tokens } = await toCase(deps, caseId, () =>
        call(({ workflow }) => workflow.getHandle(workflowId).executeUpdate(commandUpdate, asked)),
        () => answeredAtTheEnd(workflowId, command, call),
      ).catch(async (error: unknown) => {
        if (error instanceof Refused) await noteRefusal(deps, caseId, command, error)
        throw error
      })
      await prove(deps, caseId, tokens)
      return answer
    },

    async wind(caseId, wind) {
      const workflowId = await workflowOf(deps, caseId)
      const { tokens } = await toCase(deps, caseId, () =>
        call(({ workflow }) => workflow.getHandle(workflowId).executeUpdate(windUpdate, { updateId: updateId(wind), args: [wind] })),
      )
      await prove(deps, caseId, tokens)
    },

    tell: (caseId, arrival) => tell(deps, caseId, arrival, call),
  }
}

async function tell(deps: CasesDeps, caseId: string, arrival: Arrival, call: Call): Promise<'told' | 'gone'> {
  const workflowId = await deps.files.workflowOf(caseId)
  if (workflowId === undefined) return 'gone'
  try {
    await call(({ workflow }) => workflow.getHandle(workflowId).signal(arrivedSignal, arrival))
    return 'told'
  } catch (error) {
    const meaning = understand(error, deps.engine.address)
    if (meaning !== 'closed') throw meaning
    return reopen(deps, caseId, workflowId, arrival, call)
  }
}

/** A further run from the final state, whether Temporal still knows the ended one or not. */
async function reopen(deps: CasesDeps, caseId: string, workflowId: string, arrival: Arrival, call: Call): Promise<'told' | 'gone'> {
  const tokens = await leftUnproven(deps, workflowId, call)
  // Read before the end itself: one that is proven between the two is then found.
  const closed = await isKnownClosed(deps, caseId)
  const ended = await deps.ended?.of(caseId)
  if (isBehind(tokens, ended, closed)) {
    // Not waited for: it may mark this very event as used, whose row is held while the case is told.
    void prove(deps, caseId, tokens)
    throw new Away('engine', `the end of case "${caseId}" is being recorded`)
  }
  if (!ended) return 'gone'
  const { state, plan, runId } = ended
  const { key, trigger, openedBy, event, woundMs } = state
  const input: CaseInput = {
    ...caseInput(caseId, { plan, key, trigger, openedBy, event, windable: woundMs !== null }, deps.heldAt),
    ...(woundMs !== null && deps.heldAt === undefined ? { clock: { kind: 'wound', offsetMs: woundMs } } : {}),
    resume: { state, tokens: [], wound: [], reopens: { runId, arrival } },
  }
  try {
    await call(({ workflow }) => workflow.start('caseWorkflow', {
      taskQueue: deps.taskQueue ?? CASE_QUEUE, workflowId, workflowIdReusePolicy: 'ALLOW_DUPLICATE', workflowIdConflictPolicy: 'FAIL',
      workflowTaskTimeout: '5s', staticSummary: `${plan.title}: ${key}`.slice(0, 200), args: [input],
    }))
    return 'told'
  } catch (error) {
    // Somebody else has just opened it again: it is told next time.
    if (error instanceof WorkflowExecutionAlreadyStartedError) throw new Away('engine', `case "${caseId}" was opened again just now`, { cause: error })
    throw understand(error, deps.engine.address)
  }
}

/** What the run that ended last could not prove itself. One that was ended from outside, or that Temporal forgot, says nothing. */
async function leftUnproven({ engine }: CasesDeps, workflowId: string, call: Call): Promise<readonly Token[]> {
  try {
    return (await call(({ workflow }) => workflow.getHandle<(input: CaseInput) => Promise<CaseEnd>>(workflowId).result())).tokens
  } catch (error) {
    const meaning = understand(error, engine.address)
    if (error instanceof WorkflowFailedError || meaning === 'closed') return []
    throw meaning
  }
}

/** Whether the record knows for sure that the case has ended: a turn that is not proven may say so of one that goes on. */
async function isKnownClosed({ reader }: CasesDeps, caseId: string): Promise<boolean> {
  const summary = (await reader.case(caseId))?.summary
  return summary?.state === 'closed' && summary.confirmed
}

/** Whether the record does not know yet how the case ended: it could be opened again by nobody, or only from where it stood before. */
const isBehind = ([token]: readonly Token[], ended: EndedCase | undefined, closed: boolean): boolean =>
  token !== undefined && (ended ? ended.runId !== token.runId : !closed)

/** A refusal costs the engine nothing and changes no case; that it happened is kept all the same. A database that is away changes nothing of the person's answer. */
async function noteRefusal({ refusals, reader }: CasesDeps, caseId: string, command: Command, { refusal }: Refused): Promise<void> {
  const step = 'step' in command ? { step: command.step } : {}
  const detail = { code: refusal.code, message: refusal.message, asked: command.do, commandId: command.commandId }
  const keep = async (): Promise<void> => {
    // On the case's clock, as everything else in its record.
    const at = Date.now() + ((await reader.case(caseId))?.summary.woundMs ?? 0)
    await refusals?.note(caseId, { type: 'refused', at, actor: `person:${command.by}`, via: command.via, ...step, detail })
  }
  await keep().catch(() => undefined)
}

type Call = <T>(act: (client: Client) => Promise<T>) => Promise<T>

/** A repeat that was opened before is looked up first: Temporal forgets closed cases, the database does not. */
async function open(deps: CasesDeps, request: OpenRequest, call: Call): Promise<{ caseId: string; started: boolean }> {
  const { caseId, workflowId, fresh } = await deps.files.reserve(request.plan.sop, request.key)
  if (!fresh && (await deps.reader.case(caseId)) !== undefined) return { caseId, started: false }
  try {
    await call(({ workflow }) =>
      workflow.start('caseWorkflow', {
        taskQueue: deps.taskQueue ?? CASE_QUEUE,
        workflowId,
        // Closed or running, the one that is there stands; the error says that this call started nothing.
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'FAIL',
        // A worker that dies holds back the case for no longer than this.
        workflowTaskTimeout: '5s',
        staticSummary: `${request.plan.title}: ${request.key}`.slice(0, 200),
        args: [caseInput(caseId, request, deps.heldAt)],
      }),
    )
    return { caseId, started: true }
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { caseId, started: false }
    throw understand(error, deps.engine.address)
  }
}

function caseInput(caseId: string, { plan, key, trigger, openedBy, event, arrival, windable }: OpenRequest, heldAt: number | undefined): CaseInput {
  const opening = { caseId, key, plan, trigger, openedBy, event, windable: windable || heldAt !== undefined, ...(arrival === undefined ? {} : { arrival }) }
  if (heldAt !== undefined) return { opening, clock: { kind: 'held', at: heldAt } }
  return { opening, clock: windable ? { kind: 'wound', offsetMs: 0 } : { kind: 'real' } }
}

/** `onClosed` may still know an answer when the case no longer runs. */
async function toCase<T>(deps: CasesDeps, caseId: string, act: () => Promise<T>, onClosed?: () => Promise<T | undefined>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const meaning = understand(error, deps.engine.address)
    if (meaning !== 'closed') throw meaning
    const answer = await onClosed?.()
    if (answer !== undefined) return answer
    throw new Refused(closedRefusal(caseId, await deps.reader.case(caseId)))
  }
}

/**
 * A command may have been taken by the very turn that ended the case, and its answer lost with the run: the final state still knows it.
 * Undefined when it does not, or nobody can be asked.
 */
async function answeredAtTheEnd(workflowId: string, command: Command, call: Call): Promise<Answered | undefined> {
  const state = await call(({ workflow }) => workflow.getHandle(workflowId).query(stateQuery)).catch(() => undefined)
  const answer = state && answeredTo(state, command)
  return answer === undefined || answer === 'conflict' ? undefined : { answer, tokens: [] }
}

async function workflowOf(deps: CasesDeps, caseId: string): Promise<string> {
  const workflowId = await deps.files.workflowOf(caseId)
  if (workflowId === undefined) throw new Refused(closedRefusal(caseId, undefined))
  return workflowId
}

/**
 * An Update that was answered stood in a durable task, so what it carries is true. An answer is never lost to a proof: the
 * next turn proves again.
 */
async function prove(deps: CasesDeps, caseId: string, tokens: readonly Token[]): Promise<void> {
  if (tokens.length > 0) await deps.recorder.prove(caseId, tokens).catch(() => undefined)
}

/**
 * The server answers a repeated Update by its id alone. What is asked is part of the id, so that the same command id with
 * another content reaches the case, which refuses it.
 */
function updateId(asked: Command | { readonly commandId: string; readonly byMs: number; readonly by: string }): string {
  const content: JsonObject = { ...asked }
  return `${asked.commandId}/${createHash('sha256').update(canonical(content)).digest('hex').slice(0, 12)}`
}
