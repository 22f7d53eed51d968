import type { AuditEvent } from '../domain/audit.ts'
import { writeInstant } from '../domain/instant.ts'
import type { SimulatedCase } from '../domain/simulate.ts'

/** One event of a trace as `--json` prints it. */
export const eventJson = ({ type, at, ...rest }: AuditEvent) => ({ at: writeInstant(at), event: type, ...rest })

/** What `sop simulate --json` prints: instants as ISO 8601 in UTC. */
export const simulatedJson = ({ outcome, endedAt, effects, messages, escalations, trace }: SimulatedCase) => ({
  outcome,
  endedAt: endedAt === null ? null : writeInstant(endedAt),
  effects,
  messages,
  escalations: escalations.map(({ at, ...rest }) => ({ ...rest, at: writeInstant(at) })),
  trace: trace.map(eventJson),
})
