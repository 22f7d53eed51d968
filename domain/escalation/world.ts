import { elapsedOn } from '../calendar/due.ts'
import type { Interval } from '../calendar/intervals.ts'
import { openIntervals } from '../calendar/open.ts'
import { DAY_MS } from '../calendar/wall.ts'
import type { Calendar, Organisation, ZoneOffsets } from '../organisation.ts'
import type { EscalationLevel } from '../plan.ts'
import type { Yield } from '../roster/answer.ts'
import { sinkYields, targetYields } from '../roster/who.ts'
import { goalOf } from '../sla/goal.ts'
import type { EscalationWorld } from './play.ts'
import type { Told } from './state.ts'

/** Answers a script from an organisation, on the calendar of the step, whose zone has these `offsets`; reaches to `until`. */
export function worldOf(organisation: Organisation, calendar: Calendar, offsets: ZoneOffsets, from: number, until: number): EscalationWorld {
  const open: readonly Interval[] = openIntervals(calendar, offsets, from, until + DAY_MS)
  return {
    open,
    // An allowance for which the calendar never opens is never over.
    goal: (allowance, start) => goalOf(calendar, offsets, allowance, start)
      ?? { unit: 'business', ms: 1 + elapsedOn(calendar, offsets, start, until + DAY_MS), latest: false },
    tell: (level, at) => (level === 'sink' ? told(sinkYields(organisation, at)) : toldBy(organisation, level, at)),
    give: (person, at) => {
      const { people, none } = targetYields(organisation, { kind: 'person', name: person }, at)
      return people[0] ? { to: people[0].id } : { refused: none ?? '' }
    },
  }
}

/** Whom a level yields at an instant. A channel informs and owns nothing. */
export function toldBy(organisation: Organisation, level: EscalationLevel, at: number): Told {
  const to = level.do.kind === 'tell' ? level.do.to : undefined
  if (to === undefined || to.kind === 'expression') return { to: [], owner: null, why: 'it names nobody' }
  if (to.kind === 'channel') return { to: [to.name], owner: null, why: 'a channel informs' }
  return told(targetYields(organisation, to, at))
}

const told = ({ people, none }: Yield): Told => ({
  to: people.map(({ id }) => id), owner: people[0]?.id ?? null, why: people.map(({ id, why }) => `${id} ${why}`).join('; ') || (none ?? 'nobody'),
})
