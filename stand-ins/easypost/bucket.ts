/** So many requests a second; what is not used is kept for one second. */
export interface Bucket {
  take(requests: number, now: number): boolean
}

/** A bucket that starts full; null lets everything through. */
export function createBucket(perSecond: number | null): Bucket {
  let [level, at] = [perSecond ?? 0, 0]
  return {
    take(requests, now) {
      if (perSecond === null) return true
      level = at === 0 ? perSecond : Math.min(perSecond, level + ((now - at) / 1000) * perSecond)
      at = now
      if (level < requests) return false
      level -= requests
      return true
    },
  }
}
