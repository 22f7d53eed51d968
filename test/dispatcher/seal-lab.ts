import type { Database } from '../../adapters/postgres/database.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { createSealer } from '../../dispatcher/sealer.ts'
import type { Sealer, SealProblem } from '../../dispatcher/sealer.ts'
import type { Histories, Recorder, Token } from '../../domain/ports.ts'

/** A Temporal that keeps what a test says its workflow tasks made durable. */
export interface FakeTemporal extends Histories {
  keep(...tokens: readonly Token[]): void
  end(runId: string): void
  forget(runId: string): void
  readonly asked: readonly string[]
}

/** Knows every run that it was not told to forget. */
export function fakeTemporal(): FakeTemporal {
  const kept: Token[] = []
  const [ended, forgotten, asked]: [Set<string>, Set<string>, string[]] = [new Set(), new Set(), []]
  return {
    asked,
    keep: (...tokens) => { kept.push(...tokens) },
    end: (runId) => { ended.add(runId) },
    forget: (runId) => { forgotten.add(runId) },
    tokens: async (_workflowId, runId) => {
      asked.push(runId)
      return forgotten.has(runId) ? undefined : { tokens: kept.filter((token) => token.runId === runId), ended: ended.has(runId) }
    },
  }
}

/** A sealer that asks about every turn in doubt at once. */
export function sealerOn(
  database: Database, histories: Histories,
): { readonly sealer: Sealer; readonly recorder: Recorder; readonly problems: readonly SealProblem[] } {
  const problems: SealProblem[] = []
  const store = createSealingStore(database, { firstLookMs: 0, longestWaitMs: 0 })
  const sealer = createSealer({ store, histories, report: (problem) => { problems.push(problem) } })
  return { sealer, recorder: createRecorder(database), problems }
}
