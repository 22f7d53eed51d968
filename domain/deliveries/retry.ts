import type { ChannelFailure } from '../delivery.ts'

/** A try that did not work. Milliseconds. */
export interface FailedTry {
  readonly failure: ChannelFailure
  /** This one and all before it. */
  readonly tries: number
  /** Since the first of them. */
  readonly sinceFirstMs: number
  readonly urgent: boolean
  /** What the channel asked for. */
  readonly retryAfterMs: number | undefined
}

/**
 * What comes of it: the same way again after a while; or the next way, and where there is none the same again after `elseInMs`, or,
 * where that is null, the end.
 */
export type AfterFailure =
  | { readonly do: 'again'; readonly inMs: number; readonly possibleRepeat: boolean }
  | { readonly do: 'pass_on'; readonly elseInMs: number | null; readonly possibleRepeat: boolean }

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 5 * 60_000
/** How long one way is tried before the next one is. */
const PATIENCE_MS = { urgent: 45_000, calm: 15 * 60_000 }
/** How long the last way of all is tried. */
const LAST_PATIENCE_MS = 72 * 3_600_000

/** Twice as long each time: 1 s, 2 s, 4 s, … up to 5 min; never before the channel wants it. */
export const waitAfter = (tries: number, retryAfterMs = 0): number => Math.max(retryAfterMs, Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 20)))

/** Decides what comes of a failed try. What may have been sent is marked when it goes out again. */
export function afterFailure({ failure, tries, sinceFirstMs, urgent, retryAfterMs }: FailedTry): AfterFailure {
  const possibleRepeat = failure === 'unknown'
  const waitMs = waitAfter(tries, retryAfterMs)
  const lastMs = sinceFirstMs < LAST_PATIENCE_MS ? waitMs : null
  switch (failure) {
    // Another try finds the same.
    case 'unreachable': case 'refused': return { do: 'pass_on', elseInMs: null, possibleRepeat }
    // Somebody may mend it.
    case 'credentials': return { do: 'pass_on', elseInMs: lastMs === null ? null : LONGEST_WAIT_MS, possibleRepeat }
    case 'later': case 'unknown': {
      const patient = tries < 2 || sinceFirstMs + waitMs <= (urgent ? PATIENCE_MS.urgent : PATIENCE_MS.calm)
      return patient ? { do: 'again', inMs: waitMs, possibleRepeat } : { do: 'pass_on', elseInMs: lastMs, possibleRepeat }
    }
  }
}
