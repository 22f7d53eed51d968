/** The value below which a share of the sample lies (nearest rank, `share` from 0 to 1); NaN for an empty sample. */
export function quantile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

/** The middle of a sample; the mean of the two in the middle of an even one. */
export function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Rounded for reading: `places` behind the point. */
export const rounded = (value: number, places = 1): number => Number(value.toFixed(places))

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** What some work took, in milliseconds: of this process's CPU, all its threads together, and by the clock, whoever else was at work. */
export interface Spent {
  readonly cpuMs: number
  readonly wallMs: number
}

/** Starts to measure; the function that it gives says what was spent since. */
export function stopwatch(): () => Spent {
  const [before, since] = [process.cpuUsage(), performance.now()]
  return () => {
    const { user, system } = process.cpuUsage(before)
    return { cpuMs: (user + system) / 1000, wallMs: performance.now() - since }
  }
}

/** Does the work, which must be synchronous, and says what it took. */
export function spentOn(work: () => void): Spent {
  const spent = stopwatch()
  work()
  return spent()
}

/** The larger of both, each by its own measure. */
export const slower = (one: Spent, other: Spent): Spent =>
  ({ cpuMs: Math.max(one.cpuMs, other.cpuMs), wallMs: Math.max(one.wallMs, other.wallMs) })
