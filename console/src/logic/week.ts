/** What a clock in a zone reads at an instant: `2026-11-20T11:20`, as fields for a date and a time have it. */
export function wallIn(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at)
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '00'
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

const HOUR_MS = 3_600_000

/** When the local day began; twice, because the clocks may have changed since. */
function midnight(at: number, zone: string): number {
  const back = (from: number): number => {
    const [hours = 0, minutes = 0] = wallIn(from, zone).slice(11).split(':').map(Number)
    return Math.floor(from / 60_000) * 60_000 - (hours * 60 + minutes) * 60_000
  }
  const first = back(at)
  return wallIn(first, zone).endsWith('T00:00') ? first : back(first + 2 * HOUR_MS)
}

/** The beginnings of seven local days from the one of `at` on, and of the day after them. */
export function weekFrom(at: number, zone: string): readonly number[] {
  const days = [midnight(at, zone)]
  while (days.length < 8) days.push(midnight((days.at(-1) ?? at) + 30 * HOUR_MS, zone))
  return days
}
