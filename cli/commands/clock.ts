import { Command } from 'commander'
import { writeInstant } from '../../domain/instant.ts'
import type { Calendar } from '../../domain/organisation.ts'
import type { SlaReading } from '../../domain/sla/clock.ts'
import type { ClockScript, PlayedClock } from '../../domain/sla/play.ts'
import { Exit } from '../exit.ts'
import { readText } from '../fields.ts'
import type { CliIo } from '../io.ts'
import { ORG_OPTION, findOrganisation, loadOrganisation, mistakes, offsetsBetween } from '../organisation.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly org?: string
  readonly json?: true
}

/** `sop clock FILE` — an SLA clock played through. */
export const clockCommand: MakeCommand = (io) =>
  new Command('clock')
    .description('Play an SLA clock through: due, pauses, warnings, breach')
    .argument('<file>', 'calendar, goal, start, events and until; - for standard input')
    .option(...ORG_OPTION)
    .option('--json', 'print { state, due, originalDue, elapsedMs, pausedMs, remainingMs, warnings, breachedAt, cycles }')
    .addHelpText('after', `\nExample:\n  sop clock clock.yaml\n\nwith clock.yaml such as\n${EXAMPLE}`)
    .action(async (file: string, options: Options) => {
      const { script, calendar } = await read(io, file, options)
      const played = await play(script, calendar)
      if (options.json) return io.out(JSON.stringify(clockJson(script, played)))
      const { clockText } = await import('../print/clock.ts')
      io.out(clockText(io, script, played, await offsetsBetween(calendar.zone, script.start, script.until)))
    })

const EXAMPLE = `  calendar: support
  goal: 4bh
  start: 2026-01-16T15:00:00Z
  until: 2026-01-19T18:00:00Z
  events:
    - { at: 2026-01-16T16:00:00Z, pause: waiting_supplier }
    - { at: 2026-01-19T16:00:00Z, resume: waiting_supplier }`

async function read(io: CliIo, file: string, { org }: Options): Promise<{ readonly script: ClockScript; readonly calendar: Calendar }> {
  const [{ compileClock }, { sourceFile }] = await Promise.all([import('../../compiler/clock.ts'), import('../../compiler/source.ts')])
  const source = sourceFile(file === '-' ? 'stdin' : file, readText(io, file))
  const found = await findOrganisation(io, org)
  let isMissing = false
  const { script, calendar, diagnostics } = compileClock(source, (isNeeded) => {
    isMissing = isNeeded && found === undefined
    return found
  })
  // The file may be right; what it names cannot be looked up.
  if (isMissing) await loadOrganisation(io, org)
  if (script && calendar) return { script, calendar }
  throw await mistakes(io, file, { diagnostics, sources: new Map([[source.path, source]]) })
}

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
