import { comes, datesWithOpening, openMinutes, type Minutes } from '../../test/domain/calendar-minutes.ts'
import { rosterReference, type RosterReference } from '../../test/domain/roster-reference.ts'
import { tickByTick } from '../../test/domain/sla-reference.ts'
import type { Question, Story } from './questions.ts'
import { clockAt, DAY, MINUTE, WEEK_AT, type World } from './worlds.ts'

/** Nothing is asked that lies farther ahead; what would is not asked. */
const AHEAD = 40 * 1440

/** The answer of somebody who looks at a clock, a calendar and a roster once a minute; undefined when it lies too far ahead for that. */
export function oracleOf(world: World): (question: Question) => unknown {
  const clock = clockAt(world.stretch.zone, world.stretch)
  const hours = openMinutes(clock, world.calendar, WEEK_AT, WEEK_AT + AHEAD)
  const isOpen = (minute: number): boolean => hours[minute - WEEK_AT] === 1
  let dates: readonly number[] | undefined
  let roster: RosterReference | undefined
  const parts: Parts = {
    world, clock, isOpen,
    dates: () => (dates ??= datesWithOpening(clock, world.calendar)),
    roster: () => (roster ??= rosterReference(world.organisation, world.roster, (zone) => clockAt(zone, world.stretch))),
  }
  return (question) => answer(parts, question)
}

interface Parts {
  readonly world: World
  readonly clock: Minutes
  readonly isOpen: (minute: number) => boolean
  readonly dates: () => readonly number[]
  readonly roster: () => RosterReference
}

function answer(parts: Parts, question: Question): unknown {
  switch (question.ask) {
    case 'instant': return comes(parts.clock, Math.floor(parts.world.stretch.from / DAY) * 1440 + question.reading)
    case 'open': return parts.isOpen(question.minute)
    case 'elapsed': return minutesIn(question.from, question.to).filter(parts.isOpen).length
    case 'due': {
      if (question.allowance.unit !== 'business_days') return afterOpenMinutes(parts, question.from, question.allowance.ms / MINUTE)
      const due = afterDates(parts, question.from, question.allowance.days)
      return due === undefined ? undefined : [due, due]
    }
    case 'clock': return tell(parts, question.story)
    case 'on': return parts.roster().on(question.minute, question.refused)
    case 'shift-end': {
      const { by, people: [first] } = parts.roster().on(question.minute)
      if (by !== 'roster' || first === undefined) return null
      return minutesIn(question.minute, question.until).find((minute) => !parts.roster().onDuty(minute).includes(first)) ?? null
    }
    case 'schedule': return schedule(parts, question.from, question.to)
  }
}

const minutesIn = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, index) => from + index)

function nextOpen({ isOpen }: Parts, from: number): number | undefined {
  for (let minute = from; minute < WEEK_AT + AHEAD; minute++) if (isOpen(minute)) return minute
  return undefined
}

function afterOpenMinutes(parts: Parts, from: number, count: number): number | undefined {
  let left = count
  for (let minute = from; minute < WEEK_AT + AHEAD; minute++) {
    if (parts.isOpen(minute)) left -= 1
    if (left === 0) return minute + 1
  }
  return undefined
}

/** The same reading on the n-th later date that has an opening, or the opening after it. */
function afterDates(parts: Parts, from: number, days: number): number | undefined {
  const begins = nextOpen(parts, from)
  if (begins === undefined) return undefined
  const reading = parts.clock.wall[begins] ?? 0
  const today = Math.floor(reading / 1440)
  const date = parts.dates().filter((day) => day > today)[days - 1]
  const same = date === undefined ? undefined : comes(parts.clock, date * 1440 + (reading - today * 1440))
  return same === undefined ? undefined : nextOpen(parts, same)
}

function tell(parts: Parts, { start, until, goal, percents, events }: Story): unknown {
  const resolved = goalIn(parts, goal, start)
  if (!resolved) return undefined
  const ticks = { open: parts.isOpen, goal: resolved, percents, start, until, events: events.filter(({ at }) => at <= until) }
  const played = tickByTick(ticks)
  if (played.state !== 'running' && played.state !== 'out_of_hours') return { ...played, due: null }
  // Due is when it would be breached if nothing else happened.
  const last = tickByTick({ ...ticks, until: WEEK_AT + AHEAD - 1 }).breachedAt
  return last === null ? undefined : { ...played, due: last }
}

function goalIn(parts: Parts, goal: Story['goal'], start: number): { unit: 'elapsed' | 'business'; ms: number; latest: boolean } | undefined {
  if (goal.unit !== 'business_days') return { unit: goal.unit, ms: goal.ms / MINUTE, latest: false }
  const due = afterDates(parts, start, goal.days)
  return due === undefined ? undefined : { unit: 'business', ms: minutesIn(start, due).filter(parts.isOpen).length, latest: true }
}

function schedule(parts: Parts, from: number, to: number): unknown {
  const spans: [number, number, string][] = []
  for (const minute of minutesIn(from, to)) {
    const people = [...parts.roster().onDuty(minute)].sort().join('+')
    const last = spans.at(-1)
    if (last?.[2] === people) last[1] = minute + 1
    else spans.push([minute, minute + 1, people])
  }
  return spans
}
