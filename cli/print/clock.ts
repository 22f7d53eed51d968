import type { ZoneOffsets } from '../../domain/organisation.ts'
import type { SlaNotice, SlaReading } from '../../domain/sla/clock.ts'
import type { ClockScript, PlayedClock, ScriptEvent } from '../../domain/sla/play.ts'
import type { CliIo } from '../io.ts'
import { hoursAndMinutes } from './hours.ts'
import { paint } from './paint.ts'
import { table } from './table.ts'
import { wallTime } from './wall.ts'

/** The story of a clock on its calendar's own clocks, and how it stands at the end. */
export function clockText(io: Pick<CliIo, 'colour' | 'width'>, script: ClockScript, played: PlayedClock, offsets: ZoneOffsets): string {
  const refused = new Map(played.refused.map(({ index, why }) => [index, why]))
  const told = script.events.filter(({ at }) => at <= script.until)
    .map((event) => ({ at: event.at, what: `${eventWords(event)}${refused.has(event.index) ? ` (refused: ${refused.get(event.index)})` : ''}` }))
  const lines = [{ at: script.start, what: 'starts' }, ...told, ...played.notices.map((notice) => ({ at: notice.at, what: noticeWords(script, notice) }))]
  const story = lines.filter(({ at }) => at <= script.until).sort((a, b) => a.at - b.at)
  return [
    ...(story.length > 0 ? [table(io, ['at', 'what'], story.map(({ at, what }) => [wallTime(at, offsets), what])), ''] : []),
    ...played.cycles.map((cycle, index) => cycleText(io, cycle, offsets, played.cycles.length > 1 ? `cycle ${index + 1}: ` : '')),
  ].join('\n')
}

function cycleText(io: Pick<CliIo, 'colour'>, cycle: SlaReading, offsets: ZoneOffsets, title: string): string {
  const state = cycle.state.replaceAll('_', ' ') + (cycle.pausedFor.length > 0 ? ` (waiting: ${cycle.pausedFor.join(', ')})` : '')
  const at = (instant: number | null): string => (instant === null ? 'none' : wallTime(instant, offsets))
  const colour = cycle.breachedAt === null ? 'green' : 'red'
  const moved = cycle.originalDue === cycle.due ? '' : `, at first ${at(cycle.originalDue)}`
  return `${title}${paint(io, colour, state)}, due ${at(cycle.due)}${moved}; ${hoursAndMinutes(cycle.elapsedMs)} used, ${hoursAndMinutes(cycle.pausedMs)} paused, ${hoursAndMinutes(cycle.remainingMs)} left`
}

function eventWords(event: ScriptEvent): string {
  switch (event.do) {
    case 'pause': return `paused: ${event.reason}`
    case 'resume': return `goes on: ${event.reason}`
    case 'goal': return 'another goal'
    case 'stop': return 'stops'
    case 'cancel': return 'cancelled'
    case 'reopen': return event.how === 'resume' ? 'reopened, goes on' : 'reopened, starts anew'
  }
}

function noticeWords({ warnings }: ClockScript, notice: SlaNotice): string {
  if (notice.kind === 'breached') return notice.cause === 'time' ? 'breached' : 'breached by the other goal'
  if (notice.kind === 'resumed') return `goes on by itself: ${notice.reason}`
  const warning = warnings[notice.index]
  return warning && 'percent' in warning ? `warning: ${warning.percent}% used` : `warning: ${warning?.before ?? ''} before due`
}
