import { readEvidence, type EvidenceReading, type Given } from '../evidence.ts'
import { holds, type Scope } from '../expression.ts'
import type { Json } from '../json.ts'
import type { EvidenceRule, TaskStep } from '../plan.ts'

export type { Given } from '../evidence.ts'

/**
 * Reads the proof that goes with a completion. Throws ExpressionFault when an `unless` cannot be judged: then nobody can say
 * that the proof is not needed.
 */
export const readProof = (step: TaskStep, given: unknown, outcome: string, scope: Scope): EvidenceReading =>
  readEvidence(step.evidence, given as Json | undefined, (rule) => isWanted(rule, outcome) && !(rule.unless && holds(rule.unless, scope)))

const isWanted = ({ required }: EvidenceRule, outcome: string): boolean => (typeof required === 'boolean' ? required : required.includes(outcome))

/** The proof of a completion that passed `refuse`. */
export function acceptedEvidence(step: TaskStep, given: unknown): Given {
  const reading = readEvidence(step.evidence, given as Json | undefined, () => false)
  return 'ok' in reading ? reading.ok : {}
}
