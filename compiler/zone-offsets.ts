const HOUR = 3_600_000

/**
 * The UTC offset of an IANA zone as `[from, offset]` in milliseconds, ascending: each offset holds from its instant on.
 * Offsets come from the runtime's own time zone data, found by halving between hours that differ.
 */
export function zoneOffsets(zone: string, fromMs: number, toMs: number): [number, number][] {
  const offset = offsetReader(zone)
  let before = offset(fromMs)
  const result: [number, number][] = [[fromMs, before]]
  // A zone never keeps a change for less than a week, so steps of a week miss none.
  const week = 7 * 24 * HOUR
  for (let at = fromMs; at < toMs; at += week) {
    const next = Math.min(at + week, toMs)
    const after = offset(next)
    if (before !== after) result.push(change(offset, at, next))
    before = after
  }
  return result
}

function change(offset: (at: number) => number, from: number, to: number): [number, number] {
  const before = offset(from)
  let [low, high] = [Math.floor(from / 60_000), Math.ceil(to / 60_000)]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (offset(middle * 60_000) === before) low = middle
    else high = middle
  }
  return [high * 60_000, offset(high * 60_000)]
}

function offsetReader(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (at) => {
    // "11/20/2026, 14:05:00"; asking for its parts one by one takes three times as long.
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = format.format(at).match(/\d+/g)?.map(Number) ?? []
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
  }
}

const cache = new Map<string, readonly (readonly [number, number])[]>()

/** The offsets that a Plan carries: 2015 to the end of 2040, worked out once per zone. */
export function planOffsets(zone: string): readonly (readonly [number, number])[] {
  const known = cache.get(zone) ?? zoneOffsets(zone, Date.UTC(2015, 0, 1), Date.UTC(2041, 0, 1))
  cache.set(zone, known)
  return known
}
