import type { EscalationScript, PlayedEscalation } from '../../domain/escalation/play.ts'
import { writeInstant } from '../../domain/instant.ts'
import type { Calendar, Organisation } from '../../domain/organisation.ts'
import { Exit } from '../exit.ts'
import { loadOrganisation, offsetsBetween, readScript, withZonesFor } from '../organisation.ts'
import type { MakeCommand } from './command.ts'
import { scriptCommand } from './script.ts'
import type { ScriptOptions } from './script.ts'

/** `sop escalate FILE` — an escalation path played through. */
export const escalateCommand: MakeCommand = (io) =>
  scriptCommand(
    'escalate', 'Play an escalation path through: who is told when, and why', 'path, calendar, goal, start, assignee, events and until',
    'print { timeline: [{ at, kind, level, to, why }], state }', EXAMPLE,
  ).action(async (file: string, options: ScriptOptions) => {
    const organisation = await loadOrganisation(io, options.org)
    const { script, calendar } = await readScript(io, file, async (source) => (await import('../../compiler/escalation-script.ts')).compileEscalation(source, organisation))
    const played = await play(organisation, script, calendar)
    if (options.json) return io.out(JSON.stringify(await escalationJson(played)))
    const { escalationText } = await import('../print/escalation.ts')
    io.out(escalationText(io, played, await offsetsBetween(calendar.zone, script.start, script.until)))
  })

const EXAMPLE = {
  file: 'escalation.yaml',
  text: `  path: customer_care
  calendar: support
  goal: 4bh
  start: 2026-01-16T15:00:00Z
  assignee: dana
  until: 2026-01-20T00:00:00Z
  events:
    - { at: 2026-01-16T21:00:00Z, acknowledge: dana }`,
}

const YEARS_MS = 50 * 366 * 86_400_000

async function play(organisation: Organisation, script: EscalationScript, calendar: Calendar): Promise<PlayedEscalation> {
  const { start, until, goal } = script
  if (until - start > YEARS_MS) throw new Exit(2, `"${writeInstant(until)}" is more than fifty years after the start: ask for less at once`)
  const [{ HORIZON_MS, dueOn }, { worldOf }, { playEscalation }] = await Promise.all([
    import('../../domain/calendar/due.ts'), import('../../domain/escalation/world.ts'), import('../../domain/escalation/play.ts'),
  ])
  const end = Math.max(start, until)
  const offsets = await offsetsBetween(calendar.zone, start, end + HORIZON_MS)
  if (goal && dueOn(calendar, offsets, goal, start).due === null)
    throw new Exit(1, `the goal is never over: the calendar "${calendar.id}" is not open for so long within ten years; give it hours`)
  return playEscalation(script, worldOf(await withZonesFor(organisation, start, end), calendar, offsets, start, end))
}

/** What `--json` prints: instants as ISO 8601 in UTC. */
async function escalationJson({ timeline, state }: PlayedEscalation) {
  const { standingOf } = await import('../../domain/escalation/state.ts')
  return {
    timeline: timeline.map(({ at, kind, level, to, why }) => ({ at: writeInstant(at), kind, level, to, why })),
    state: { status: standingOf(state), level: state.level, assignee: state.assignee },
  }
}
