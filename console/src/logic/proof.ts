import type { Evidence } from '../../../domain/state.ts'
import type { EvidenceWanted } from '../../../domain/views.ts'
import { say } from './words.ts'

/** The proof gathered so far, by name. */
export type Proof = Readonly<Record<string, readonly Evidence[]>>

/** Where a photo or file can be seen. */
export const evidencePath = (sha256: string): string => `/api/evidence/${sha256}`

/** Where a small picture of it can be seen; undefined for what has none. */
export const smallPath = (item: Evidence): string | undefined =>
  'sha256' in item && ['image/jpeg', 'image/png', 'image/webp'].includes(item.type) ? `${evidencePath(item.sha256)}/small` : undefined

/** Whether both are the same file. */
export const same = (a: Evidence, b: Evidence): boolean => 'sha256' in a && 'sha256' in b && a.sha256 === b.sha256

/** What stands behind the label: how much, and when. `at least 2 photos`, `1 link, needed for graded`, `optional`. */
export function needOfEvidence({ kind, atLeast, atMost, required, unless }: EvidenceWanted, outcome: string | null): string {
  const many = `${atMost > atLeast ? 'at least ' : ''}${atLeast} ${atLeast === 1 ? kind : `${kind}s`}`
  if (required === false) return 'optional'
  if (unless) return `${many}, for most answers`
  if (required === true) return many
  if (outcome === null) return `${many}, needed for ${required.map(say).join(', ')}`
  return required.includes(outcome) ? many : 'optional'
}
