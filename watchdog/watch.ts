import { countsOf, makeRound, type RoundDeps } from './round.ts'
import type { Status } from './status.ts'

/** What going round and round needs besides what a round needs. */
export interface WatchDeps extends RoundDeps {
  readonly ping?: (() => Promise<void>) | undefined
  readonly everyMs?: number
  /** Measures how long a round took. Milliseconds. */
  readonly stopwatch: () => number
}

const EVERY_MS = 60_000

/** One round after the other. */
export interface Watch {
  /** Makes rounds until `over`; resolves when the one under way has ended. */
  run(over: AbortSignal): Promise<void>
  /** One round by the database's clock, with the ping that follows a whole one. */
  once(): Promise<void>
  status(): Omit<Status, 'startedAt'>
}

/** Makes a round every minute, whatever the last one came to. */
export function createWatch(deps: WatchDeps): Watch {
  const { rows, ping, report, everyMs = EVERY_MS, stopwatch } = deps
  let status: Omit<Status, 'startedAt'> = { active: false, wholeAt: null, tookMs: null, found: new Map() }

  async function once(): Promise<void> {
    const began = stopwatch()
    const now = await rows.clock()
    const { whole, found } = await makeRound(deps, now)
    status = { ...status, tookMs: Math.round(stopwatch() - began), found: countsOf(found), ...(whole ? { wholeAt: now } : {}) }
    // Whoever counts the pings is to notice a round that failed as much as one that was never made.
    if (whole) await ping?.().catch((error: unknown) => report('the heartbeat did not get through', error))
  }

  return {
    once,
    status: () => status,
    async run(over) {
      status = { ...status, active: true }
      while (!over.aborted) {
        const began = stopwatch()
        await once().catch((error: unknown) => report('a round failed', error))
        await pause(Math.max(0, everyMs - (stopwatch() - began)), over)
      }
      status = { ...status, active: false }
    },
  }
}

const pause = (ms: number, over: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (over.aborted) return resolve()
  const end = (): void => { clearTimeout(timer); over.removeEventListener('abort', end); resolve() }
  const timer = setTimeout(end, ms)
  over.addEventListener('abort', end, { once: true })
})
