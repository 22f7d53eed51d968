import { readDays, readTime } from './organisation/literals.ts'

/** Days of the week (0 is Monday) and minutes since midnight. */
export interface Schedule {
  readonly days: readonly number[]
  readonly minute: number
}

/** `mon-fri 08:00`, `sat,sun 10:30`, `daily 06:00`; undefined for anything else. */
export function readSchedule(text: string): Schedule | undefined {
  const [, days = '', time = ''] = /^(\S.*?) +(\d\d:\d\d)$/.exec(text) ?? []
  const [read, minute] = [readDays(days), readTime(time)]
  if (read === undefined || minute === undefined || minute === 1440) return undefined
  return { days: [...new Set(read)].sort((one, other) => one - other), minute }
}
