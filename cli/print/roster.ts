import { writeInstant } from '../../domain/instant.ts'
import type { Organisation, Roster } from '../../domain/organisation.ts'
import type { OnCall } from '../../domain/roster/answer.ts'
import type { Schedule } from '../../domain/roster/schedule.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'
import { span } from './time.ts'
import { table } from './table.ts'
import { wallTime } from './wall.ts'

type Looks = Pick<CliIo, 'width' | 'colour'>

/** Who is on and why, then everybody else who was considered, then what the answer rests on. */
export function whoText(io: Looks, organisation: Organisation, roster: Roster, answer: OnCall): string {
  const { at, considered, organisationVersion } = answer
  const people = answer.people.map(({ id, why }) => `${paint(io, 'bold', id)}: ${why}`)
  return [
    ...(people.length > 0 ? people : ['nobody, not even the sink']),
    ...(considered.length > 0 ? ['', table(io, ['not', 'because'], considered.map(({ person, why }) => [person, why]))] : []),
    '',
    paint(io, 'dim', `roster "${roster.id}" at ${local(organisation, roster, at)}, ${writeInstant(at)}`),
    paint(io, 'dim', `organisation version ${organisationVersion.slice(0, 12)}`),
  ].join('\n')
}

/** Shifts and gaps in the order of time, on the roster's own clock. */
export function scheduleText(io: Looks, organisation: Organisation, roster: Roster, { shifts, gaps }: Schedule): string {
  const nobody = roster.fallback === undefined ? 'nobody' : `nobody, so ${roster.fallback}`
  const rows = [...shifts.map((shift) => ({ ...shift, on: shift.people.join(', ') })), ...gaps.map((gap) => ({ ...gap, on: nobody }))]
  const inOrder = rows.sort((a, b) => a.from - b.from)
    .map(({ from, to, on }) => [local(organisation, roster, from), local(organisation, roster, to), span(to - from), on])
  return `${table(io, ['from', 'to', 'for', 'on'], inOrder)}\n\n${paint(io, 'dim', `times of ${roster.zone}`)}`
}

const local = ({ zones }: Organisation, { zone }: Roster, at: number): string => wallTime(at, zones[zone] ?? [])
