import type { Evidence } from '../../../domain/state.ts'
import type { EvidenceWanted } from '../../../domain/views.ts'
import { say } from './words.ts'

/** The proof gathered so far, by name. */
export type Proof = Readonly<Record<string, readonly Evidence[]>>

/** Where a photo or file can be seen. */
export const evidencePath = (sha256: string): string => `/api/evidence/${sha256}`

/** What stands behind the label: how much, and when. `at least 2 photos`, `1 link, needed for graded`, `optional`. */
export function needOfEvidence({ kind, atLeast, atMost, required, unless }: EvidenceWanted, outcome: string | null): string {
  const many = `${atMost > atLeast ? 'at least ' : ''}${atLeast} ${atLeast === 1 ? kind : `${kind}s`}`
  if (required === false) return 'optional'
  if (unless) return `${many}, for most answers`
  if (required === true) return many
  if (outcome === null) return `${many}, needed for ${required.map(say).join(', ')}`
  return required.includes(outcome) ? many : 'optional'
}
