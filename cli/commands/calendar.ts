import { Command } from 'commander'
import { own } from '../../domain/json.ts'
import { writeInstant } from '../../domain/instant.ts'
import type { Calendar, ZoneOffsets } from '../../domain/organisation.ts'
import { Exit } from '../exit.ts'
import { instantOption, stretchOption } from '../instants.ts'
import type { CliIo } from '../io.ts'
import { ORG_OPTION, loadOrganisation, offsetsBetween } from '../organisation.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly org?: string
  readonly json?: true
  readonly from: string
}
type Stretch = Options & { readonly to: string }
type Allowed = Options & { readonly for: string }

/** `sop calendar open|due|elapsed NAME` — what a calendar of the organisation says about time. */
export const calendarCommand: MakeCommand = (io) =>
  new Command('calendar')
    .description('Ask a calendar when it is open, when time allowed is over, and how much has passed')
    .addCommand(openCommand(io))
    .addCommand(dueCommand(io))
    .addCommand(elapsedCommand(io))
    .addHelpText('after', '\nExample:\n  sop calendar due support --from 2026-01-16T21:00:00Z --for 4bh')

const question = (name: string, what: string): Command =>
  new Command(name).description(what).argument('<name>', 'the calendar').requiredOption('--from <instant>', 'such as 2026-01-16T15:00:00Z')

const openCommand = (io: CliIo): Command =>
  question('open', 'List the open intervals of a stretch of time')
    .requiredOption('--to <instant>', 'where the stretch ends')
    .option(...ORG_OPTION)
    .option('--json', 'print { intervals: [{ from, to }] }')
    .addHelpText('after', '\nExample:\n  sop calendar open support --from 2026-01-16T00:00:00Z --to 2026-01-20T00:00:00Z')
    .action(async (name: string, options: Stretch) => {
      const [from, to] = stretchOption(options)
      const { calendar, offsets } = await calendarAt(io, name, options, from, to)
      const { openIntervals } = await import('../../domain/calendar/open.ts')
      const intervals = openIntervals(calendar, offsets, from, to)
      if (options.json) return io.out(JSON.stringify({ intervals: intervals.map(([opens, closes]) => ({ from: writeInstant(opens), to: writeInstant(closes) })) }))
      const { hoursText } = await import('../print/hours.ts')
      io.out(hoursText(io, calendar, offsets, intervals, [from, to]))
    })

const dueCommand = (io: CliIo): Command =>
  question('due', 'Tell when time allowed is over, and which hours it used')
    .requiredOption('--for <span>', 'time allowed: 4h elapsed, 4bh while open, 2bd on open days')
    .option(...ORG_OPTION)
    .option('--json', 'print { due, working: [{ from, to, ms }] }')
    .addHelpText('after', '\nExample:\n  sop calendar due support --from 2026-01-16T21:00:00Z --for 4bh')
    .action(async (name: string, options: Allowed) => {
      const from = instantOption(options.from, '--from')
      const { isNoTime, readAllowance } = await import('../../compiler/literals.ts')
      const allowance = readAllowance(options.for)
      if (!allowance || isNoTime(allowance)) throw new Exit(2, `"${options.for}" of --for is not a span of time: write 30m, 4h, 4bh or 2bd`)
      const { HORIZON_MS, dueOn } = await import('../../domain/calendar/due.ts')
      const { calendar, offsets } = await calendarAt(io, name, options, from, from + HORIZON_MS)
      const { due, working } = dueOn(calendar, offsets, allowance, from)
      const used = working.map(([opens, closes]) => ({ from: writeInstant(opens), to: writeInstant(closes), ms: closes - opens }))
      const answer = { due: due === null ? null : writeInstant(due), working: used }
      if (due === null) throw new Exit(1, `"${options.for}" is never over: the calendar "${name}" is not open for so long within ten years`, answer)
      if (options.json) return io.out(JSON.stringify(answer))
      const { dueText } = await import('../print/hours.ts')
      io.out(dueText(io, calendar, offsets, due, working))
    })

const elapsedCommand = (io: CliIo): Command =>
  question('elapsed', 'Tell how much open time lies between two instants')
    .requiredOption('--to <instant>', 'up to when')
    .option(...ORG_OPTION)
    .option('--json', 'print { elapsedMs }')
    .addHelpText('after', '\nExample:\n  sop calendar elapsed support --from 2026-01-16T21:00:00Z --to 2026-01-19T17:00:00Z')
    .action(async (name: string, options: Stretch) => {
      const [from, to] = stretchOption(options)
      const { calendar, offsets } = await calendarAt(io, name, options, from, to)
      const { elapsedOn } = await import('../../domain/calendar/due.ts')
      const elapsedMs = elapsedOn(calendar, offsets, from, to)
      if (options.json) return io.out(JSON.stringify({ elapsedMs }))
      const { hoursAndMinutes } = await import('../print/hours.ts')
      io.out(hoursAndMinutes(elapsedMs))
    })

async function calendarAt(io: CliIo, name: string, { org }: Options, from: number, to: number): Promise<{ readonly calendar: Calendar; readonly offsets: ZoneOffsets }> {
  const { calendars } = await loadOrganisation(io, org)
  const calendar = own(calendars, name)
  if (calendar) return { calendar, offsets: await offsetsBetween(calendar.zone, from, to) }
  const names = Object.keys(calendars)
  throw new Exit(2, `there is no calendar "${name}"; the organisation has ${names.map((each) => `"${each}"`).join(', ') || 'none'}`)
}
