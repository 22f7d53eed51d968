import { z } from 'zod'
import { nearest } from '../../nearest.ts'
import { isZone, readInstant } from '../../literals.ts'
import { DAYS, FIRST_YEAR, LAST_YEAR, readDates, readDays, readSecret, readWallTime, readWindow } from '../../organisation/literals.ts'
import { judged } from '../common.ts'
import { EDITOR } from '../editor.ts'

/** An IANA zone. */
export const Zone = judged(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/, (text) =>
  isZone(text)
    ? undefined
    : { code: 'SOP203', message: `"${text}" is not a time zone`, help: 'write an IANA name such as America/Chicago' },
)

/** `08:00-20:00`; an end at or before its start is the next day. */
export const Hours = judged(/^[0-2][0-9]:[0-5][0-9] ?- ?[0-2][0-9]:[0-5][0-9]$/, (text) => {
  const window = readWindow(text)
  if (!('problem' in window)) return undefined
  return { code: 'SOP203', message: window.problem, help: 'write two times such as 08:00-20:00; 00:00-24:00 is the whole day' }
})

/** Hours of one day, one stretch or several. */
export const HoursOfDay = z.union([Hours, z.array(Hours).min(1, 'expected at least one stretch of hours').max(24, 'expected at most 24')], {
  error: 'expected hours such as 08:00-20:00, or a list of them',
})

const DAY = '(mon|tue|wed|thu|fri|sat|sun)'
const DayKey = judged(new RegExp(`^(daily|${DAY}(-${DAY})?( *, *${DAY}(-${DAY})?)*)$`), (text) => {
  if (readDays(text) !== undefined) return undefined
  const close = nearest(text.toLowerCase().slice(0, 3), DAYS)
  const help = close === undefined ? 'write mon, mon-fri, "mon,wed,fri" or daily' : `write it as ${close}; a range is mon-fri`
  return { code: 'SOP203', message: `"${text}" is not a day of the week`, help }
})

/**
 * Hours by days of the week. In a flow map YAML takes `mon,wed,fri: 09:00-17:00` for three keys, two of them empty; that is
 * found here, so that the author is told of the quotes.
 */
export const Week = z
  .record(DayKey, z.union([HoursOfDay, z.null()], { error: 'expected hours such as 08:00-20:00, or a list of them' }))
  .superRefine((week, context) => {
    const keys = Object.keys(week)
    if (keys.length === 0) context.addIssue({ code: 'custom', message: 'these hours name no day', params: { code: 'SOP203', help: 'name days, such as mon-fri: 08:00-20:00' } })
    const refuse = (code: 'SOP203' | 'SOP430', key: string, message: string, help: string): void =>
      context.addIssue({ code: 'custom', message, path: [key], params: { code, help, atKey: true } })
    const empty = keys.find((key) => week[key] === null)
    if (empty !== undefined) return refuse('SOP203', empty, `"${empty}" has no hours`, missingQuotes(keys, empty, week))
    const seen = new Map<number, string>()
    for (const key of keys)
      for (const day of readDays(key) ?? []) {
        const before = seen.get(day)
        seen.set(day, key)
        if (before === undefined) continue
        const by = before === key ? '' : `, by "${before}" before`
        return refuse('SOP430', key, `"${DAYS[day] ?? ''}" is named twice${by}`, 'name each day once, with a list of hours where it has several')
      }
  })
  .register(EDITOR, { minProperties: 1, allOf: [{ additionalProperties: { type: ['string', 'array'] } }] })
/** A week whose shape is right. */
export type Week = z.infer<typeof Week>

function missingQuotes(keys: readonly string[], empty: string, week: Readonly<Record<string, unknown>>): string {
  const from = keys.indexOf(empty)
  const end = keys.findIndex((key, index) => index > from && week[key] !== null)
  if (end < 0) return 'write hours such as 08:00-20:00 after it'
  const last = keys[end] ?? ''
  const hours = week[last]
  const written = typeof hours === 'string' ? ` ${hours}` : ''
  return `quote the list of days: "${keys.slice(from, end + 1).join(',')}":${written}`
}

const dateHelp = `write dates of ${FIRST_YEAR} to ${LAST_YEAR} such as 2026-12-25`

/** A local date or a range of them, `2026-07-03..2026-07-05`. */
export const Dates = judged(/^20[1-4][0-9]-[0-9]{2}-[0-9]{2}(\.\.20[1-4][0-9]-[0-9]{2}-[0-9]{2})?$/, (text) => {
  const dates = readDates(text)
  if (dates === undefined) return { code: 'SOP203', message: `"${text}" is not a date, nor a range of dates`, help: `${dateHelp} or 2026-07-03..2026-07-05` }
  return dates.last < dates.first ? { code: 'SOP431', message: `"${text}" ends before it begins`, help: 'write the earlier date first' } : undefined
})

/** A single local date. */
export const SingleDate = judged(/^20[1-4][0-9]-[0-9]{2}-[0-9]{2}$/, (text) =>
  readDates(text) === undefined || text.includes('..') ? { code: 'SOP203', message: `"${text}" is not a date`, help: dateHelp } : undefined,
)

/** A wall time in the nearest zone. */
export const WallTimeText = judged(/^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-2][0-9]:[0-5][0-9]$/, (text) => {
  const wall = readWallTime(text)
  return wall === undefined || wall.minute === 1440
    ? { code: 'SOP203', message: `"${text}" is not a date with a time`, help: 'write it as 2026-01-05 08:00' }
    : undefined
})

/** A wall time, or an instant with its offset. `24:00` is the midnight at which that date ends. */
export const Moment = judged(/^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-2][0-9]:[0-5][0-9]\S*$/, (text) =>
  readWallTime(text) === undefined && readInstant(text) === undefined
    ? { code: 'SOP203', message: `"${text}" is not a date with a time`, help: 'write it as 2026-01-05 08:00, or with an offset as 2026-01-05T08:00-06:00' }
    : undefined,
)

/** `env NAME`: the environment variable that holds a secret, which itself never stands in a file. */
export const Secret = judged(/^env [A-Z][A-Z0-9_]{0,99}$/, (text) =>
  readSecret(text) === undefined
    ? { code: 'SOP203', message: 'a secret is named by its environment variable, never written down', help: 'write it as env RISK_TOKEN' }
    : undefined,
)
