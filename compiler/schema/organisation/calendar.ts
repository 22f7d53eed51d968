import { z } from 'zod'
import { Text } from '../common.ts'
import { EDITOR, every, without } from '../editor.ts'
import { Dates, HoursOfDay, SingleDate, Week, Zone } from './times.ts'

const Holidays = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, 'expected a country such as US'),
  region: z.string().regex(/^[A-Z0-9]{1,5}(-[A-Z0-9]{1,5})?$/, 'expected a region of the country such as CA').optional(),
  add: z.array(Dates).min(1, 'expected at least one date').max(400, 'expected at most 400 dates').optional(),
  /** Dates, or holidays by their names. */
  except: z.array(Text).min(1, 'expected at least one date or holiday').max(400, 'expected at most 400').optional(),
})

/** When people are at work. `24x7` has no exceptions: whoever closes on a date writes `daily: 00:00-24:00`. */
export const CalendarDocument = z
  .strictObject({
    zone: Zone.optional(),
    open: z.union([Week, z.literal('24x7')], { error: 'expected 24x7, or hours by days such as { mon-fri: 08:00-20:00 }' }),
    closed: z.array(Dates).min(1, 'expected at least one date').max(1000, 'expected at most 1000 dates').optional(),
    special: z.record(SingleDate, HoursOfDay).optional(),
    holidays: Holidays.optional(),
  })
  .superRefine((calendar, context) => {
    if (calendar.open !== '24x7') return
    for (const key of ['closed', 'special', 'holidays'] as const) {
      if (calendar[key] === undefined) continue
      const params = { code: 'SOP210', help: 'write open: { daily: 00:00-24:00 } if some dates differ', atKey: true }
      context.addIssue({ code: 'custom', message: `a calendar that is open 24x7 has no "${key}"`, path: [key], params })
    }
  })
  .register(EDITOR, { if: { properties: { open: { const: '24x7' } } }, then: every(without('closed'), without('special'), without('holidays')) })
/** A calendar as a file has it. */
export type CalendarDocument = z.infer<typeof CalendarDocument>
