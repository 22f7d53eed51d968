/** Half-open `[from, to)` in epoch milliseconds. Lists of them are sorted and disjoint. */
export type Interval = readonly [number, number]

/** Open at every instant that a Date can hold. */
export const ALWAYS: readonly Interval[] = [[-8.64e15, 8.64e15]]

/** Open time in `[from, to)` in milliseconds; zero when `to` is not after `from`. */
export function elapsedIn(intervals: readonly Interval[], from: number, to: number): number {
  if (to <= from) return 0
  let sum = 0
  for (let at = firstEndingAfter(intervals, from); at < intervals.length; at++) {
    const [opens, closes] = intervals[at] ?? [to, to]
    if (opens >= to) break
    sum += Math.min(closes, to) - Math.max(opens, from)
  }
  return sum
}

/** The earliest instant at which `ms` of open time have passed since `from`; undefined when the intervals end before. */
export function dueIn(intervals: readonly Interval[], from: number, ms: number): number | undefined {
  if (ms <= 0) return from
  let left = ms
  for (let at = firstEndingAfter(intervals, from); at < intervals.length; at++) {
    const [opens, closes] = intervals[at] ?? [from, from]
    const begins = Math.max(opens, from)
    if (left <= closes - begins) return begins + left
    left -= closes - begins
  }
  return undefined
}

/** The first open instant that is not before `at`; undefined when the intervals have none. */
export function nextOpen(intervals: readonly Interval[], at: number): number | undefined {
  const next = intervals[firstEndingAfter(intervals, at)]
  return next && Math.max(next[0], at)
}

/** Whether an instant is open; the instant of closing is not. */
export const isOpenIn = (intervals: readonly Interval[], at: number): boolean => nextOpen(intervals, at) === at

/** Joins what abuts. Takes sorted, disjoint intervals. */
export function joined(intervals: Iterable<Interval>): readonly Interval[] {
  const result: [number, number][] = []
  for (const [from, to] of intervals) {
    const last = result.at(-1)
    if (last && last[1] === from) last[1] = to
    else result.push([from, to])
  }
  return result
}

function firstEndingAfter(intervals: readonly Interval[], at: number): number {
  let low = 0
  let high = intervals.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((intervals[middle]?.[1] ?? at) > at) high = middle
    else low = middle + 1
  }
  return low
}
