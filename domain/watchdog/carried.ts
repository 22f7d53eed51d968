import { writeInstant } from '../instant.ts'
import { LATE_MS } from './limits.ts'
import type { FindingKind, Seen } from './finding.ts'
import type { Carried, WatchedCase } from './port.ts'

/** What only the engine can tell. */
export const CARRIED_KINDS: readonly FindingKind[] = ['workflow-gone', 'timer-gone', 'no-next-step']

/**
 * Compares an open case with what the engine knows of its workflow. `unsure` when something is amiss that may only be on its way:
 * look again soon.
 */
export function judgeCarried(watched: WatchedCase, carried: Carried, now: number): { readonly seen: readonly Seen[]; readonly unsure: boolean } {
  const wrong = wrongWith(watched, carried, now)
  if (!wrong) return { seen: [], unsure: false }
  const since = Math.max(watched.recordedAt, carried.endedAt ?? 0)
  if (now - since < LATE_MS.due) return { seen: [], unsure: true }
  const { caseId, label } = watched
  return { seen: [{ subject: caseId, caseId, label, ...wrong }], unsure: false }
}

function wrongWith({ dueAt, dueWhat, engineAt, held, recordedAt }: WatchedCase, { state, endedAt, timerAt, calls, called }: Carried, now: number): Pick<Seen, 'kind' | 'expectedAt' | 'what'> | undefined {
  if (state === 'unknown') return { kind: 'workflow-gone', expectedAt: recordedAt, what: 'Temporal does not know it' }
  if (state === 'ended') return { kind: 'workflow-gone', expectedAt: endedAt, what: endedAt === null ? 'it ended' : `it ended at ${writeInstant(endedAt)}` }
  // Whatever is under way may set the next one; what is never dealt with is missed when it was due.
  if (calls > 0 || called) return undefined
  const due = dueAt ?? engineAt
  // What is past is missed, with or without a timer.
  if (due !== null) return due > now && (timerAt === null || timerAt > due + LATE_MS.due) ? { kind: 'timer-gone', expectedAt: due, what: dueAt === null ? 'the engine had a timer for it' : dueWhat } : undefined
  return timerAt === null && !held ? { kind: 'no-next-step', expectedAt: recordedAt, what: '' } : undefined
}
