import { setTimeout as pause } from 'node:timers/promises'
import { Unavailable } from '../../adapters/postgres/unavailable.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Recorder } from '../../domain/ports.ts'
import type { CaseSummary, TaskCard } from '../../domain/views.ts'
import type { Office } from './office.ts'

/** Somebody who is to be told of a case, which is made for it. */
export interface Intent {
  readonly caseId: string
  /** A person's id, or `slack:#channel`. */
  readonly to: string
  readonly urgent: boolean
}

/** When a turn became true, by its case. Epoch milliseconds. */
export type Proven = Map<string, number>

const AT_ONCE = 8

/** Records a turn for each and lets it become true, however often the database goes away meanwhile. */
export async function tellAll({ database }: Office, intents: readonly Intent[], proven: Proven): Promise<void> {
  // A worker need not wait until a proof is on disk: the engine's history has it. No engine knows these turns, so theirs is waited for.
  const recorder = { ...createRecorder(database), prove: createSealingStore(database).prove }
  const waiting = intents.values()
  const teller = async (): Promise<void> => {
    for (const intent of waiting) {
      await until(() => tell(recorder, intent.caseId, 1, [eventOf(intent)], [cardOf(intent)]))
      proven.set(intent.caseId, Date.now())
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, teller))
}

async function tell(recorder: Recorder, caseId: string, turn: number, events: readonly AuditEvent[], tasks: readonly TaskCard[]): Promise<void> {
  const { token } = await recorder.record({
    caseId, workflowId: `case/bench/${caseId}`, runId: `run-${caseId}`, continuedFrom: null, turn, events, requests: [], summary: summaryOf(caseId), tasks, subscriptions: [], used: [], proves: [],
  })
  await recorder.prove(caseId, [token])
}

async function until(work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error
      await pause(100)
    }
  }
}

const STARTED = Date.UTC(2026, 10, 20, 9)

const eventOf = ({ to, urgent }: Intent): AuditEvent => ({
  type: urgent ? 'escalated' : to.startsWith('slack:') ? 'reminded' : 'assigned', at: STARTED, actor: 'timer', step: 'inspect', instance: 'inspect#1', epoch: 1, level: urgent ? 2 : 0,
  detail: { to: [to], why: 'first in the role', because: 'nobody has taken it' },
})

const cardOf = ({ caseId, to }: Intent): TaskCard => ({
  caseId, sop: 'bench', label: caseId, step: 'inspect', instance: 'inspect#1', visit: 1, epoch: 1, level: 0, kind: 'task', title: 'Inspect the parcel', forWhom: 'clerk', assignee: to, claimedBy: null, why: 'first in the role',
  startedAt: STARTED, acknowledgeBy: null, dueAt: STARTED + 4 * 3_600_000, breached: false, next: null, do: 'Open the parcel and grade what is in it.', check: ['The seal is whole'], ifWrong: 'Ask the lead.', escalates: 'to the lead after 2 h',
  facts: [], form: [], outcomes: ['good', 'bad'],
})

const summaryOf = (caseId: string): CaseSummary => ({
  caseId, sop: 'bench', sopTitle: 'Returns', version: 'v1', key: caseId, label: caseId, state: 'open', outcome: null, openedAt: STARTED, openedBy: 'shop', closedAt: null, dueAt: null, breached: false, standing: 'waits',
  openSteps: [], woundMs: null,
})
