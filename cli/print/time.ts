const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const two = (value: number): string => String(value).padStart(2, '0')

/** `Fri 2026-11-20 10:00` in the time zone of this terminal. */
export function moment(at: string | number): string {
  const date = new Date(at)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${DAYS[date.getDay()] ?? ''} ${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `1 d 2 h`, `1 h 40 min`, `30 s`: the two largest units. */
export function span(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000)
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  if (first < 0) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** `due in 1 h 40 min, Fri 2026-11-20 14:00`, or how long ago it was due. */
export function due(at: string, now: number): string {
  const left = Date.parse(at) - now
  return left >= 0 ? `due in ${span(left)}, ${moment(at)}` : `due ${span(left)} ago, ${moment(at)}`
}
