import type { PlayedEscalation } from '../../domain/escalation/play.ts'
import { standingOf } from '../../domain/escalation/state.ts'
import type { EntryKind } from '../../domain/escalation/state.ts'
import type { ZoneOffsets } from '../../domain/organisation.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'
import { table } from './table.ts'
import { wallTime } from './wall.ts'

/** The story line by line, on the clock of the step's calendar, and how it stands at the end. */
export function escalationText(io: Pick<CliIo, 'width' | 'colour'>, { timeline, state }: PlayedEscalation, offsets: ZoneOffsets): string {
  const rows = timeline.map(({ at, kind, level, to, why }) => [
    wallTime(at, offsets), said(kind), level === null ? '' : String(level), to.join(', '), why,
  ])
  const standing = `${standingOf(state)} at level ${state.level}, with ${state.assignee ?? 'nobody'}`
  return `${table(io, ['when', 'what', 'level', 'who', 'why'], rows)}\n\n${paint(io, 'bold', standing)}`
}

const said = (kind: EntryKind): string => kind.replaceAll('_', ' ')
