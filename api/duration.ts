const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }
/** A clock is wound by a year at most: further is a slip of the finger. */
const LONGEST_MS = 366 * 86_400_000

/** Milliseconds of `4h`, `90m`, `2d` or `1h30m`; undefined for anything else, for nothing and for more than a year. */
export function readDuration(text: string): number | undefined {
  if (!/^(\d{1,9}(ms|s|min|m|h|d))+$/.test(text)) return undefined
  const parts = [...text.matchAll(/(\d+)(ms|s|min|m|h|d)/g)]
  const total = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0)
  return total > 0 && total <= LONGEST_MS ? total : undefined
}
