const HOUR = 3_600_000

/**
 * The UTC offset of an IANA zone as `[from, offset]` in milliseconds, ascending: each offset holds from its instant on.
 * Offsets come from the runtime's own time zone data, found by halving between hours that differ.
 */
export function zoneOffsets(zone: string, fromMs: number, toMs: number): [number, number][] {
  const offset = offsetReader(zone)
  const result: [number, number][] = [[fromMs, offset(fromMs)]]
  // A zone never keeps a change for less than a week, so steps of a week miss none.
  const week = 7 * 24 * HOUR
  for (let at = fromMs; at < toMs; at += week) {
    const next = Math.min(at + week, toMs)
    if (offset(at) !== offset(next)) result.push(change(offset, at, next))
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
    const parts = new Map(format.formatToParts(at).map((part) => [part.type, Number(part.value)]))
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0
    return (
      Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - Math.floor(at / 1000) * 1000
    )
  }
}

const cache = new Map<string, readonly (readonly [number, number])[]>()

/** The offsets that a Plan carries: 2015 to the end of 2040, worked out once per zone. */
export function planOffsets(zone: string): readonly (readonly [number, number])[] {
  const known = cache.get(zone) ?? zoneOffsets(zone, Date.UTC(2015, 0, 1), Date.UTC(2041, 0, 1))
  cache.set(zone, known)
  return known
}
