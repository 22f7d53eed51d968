import { DAY_MS, MINUTE_MS, wallAt, wallInstant } from './calendar/wall.ts'
import type { ZoneOffsets } from './organisation.ts'
import type { Plan, Trigger } from './plan.ts'

type Every = Extract<Trigger, { kind: 'every' }>

/** One time at which a SOP begins by the clock. `key` is the local date and time, so that it opens one case however often it is seen. */
export interface Occurrence {
  readonly at: number
  readonly key: string
}

/** The triggers of a SOP that go by the clock. */
export const everyOf = (plan: Plan): readonly Every[] => plan.triggers.filter((trigger): trigger is Every => trigger.kind === 'every')

/**
 * When a trigger begins cases after `after` and up to `until` (epoch milliseconds), oldest first. A local time that the clocks
 * jump over begins at the end of the jump; one that comes twice begins once, the first time.
 */
export function occurrences({ days, minute }: Omit<Every, 'kind'>, offsets: ZoneOffsets, after: number, until: number): readonly Occurrence[] {
  const found: Occurrence[] = []
  const [first, last] = [Math.floor(wallAt(after, offsets) / DAY_MS) - 1, Math.floor(wallAt(until, offsets) / DAY_MS)]
  for (let day = first; day <= last; day++) {
    if (!days.includes(weekday(day))) continue
    const at = wallInstant(day * DAY_MS + minute * MINUTE_MS, offsets)
    if (at > after && at <= until) found.push({ at, key: new Date(day * DAY_MS + minute * MINUTE_MS).toISOString().slice(0, 16) })
  }
  return found
}

/** 0 is Monday; 1970-01-01 was a Thursday. */
const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7
