/** Who looks, and when: dates are shown in their zone. */
export interface Viewer {
  readonly tz: string
  /** Epoch milliseconds. */
  readonly now: number
}

const format = (options: Intl.DateTimeFormatOptions, at: number, viewer: Viewer): string =>
  new Intl.DateTimeFormat('en-US', { timeZone: viewer.tz, ...options }).format(at)
/** The day in the viewer's zone, as YYYY-MM-DD. */
const dayOf = (at: number, viewer: Viewer): string => new Intl.DateTimeFormat('en-CA', { timeZone: viewer.tz }).format(at)

const ordinal = (day: number): string => {
  const tail = day % 10
  const teen = day % 100 >= 11 && day % 100 <= 13
  return `${day}${teen || tail > 3 || tail === 0 ? 'th' : (['st', 'nd', 'rd'][tail - 1] ?? 'th')}`
}

/** Yesterday, today and tomorrow by name, else as given. */
function pretty(otherwise: string, at: number, viewer: Viewer): string {
  const days: Readonly<Record<string, string>> = {
    [dayOf(viewer.now - 86_400_000, viewer)]: 'yesterday', [dayOf(viewer.now, viewer)]: 'today',
    [dayOf(viewer.now + 86_400_000, viewer)]: 'tomorrow',
  }
  return days[dayOf(at, viewer)] ?? otherwise
}

function ago(at: number, now: number): string {
  const minutes = Math.round(Math.abs(now - at) / 60_000)
  const words = minutes < 1 ? 'less than a minute' : minutes < 60 ? `${minutes} minute${minutes === 1 ? '' : 's'}`
    : minutes < 2880 ? `${Math.round(minutes / 60)} hour${Math.round(minutes / 60) === 1 ? '' : 's'}` : `${Math.round(minutes / 1440)} days`
  return at > now ? `in ${words}` : `${words} ago`
}

/** The vendor's tokens of `<!date^…>`, each in the viewer's zone. */
const TOKENS: Readonly<Record<string, (at: number, viewer: Viewer) => string>> = {
  date_num: dayOf,
  date: (at, viewer) => {
    const day = ordinal(Number(format({ day: 'numeric' }, at, viewer)))
    return `${format({ month: 'long' }, at, viewer)} ${day}, ${format({ year: 'numeric' }, at, viewer)}`
  },
  date_short: (at, viewer) => format({ month: 'short', day: 'numeric', year: 'numeric' }, at, viewer),
  date_long: (at, viewer) => `${format({ weekday: 'long' }, at, viewer)}, ${TOKENS['date']?.(at, viewer) ?? ''}`,
  date_pretty: (at, viewer) => pretty(TOKENS['date']?.(at, viewer) ?? '', at, viewer),
  date_short_pretty: (at, viewer) => pretty(TOKENS['date_short']?.(at, viewer) ?? '', at, viewer),
  date_long_pretty: (at, viewer) => pretty(TOKENS['date_long']?.(at, viewer) ?? '', at, viewer),
  time: (at, viewer) => format({ hour: 'numeric', minute: '2-digit' }, at, viewer),
  time_secs: (at, viewer) => format({ hour: 'numeric', minute: '2-digit', second: '2-digit' }, at, viewer),
  ago: (at, viewer) => ago(at, viewer.now),
}

/** The words of a date with its tokens filled in; undefined when the time or a token is none that the vendor knows. */
export function dateWords(seconds: string, pattern: string, viewer: Viewer): string | undefined {
  const at = Number(seconds) * 1000
  if (!/^\d+$/.test(seconds)) return undefined
  let known = true
  const words = pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const token = TOKENS[name]
    if (token === undefined) known = false
    return token?.(at, viewer) ?? whole
  })
  return known ? words : undefined
}

/** The time of a message, and its day for the line between days. */
export const clockOf = (ts: string, viewer: Viewer): string => format({ hour: 'numeric', minute: '2-digit' }, Number(ts) * 1000, viewer)
/** @see clockOf */
export const dayWords = (ts: string, viewer: Viewer): string => {
  const at = Number(ts) * 1000
  const words = pretty(format({ weekday: 'long', month: 'long', day: 'numeric' }, at, viewer), at, viewer)
  return words.replace(/^./, (first) => first.toUpperCase())
}
