import { activityInfo, heartbeat } from '@temporalio/activity'

const BEAT_MS = 1_000

/**
 * Beats while the work runs, so that the engine notices a dead worker after the heartbeat timeout and not after the much
 * longer time that a slow vendor is allowed.
 */
export async function beating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), BEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

/** How long ago the case asked for what this activity does, in milliseconds; later tries are as late as they are. */
export const sinceAsked = (): number => Math.max(0, Date.now() - activityInfo().scheduledTimestampMs)
