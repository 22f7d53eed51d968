import { dueOn, HORIZON_MS } from '../../domain/calendar/due.ts'
import { own } from '../../domain/json.ts'
import type { Allowance, EscalationPath } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { allowance } from '../literals.ts'
import type { Path } from '../places.ts'
import type { StepDocument } from '../schema/step.ts'

/** The calendar behind a step's business time: its own, else the SOP's. */
export const calendarOf = (step: StepDocument, context: Context): string | undefined => step.hours ?? context.sop.hours

/** Time allowed, as the shape has accepted it. Business time needs a calendar that is open for so long; `path` is where the time stands. */
export function timeAt(text: string, path: Path, calendar: string | undefined, context: Context): Allowance {
  const time = allowance(text)
  const where = path[0] === 'steps' ? 'the step or the SOP' : 'the SOP'
  if (time.unit !== 'elapsed' && calendar === undefined)
    context.report.add(
      'SOP460',
      `"${text}" is business time, and there is no calendar to count it on`,
      context.parsed.places.span(path),
      `add "hours" with a calendar of the organisation to ${where}, or write elapsed time such as 4h or 2d`,
    )
  const never = whyNever(time, calendar, context)
  if (never !== undefined) context.report.add('SOP445', `"${text}" is never over: ${never}`, context.parsed.places.span(path), 'write less time, or give its calendar more open hours')
  return time
}

/** Why a clock with this time would never come to its end, as far as the calendars of today go. */
function whyNever(time: Allowance, calendar: string | undefined, { world }: Context): string | undefined {
  const { organisation, now = Date.now() } = world
  if (time.unit === 'elapsed') return time.ms > HORIZON_MS ? 'it is more than ten years' : undefined
  const known = organisation && own(organisation.calendars, calendar ?? '')
  if (known) world.measured?.(time, known.id)
  if (!known || dueOn(known, own(organisation.zones, known.zone) ?? [], time, now).due !== null) return undefined
  return `the calendar "${known.id}" is not open for so long within ten years`
}

/** Whether any of a path's times is counted on a calendar. */
export function usesCalendar(path: EscalationPath): boolean {
  const times = [...path.levels.flatMap(({ when }) => ('after' in when ? [when.after] : [])), path.repeatAfter, path.acknowledgedFor]
  return times.some((time) => time !== undefined && time.unit !== 'elapsed')
}
