import { dueOn, elapsedOn } from '../../domain/calendar/due.ts'
import { isOpenIn } from '../../domain/calendar/intervals.ts'
import { materialise } from '../../domain/calendar/materialise.ts'
import { businessDayDue } from '../../domain/calendar/open-days.ts'
import { openIntervals } from '../../domain/calendar/open.ts'
import { wallInstant } from '../../domain/calendar/wall.ts'
import type { ZoneOffsets } from '../../domain/organisation.ts'
import { scheduleOf, shiftEnds } from '../../domain/roster/schedule.ts'
import { whoIsOn } from '../../domain/roster/who.ts'
import { advanceClock, startClock } from '../../domain/sla/advance.ts'
import { applyToClock, type SlaEvent } from '../../domain/sla/events.ts'
import { goalOf } from '../../domain/sla/goal.ts'
import { readCycle } from '../../domain/sla/measure.ts'
import type { Question, Story } from './questions.ts'
import { DAY, MINUTE, WEEK_AT, type World } from './worlds.ts'

/** The product's answer, as plain data. Instants are minutes of the world's clocks. */
export function answer(world: World, question: Question): unknown {
  const { calendar, organisation, roster, stretch } = world
  const offsets = organisation.zones[calendar.zone] ?? []
  const at = (minute: number): number => stretch.from + (minute - WEEK_AT) * MINUTE
  const minute = (instant: number): number => (instant - stretch.from) / MINUTE + WEEK_AT
  switch (question.ask) {
    case 'instant': return minute(wallInstant(Math.floor(stretch.from / DAY) * DAY + question.reading * MINUTE, offsets))
    case 'open': return isOpenIn(openIntervals(calendar, offsets, at(question.minute) - DAY, at(question.minute) + DAY), at(question.minute))
    case 'elapsed': return elapsedOn(calendar, offsets, at(question.from), at(question.to)) / MINUTE
    case 'due': {
      const { due } = dueOn(calendar, offsets, question.allowance, at(question.from))
      if (due === null || question.allowance.unit !== 'business_days') return due === null ? null : minute(due)
      const hours = materialise(organisation, calendar.id, at(question.from), due + DAY)
      return [minute(due), minute(businessDayDue(hours, at(question.from), question.allowance.days) ?? Number.NaN)]
    }
    case 'clock': return tell(world, offsets, question.story, at, minute)
    case 'on': {
      const { by, people } = whoIsOn(organisation, roster, at(question.minute), { refuses: (person) => (question.refused.includes(person) ? 'is not to do it' : undefined) })
      return { by, people: people.map(({ id }) => id) }
    }
    case 'shift-end': {
      const { by, people: [first] } = whoIsOn(organisation, roster, at(question.minute))
      const ends = by === 'roster' && first ? shiftEnds(organisation, roster, first.id, at(question.minute), at(question.until)) : undefined
      return ends === undefined ? null : minute(ends)
    }
    case 'schedule': {
      const { shifts, gaps } = scheduleOf(organisation, roster, at(question.from), at(question.to))
      return [...shifts, ...gaps.map((gap) => ({ ...gap, people: [] }))].sort((a, b) => a.from - b.from).map(({ from, to, people }) => [minute(from), minute(to), people.join('+')])
    }
  }
}

function tell({ calendar, stretch }: World, offsets: ZoneOffsets, story: Story, at: (minute: number) => number, minute: (instant: number) => number): unknown {
  const open = openIntervals(calendar, offsets, stretch.from, stretch.from + 40 * DAY)
  const goal = goalOf(calendar, offsets, story.goal, at(story.start))
  if (!goal) return 'never'
  let clock = startClock({ warnings: story.percents.map((percent) => ({ percent })) }, goal, at(story.start), open)
  let refused = 0
  for (const event of story.events.filter((each) => each.at <= story.until)) {
    const applied = applyToClock(clock, open, inInstants(event, at))
    clock = applied.clock
    refused += applied.refused === undefined ? 0 : 1
  }
  clock = advanceClock(clock, open, at(story.until)).clock
  const { state, elapsedMs, pausedMs, breachedAt, warnings, due } = readCycle(clock.cycle, open, at(story.until))
  return {
    state, refused, elapsed: elapsedMs / MINUTE, paused: pausedMs / MINUTE, breachedAt: breachedAt === null ? null : minute(breachedAt),
    warned: warnings.map(({ index, at: warned }) => [index, minute(warned)]), due: state === 'running' || state === 'out_of_hours' ? minute(due ?? Number.NaN) : null,
  }
}

function inInstants(event: SlaEvent, at: (minute: number) => number): SlaEvent {
  const when = { at: at(event.at) }
  if (event.do === 'pause') return { ...event, ...when, until: event.until === null ? null : at(event.until) }
  return event.do === 'goal' ? { ...event, ...when, goal: { ...event.goal, ms: event.goal.ms * MINUTE } } : { ...event, ...when }
}
