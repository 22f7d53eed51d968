import { ChannelError } from '../../domain/delivery.ts'

/**
 * Calls a minute that a method is allowed for a whole workspace, by Slack's tiers; of messages Slack says "several hundred". What
 * somebody waits for stands here not at all: whether that is too much Slack says itself.
 */
export const PER_MINUTE = { 'chat.postMessage': 300, 'chat.update': 50, 'conversations.open': 50 } as const

/** A method that is held back. */
export type Paced = keyof typeof PER_MINUTE

/** Keeps calls within what the workspace is allowed. One for each process and token; processes that call at the same time know nothing of each other, and heed what Slack tells them. */
export interface Pace {
  /** Resolves when the method may be called; that call is taken. Throws `ChannelError` with the time to come again when it is too long until then. */
  turn(method: string): Promise<void>
  /** Calls that may be made now without waiting. */
  free(method: Paced): number
  /** Slack wants no such call for so long. Milliseconds. */
  hold(method: string, ms: number): void
}

/** Longer than this nobody waits: whoever wants to call comes again. Below the time that a message has to leave. */
const MOST_WAIT_MS = 3_000
const MINUTE_MS = 60_000

interface Bucket {
  readonly perMinute: number
  /** Calls left; below zero, calls that were promised and wait. */
  left: number
  at: number
}

/** Everything may be called as often as a minute allows, and then as often as calls come back. `wait` resolves after so many milliseconds. */
export function createPace(now: () => number, wait: (ms: number) => Promise<void>): Pace {
  const buckets = new Map<string, Bucket>(Object.entries(PER_MINUTE).map(([method, perMinute]) => [method, { perMinute, left: perMinute, at: now() }]))
  const filled = (bucket: Bucket): Bucket => {
    const at = now()
    bucket.left = Math.min(bucket.perMinute, bucket.left + (Math.max(0, at - bucket.at) / MINUTE_MS) * bucket.perMinute)
    bucket.at = Math.max(at, bucket.at)
    return bucket
  }
  return {
    async turn(method) {
      const known = buckets.get(method)
      if (!known) return
      const bucket = filled(known)
      const waitMs = Math.ceil(((1 - bucket.left) / bucket.perMinute) * MINUTE_MS) + Math.max(0, bucket.at - now())
      if (waitMs > MOST_WAIT_MS) throw new ChannelError('later', 'paced', `the workspace is allowed no more calls of "${method}" for now`, waitMs)
      bucket.left -= 1
      if (waitMs > 0) await wait(waitMs)
    },
    free(method) {
      const known = buckets.get(method)
      return known ? Math.max(0, Math.floor(filled(known).left)) : 0
    },
    hold(method, ms) {
      const known = buckets.get(method)
      if (!known) return
      const bucket = filled(known)
      bucket.left = Math.min(0, bucket.left)
      bucket.at = Math.max(bucket.at, now() + ms)
    },
  }
}
