import { Command } from 'commander'
import { writeInstant } from '../../domain/instant.ts'
import { own } from '../../domain/json.ts'
import type { Organisation, Roster } from '../../domain/organisation.ts'
import type { OnCall } from '../../domain/roster/answer.ts'
import { Exit } from '../exit.ts'
import { instantOption, stretchOption } from '../instants.ts'
import type { CliIo } from '../io.ts'
import { LIVE_OPTION, ORG_OPTION, liveOrganisation, loadOrganisation, withZonesFor } from '../organisation.ts'
import type { MakeCommand } from './command.ts'

interface Options {
  readonly org?: string
  readonly live?: true
  readonly json?: true
}

/** `sop roster who|show NAME` — who is on at an instant and why, and who is on when. */
export const rosterCommand: MakeCommand = (io) =>
  new Command('roster')
    .description('Ask a roster who is on, why, and when nobody is')
    .addCommand(whoCommand(io))
    .addCommand(showCommand(io))
    .addHelpText('after', '\nExample:\n  sop roster who support_leads --at 2026-11-26T16:00:00Z')

const whoCommand = (io: CliIo): Command =>
  new Command('who')
    .description('Tell who is on at an instant, why, and why nobody else is')
    .argument('<name>', 'the roster')
    .requiredOption('--at <instant>', 'such as 2026-11-26T16:00:00Z')
    .option(...ORG_OPTION)
    .option(...LIVE_OPTION)
    .option('--json', 'print { people: [{ id, why }], fallbackUsed, receipt }')
    .addHelpText('after', '\nExample:\n  sop roster who support_leads --at 2026-11-26T16:00:00Z')
    .action(async (name: string, options: Options & { readonly at: string }) => {
      const at = instantOption(options.at, '--at')
      const { organisation, roster } = await rosterAt(io, name, options, at, at)
      const { whoIsOn } = await import('../../domain/roster/who.ts')
      const answer = whoIsOn(organisation, roster, at)
      if (options.json) return io.out(JSON.stringify(whoJson(answer)))
      const { whoText } = await import('../print/roster.ts')
      io.out(whoText(io, organisation, roster, answer))
    })

const showCommand = (io: CliIo): Command =>
  new Command('show')
    .description('Show the schedule of a stretch of time, and its gaps')
    .argument('<name>', 'the roster')
    .requiredOption('--from <instant>', 'such as 2026-11-23T00:00:00Z')
    .requiredOption('--to <instant>', 'where the stretch ends')
    .option(...ORG_OPTION)
    .option(...LIVE_OPTION)
    .option('--json', 'print { shifts: [{ from, to, people: [id] }], gaps: [{ from, to }] }')
    .addHelpText('after', '\nExample:\n  sop roster show support_leads --from 2026-11-23T00:00:00Z --to 2026-12-07T00:00:00Z')
    .action(async (name: string, options: Options & { readonly from: string; readonly to: string }) => {
      const [from, to] = stretchOption(options)
      const { organisation, roster } = await rosterAt(io, name, options, from, to)
      const { scheduleOf } = await import('../../domain/roster/schedule.ts')
      const { shifts, gaps } = scheduleOf(organisation, roster, from, to)
      const written = (span: { readonly from: number; readonly to: number }) => ({ from: writeInstant(span.from), to: writeInstant(span.to) })
      if (options.json) {
        const on = shifts.map((shift) => ({ ...written(shift), people: shift.people }))
        return io.out(JSON.stringify({ shifts: on, gaps: gaps.map(written) }))
      }
      const { scheduleText } = await import('../print/roster.ts')
      io.out(scheduleText(io, organisation, roster, { shifts, gaps }))
    })

interface Asked {
  readonly organisation: Organisation
  readonly roster: Roster
}

/** Exit 2 for a roster that is not there; its zones reach as far as the question. */
async function rosterAt(io: CliIo, name: string, { org, live }: Options, from: number, to: number): Promise<Asked> {
  if (live && org !== undefined) throw new Exit(2, 'give "--live" or "--org", not both: one asks the running Evenkeel, the other a file')
  const organisation = live ? await liveOrganisation(io) : await loadOrganisation(io, org)
  const roster = own(organisation.rosters, name)
  if (!roster) {
    const { quoted } = await import('../../compiler/nearest.ts')
    throw new Exit(2, `there is no roster "${name}"; the organisation has ${quoted(Object.keys(organisation.rosters)) || 'none'}`)
  }
  return { organisation: await withZonesFor(organisation, from, to), roster }
}

/** What `--json` prints: the receipt is everything that decided it, with instants as ISO 8601 in UTC. */
function whoJson(answer: OnCall) {
  return {
    people: answer.people.map(({ id, why }) => ({ id, why })),
    fallbackUsed: answer.by !== 'roster',
    receipt: {
      roster: answer.roster,
      organisationVersion: answer.organisationVersion,
      at: writeInstant(answer.at),
      by: answer.by,
      people: answer.people.map(({ since, ...person }) => ({ ...person, since: since === null ? null : writeInstant(since) })),
      considered: answer.considered,
    },
  }
}
