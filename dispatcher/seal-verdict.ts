import type { Token } from '../domain/ports.ts'

/** What Temporal keeps of a run; undefined when it no longer knows the run. */
export type RunHistory = { readonly tokens: readonly Token[]; readonly ended: boolean } | undefined

/** What becomes of turns in doubt. */
export interface Verdicts {
  readonly proven: readonly Token[]
  readonly discarded: readonly Token[]
  readonly unknown: readonly Token[]
  /** Their workflow task may still end: look again later. */
  readonly undecided: readonly Token[]
}

type Verdict = keyof Verdicts

/**
 * Judges turns of one run by a history that was read after them. A turn whose token stands there happened. One without it
 * did not, once a turn as late as it was kept or the run has ended: only one of a turn's insertions can be in the history.
 */
export function judge(doubtful: readonly Token[], history: RunHistory): Verdicts {
  const kept = new Set(history?.tokens.map(({ token }) => token))
  const verdictOn = ({ runId, turn, token }: Token): Verdict => {
    if (!history) return 'unknown'
    if (kept.has(token)) return 'proven'
    // A reset copies the earlier run's markers into the new one: they say nothing about how far this run came.
    const passed = history.tokens.some((other) => other.runId === runId && other.turn >= turn)
    return passed || history.ended ? 'discarded' : 'undecided'
  }
  const by = (verdict: Verdict): readonly Token[] => doubtful.filter((token) => verdictOn(token) === verdict)
  return { proven: by('proven'), discarded: by('discarded'), unknown: by('unknown'), undecided: by('undecided') }
}
