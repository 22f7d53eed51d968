import type { Allowance, EscalationPath } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { allowance } from '../literals.ts'
import type { Path } from '../places.ts'
import type { StepDocument } from '../schema/step.ts'

/** The calendar behind a step's business time: its own, else the SOP's. */
export const calendarOf = (step: StepDocument, context: Context): string | undefined => step.hours ?? context.sop.hours

/** Time allowed, as the shape has accepted it. Business time needs a calendar; `path` is where the time stands. */
export function timeAt(text: string, path: Path, calendar: string | undefined, context: Context): Allowance {
  const time = allowance(text)
  if (time.unit !== 'elapsed' && calendar === undefined)
    context.report.add(
      'SOP460',
      `"${text}" is business time, and there is no calendar to count it on`,
      context.parsed.places.span(path),
      'add "hours" with a calendar of the organisation, or write elapsed time such as 4h or 2d',
    )
  return time
}

/** Whether any of a path's times is counted on a calendar. */
export function usesCalendar(path: EscalationPath): boolean {
  const times = [...path.levels.flatMap(({ when }) => ('after' in when ? [when.after] : [])), path.repeatAfter, path.acknowledgedFor]
  return times.some((time) => time !== undefined && time.unit !== 'elapsed')
}
