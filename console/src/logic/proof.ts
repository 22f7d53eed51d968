import type { Evidence } from '../../../domain/state.ts'

/** The proof gathered so far, by name. */
export type Proof = Readonly<Record<string, readonly Evidence[]>>

/** Where a photo or file can be seen. */
export const evidencePath = (sha256: string): string => `/api/evidence/${sha256}`

/** Where a small picture of it can be seen; undefined for what has none. */
export const smallPath = (item: Evidence): string | undefined =>
  'sha256' in item && ['image/jpeg', 'image/png', 'image/webp'].includes(item.type) ? `${evidencePath(item.sha256)}/small` : undefined

/** Whether both are the same file. */
export const same = (a: Evidence, b: Evidence): boolean => 'sha256' in a && 'sha256' in b && a.sha256 === b.sha256
