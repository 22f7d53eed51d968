/** The vendor's leaky bucket: `maximumAvailable` points, refilled at `restoreRate` points a second. */
export interface Bucket {
  /** Takes the points if there are enough of them. */
  take(points: number, now: number): boolean
  status(now: number): { readonly maximumAvailable: number; readonly currentlyAvailable: number; readonly restoreRate: number }
}

/** A bucket that starts full. `now` is epoch milliseconds and must not go back. */
export function createBucket(maximumAvailable: number, restoreRate: number): Bucket {
  let level = maximumAvailable
  let at = 0
  const refill = (now: number): void => {
    if (at > 0) level = Math.min(maximumAvailable, level + ((now - at) / 1000) * restoreRate)
    at = now
  }
  return {
    take(points, now) {
      refill(now)
      if (points > level) return false
      level -= points
      return true
    },
    status(now) {
      refill(now)
      return { maximumAvailable, currentlyAvailable: Math.floor(level), restoreRate }
    },
  }
}
