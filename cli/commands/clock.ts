import { writeInstant } from '../../domain/instant.ts'
import type { Calendar } from '../../domain/organisation.ts'
import type { SlaReading } from '../../domain/sla/clock.ts'
import type { ClockScript, PlayedClock } from '../../domain/sla/play.ts'
import { Exit } from '../exit.ts'
import type { CliIo } from '../io.ts'
import { findOrganisation, loadOrganisation, offsetsBetween, readScript } from '../organisation.ts'
import type { MakeCommand } from './command.ts'
import { scriptCommand } from './script.ts'
import type { ScriptOptions } from './script.ts'

/** `sop clock FILE` — an SLA clock played through. */
export const clockCommand: MakeCommand = (io) =>
  scriptCommand(
    'clock', 'Play an SLA clock through: due, pauses, warnings, breach', 'calendar, goal, start, events and until',
    'print { state, due, originalDue, elapsedMs, pausedMs, remainingMs, warnings, breachedAt, cycles }', EXAMPLE,
  ).action(async (file: string, options: ScriptOptions) => {
    const { script, calendar } = await read(io, file, options)
    const played = await play(script, calendar)
    if (options.json) return io.out(JSON.stringify(clockJson(script, played)))
    const { clockText } = await import('../print/clock.ts')
    io.out(clockText(io, script, played, await offsetsBetween(calendar.zone, script.start, script.until)))
  })

const EXAMPLE = {
  file: 'clock.yaml',
  text: `  calendar: support
  goal: 4bh
  start: 2026-01-16T15:00:00Z
  until: 2026-01-19T18:00:00Z
  events:
    - { at: 2026-01-16T16:00:00Z, pause: waiting_supplier }
    - { at: 2026-01-19T16:00:00Z, resume: waiting_supplier }`,
}

const read = (io: CliIo, file: string, { org }: ScriptOptions): Promise<{ readonly script: ClockScript; readonly calendar: Calendar }> =>
  readScript(io, file, async (source) => {
    const { compileClock } = await import('../../compiler/clock.ts')
    const found = await findOrganisation(io, org)
    let isMissing = false
    const compiled = compileClock(source, (isNeeded) => {
      isMissing = isNeeded && found === undefined
      return found
    })
    // The file may be right; what it names cannot be looked up.
    if (isMissing) await loadOrganisation(io, org)
    return compiled
  })

async function play(script: ClockScript, calendar: Calendar): Promise<PlayedClock> {
  const [{ HORIZON_MS }, { openIntervals }, { goalOf }, { playClock }] = await Promise.all([
    import('../../domain/calendar/due.ts'), import('../../domain/calendar/open.ts'), import('../../domain/sla/goal.ts'), import('../../domain/sla/play.ts'),
  ])
  const until = Math.max(script.start, script.until) + HORIZON_MS
  const offsets = await offsetsBetween(calendar.zone, script.start, until)
  return playClock(script, openIntervals(calendar, offsets, script.start, until), (allowance, start) => {
    const goal = goalOf(calendar, offsets, allowance, start)
    if (goal) return goal
    throw new Exit(1, `the goal is never over: the calendar "${calendar.id}" is not open for so long within ten years; give it hours`)
  })
}

/** What `--json` prints: instants as ISO 8601 in UTC, the current cycle at the top. */
function clockJson(script: ClockScript, { cycles, refused }: PlayedClock) {
  const all = cycles.map((cycle) => cycleJson(script, cycle))
  return {
    ...all.at(-1),
    cycles: all,
    refused: refused.map(({ at, index, why }) => ({ at: writeInstant(at), event: script.events.find((each) => each.index === index)?.do ?? '', why })),
  }
}

const instantOrNull = (at: number | null): string | null => (at === null ? null : writeInstant(at))

const cycleJson = ({ warnings }: ClockScript, { due, originalDue, breachedAt, warnings: given, ...rest }: SlaReading) => ({
  state: rest.state,
  pausedFor: rest.pausedFor,
  due: instantOrNull(due),
  originalDue: instantOrNull(originalDue),
  elapsedMs: rest.elapsedMs,
  pausedMs: rest.pausedMs,
  remainingMs: rest.remainingMs,
  warnings: given.map(({ index, at }) => {
    const warning = warnings[index]
    return warning && 'percent' in warning ? { percent: warning.percent, at: writeInstant(at) } : { percent: null, before: warning?.before ?? null, at: writeInstant(at) }
  }),
  breachedAt: instantOrNull(breachedAt),
})
