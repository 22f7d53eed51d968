/** The vendor's tiers: calls a minute for each method. `message` is held to one a second a channel as well. */
export type Tier = 1 | 2 | 3 | 4 | 'message' | 'none'

const PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100 } as const

/** Limits in force. Times are epoch milliseconds and must not go back. */
export interface Rates {
  /** Takes one call; answers 0, or the whole seconds after which to ask again. */
  take(method: string, tier: Tier, channel: string, now: number): number
}

interface Bucket {
  level: number
  at: number
}
interface Limit {
  readonly key: string
  readonly burst: number
  readonly perSecond: number
}

/**
 * Buckets that start full. A refused call takes nothing from any of them, so that a channel that is full does not starve the others.
 */
export function createRates(
  settings: { readonly rateSpeed: number; readonly messageBurst: number; readonly workspacePerMinute: number },
): Rates {
  const buckets = new Map<string, Bucket>()
  const levelOf = (limit: Limit, now: number): Bucket => {
    const known = buckets.get(limit.key) ?? { level: limit.burst, at: now }
    const level = Math.min(limit.burst, known.level + ((now - known.at) / 1000) * limit.perSecond)
    const bucket = { level, at: now }
    buckets.set(limit.key, bucket)
    return bucket
  }
  return {
    take(method, tier, channel, now) {
      if (settings.rateSpeed === 0 || tier === 'none') return 0
      const limits = limitsFor(method, tier, channel, settings)
      const full = limits.map((limit) => ({ limit, bucket: levelOf(limit, now) }))
      const waits = full.filter(({ bucket }) => bucket.level < 1 - 1e-9)
        .map(({ limit, bucket }) => Math.max(1, Math.ceil((1 - bucket.level) / limit.perSecond)))
      if (waits.length > 0) return Math.max(...waits)
      for (const { bucket } of full) bucket.level -= 1
      return 0
    },
  }
}

function limitsFor(
  method: string, tier: Exclude<Tier, 'none'>, channel: string,
  settings: { readonly rateSpeed: number; readonly messageBurst: number; readonly workspacePerMinute: number },
): readonly Limit[] {
  const speed = settings.rateSpeed
  if (tier !== 'message') return [{ key: method, burst: PER_MINUTE[tier], perSecond: (PER_MINUTE[tier] / 60) * speed }]
  return [
    { key: `channel ${channel}`, burst: settings.messageBurst, perSecond: speed },
    { key: 'workspace', burst: settings.workspacePerMinute, perSecond: (settings.workspacePerMinute / 60) * speed },
  ]
}
