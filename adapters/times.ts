const DAY = 86_400_000

/**
 * The exact instant in the reader's zone: weekday and time when it lies within six days of `now`, else with the date; in UTC where the
 * zone is none. 12 or 24 hours as the reader's English has it. Epoch milliseconds.
 */
export function exactly(at: number, now: number, zone: string, locale: string): string {
  const near = Math.abs(at - now) < 6 * DAY
  const date: Intl.DateTimeFormatOptions = near ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  try {
    return inZone(at, { ...date, hour: '2-digit', minute: '2-digit' }, zone, locale).replace(',', '')
  } catch {
    return inUtc(at)
  }
}

/** An instant in a zone, formatted as asked, in English. Throws `RangeError` for what is no zone. */
export const inZone = (at: number, options: Intl.DateTimeFormatOptions, zone: string, locale: string): string =>
  new Intl.DateTimeFormat(english(locale), { ...options, timeZone: zone }).format(at)

/** An instant for a reader of whom nothing is known: `2026-11-20 14:00 UTC`. */
export const inUtc = (at: number): string => (Math.abs(at) < 8e15 ? `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'some time')

/** The words around are English, so what is formatted is too. */
export function english(locale: string): string {
  try {
    return locale.startsWith('en') && Intl.getCanonicalLocales(locale).length === 1 ? locale : 'en-GB'
  } catch {
    return 'en-GB'
  }
}
