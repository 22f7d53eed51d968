import type { Histories, Recorder, Token } from '../domain/ports.ts'
import { judge } from './seal-verdict.ts'

/** Turns of one run of a case that have been without proof for too long. */
export interface DoubtfulRun {
  readonly caseId: string
  readonly workflowId: string
  readonly runId: string
  readonly turns: readonly Token[]
}

/** The rows that the sealer works on. Any number of sealers may share them. */
export interface SealingStore extends Pick<Recorder, 'prove'> {
  /**
   * Chains what is settled, each case up to its first turn in doubt. Resolves with the number of events chained. A case that
   * cannot be chained is reported and keeps no other from it.
   */
  chain(report: (caseId: string, error: unknown) => void): Promise<number>
  /** Takes runs in doubt that are due for a look, leaving them to nobody else for a while. */
  takeDoubtful(limit: number): Promise<readonly DoubtfulRun[]>
  /** Gives up turns: `discarded` never happened, `unknown` will be chained as unproven. */
  settle(caseId: string, tokens: readonly Token[], state: 'discarded' | 'unknown'): Promise<void>
  /** Age of the oldest turn in doubt, in milliseconds; 0 when there is none. */
  oldestDoubtMs(): Promise<number>
}

/** Something a person should look at. */
export type SealProblem =
  /** Temporal no longer knows the run: its turns are chained as unproven. */
  | ({ readonly kind: 'unproven' } & DoubtfulRun)
  /** The pass went on without this run, or ended here; it is tried again. */
  | { readonly kind: 'failed'; readonly caseId: string | null; readonly error: unknown }

/** What sealing stands on: our rows, and the engine's word on them. */
export interface SealerDeps {
  readonly store: SealingStore
  readonly histories: Histories
  readonly report: (problem: SealProblem) => void
  /** Runs looked up in Temporal in one pass. */
  readonly limit?: number
}

/** What one pass did, for the metrics; runs that could not be looked up are in none of the counts. */
export interface PassResult {
  /** Events chained. */
  readonly chained: number
  readonly proven: number
  readonly discarded: number
  readonly unknown: number
  /** Milliseconds; alarm when this comes near half of Temporal's retention. */
  readonly oldestDoubtMs: number
}

/** Turns proven turns into the chained record. */
export interface Sealer {
  /** One look at everything. Rejects only when the database is away. */
  pass(): Promise<PassResult>
}

type Settled = Omit<PassResult, 'chained' | 'oldestDoubtMs'>

/** Turns proven turns into the record: asks Temporal about those in doubt, then chains. Safe to kill at any point. */
export const createSealer = ({ store, histories, report, limit = 50 }: SealerDeps): Sealer => ({
  async pass() {
    const unchained = (caseId: string, error: unknown): void => report({ kind: 'failed', caseId, error })
    // What is proven already need not wait for Temporal.
    const before = await store.chain(unchained)
    const doubtful = await store.takeDoubtful(limit)
    const settled = await Promise.all(doubtful.map((run) => settleRun({ store, histories, report }, run)))
    const after = settled.some((one) => one.proven + one.discarded + one.unknown > 0) ? await store.chain(unchained) : 0
    const sum = (what: keyof Settled): number => settled.reduce((total, one) => total + one[what], 0)
    return {
      chained: before + after,
      proven: sum('proven'),
      discarded: sum('discarded'),
      unknown: sum('unknown'),
      oldestDoubtMs: await store.oldestDoubtMs(),
    }
  },
})

/** One run that cannot be looked up keeps no other case from being sealed. */
async function settleRun({ store, histories, report }: Omit<SealerDeps, 'limit'>, run: DoubtfulRun): Promise<Settled> {
  try {
    const { proven, discarded, unknown } = judge(run.turns, await histories.tokens(run.workflowId, run.runId))
    if (proven.length > 0) await store.prove(run.caseId, proven)
    if (discarded.length > 0) await store.settle(run.caseId, discarded, 'discarded')
    if (unknown.length > 0) {
      await store.settle(run.caseId, unknown, 'unknown')
      report({ kind: 'unproven', caseId: run.caseId, workflowId: run.workflowId, runId: run.runId, turns: unknown })
    }
    return { proven: proven.length, discarded: discarded.length, unknown: unknown.length }
  } catch (error) {
    report({ kind: 'failed', caseId: run.caseId, error })
    return { proven: 0, discarded: 0, unknown: 0 }
  }
}
