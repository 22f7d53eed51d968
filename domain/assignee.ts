import type { Request, Resolution } from './event.ts'
import type { Organisation } from './organisation.ts'

/** How busy a person is, for `pick: least_loaded`: open tasks, then who was given one longest ago, then id. */
export interface Load {
  readonly openTasks: number
  /** Epoch milliseconds; 0 for never. */
  readonly lastAssignedAt: number
}

/**
 * Who gets a step, with the reasons a receipt prints. Pure: the same organisation and loads give the same person.
 * A target that yields nobody leaves `people` empty for an escalation level and falls to the sink for an assignment.
 */
export function resolve(organisation: Organisation, request: Request, loadOf: (person: string) => Load): Resolution {
  void organisation; void loadOf
  throw new Error(`resolve ${request.id}`)
}
