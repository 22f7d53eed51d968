import { hash as digest } from 'node:crypto'
import { linkOf, type Sha256 } from '../../domain/audit/link.ts'

/** sha256 by Node. */
export const sha256: Sha256 = (bytes) => digest('sha256', bytes, 'buffer')

/** The verdict on a chain. */
export type ChainCheck =
  /** `head` is the last hash, hex: what a checkpoint outside the database is compared with. */
  | { readonly ok: true; readonly events: number; readonly head: string }
  /** `position` is the first that cannot be believed. */
  | { readonly ok: false; readonly position: number; readonly reason: string }

/** One stored event with its place in its chain; `linkOf` says how `hash` comes about. */
export interface ChainRow {
  readonly position: number
  readonly body: Buffer
  readonly previous_hash: Buffer
  readonly hash: Buffer
}

/** The end of a chain. */
export type Link = Pick<ChainRow, 'position' | 'hash'>

/** Before the first link. */
export const GENESIS: Link = { position: 0, hash: Buffer.alloc(32) }

/**
 * Recomputes a chain from its stored bytes; `end` is its end as it was sealed, read before the rows, so that links added meanwhile do not
 * look like a difference. `agrees` tells whether a row's columns say what its bytes say. Finds changed, removed, inserted and moved rows.
 */
export async function verifyLinks<T extends ChainRow>(rows: AsyncIterable<T>, end: Link, agrees: (row: T, body: unknown) => boolean): Promise<ChainCheck> {
  let link = GENESIS
  for await (const row of rows) {
    const reason = faultOf(row, link, agrees)
    if (reason !== undefined) return { ok: false, position: link.position + 1, reason }
    link = { position: row.position, hash: row.hash }
    if (link.position === end.position && !link.hash.equals(end.hash)) {
      return { ok: false, position: link.position, reason: 'the chain was rebuilt: its end is not the one that was sealed' }
    }
  }
  if (link.position < end.position) {
    return { ok: false, position: link.position + 1, reason: `the end is cut off: ${end.position} events were sealed` }
  }
  return { ok: true, events: link.position, head: link.hash.toString('hex') }
}

/** Why a row cannot follow the link before it; undefined when it can. */
function faultOf<T extends ChainRow>(row: T, before: Link, agrees: (row: T, body: unknown) => boolean): string | undefined {
  if (row.position !== before.position + 1) return `an event is missing: the next one is ${row.position}`
  if (!row.previous_hash.equals(before.hash)) return 'it does not follow the event before it'
  if (!row.hash.equals(linkOf(before.hash, row.body, sha256))) return 'its bytes were changed after it was sealed'
  return agrees(row, JSON.parse(row.body.toString('utf8'))) ? undefined : 'its columns do not say what its bytes say'
}
