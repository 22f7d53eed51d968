import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import { isObject } from '../../domain/json.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { guarded } from './unavailable.ts'

/** The verdict on one case's chain. */
export type ChainCheck =
  /** `head` is the last hash, hex: what a checkpoint outside the database is compared with. */
  | { readonly ok: true; readonly events: number; readonly head: string }
  /** `position` is the first that cannot be believed. */
  | { readonly ok: false; readonly position: number; readonly reason: string }

/** Proof that a case's sealed record is what was sealed. Rows that wait for the sealer are not part of it. */
export interface AuditTrail {
  /** Recomputes a case's chain from its stored bytes. Finds changed, removed, inserted and moved rows. */
  verifyChain(caseId: string): Promise<ChainCheck>
}

const GENESIS = Buffer.alloc(32)
const BATCH = 1_000

/** The audit trail in PostgreSQL. It only reads; the sealer appends, the table's trigger and grants forbid the rest. */
export const createAuditTrail = ({ db }: Pick<Database, 'db'>): AuditTrail => guarded<AuditTrail>({
  async verifyChain(caseId) {
    // The head is read first: links that the sealer adds meanwhile must not look like a difference.
    const head = await db.selectFrom('case_head').select(['position', 'hash']).where('case_id', '=', caseId).executeTakeFirst()
    const end = { position: head?.position ?? 0, hash: head?.hash ?? GENESIS }
    let link: Link = { position: 0, hash: GENESIS }
    for await (const row of rowsOf(db, caseId)) {
      const reason = faultOf(row, link)
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
  },
})

type Row = Schema['audit_event']
type Link = Pick<Row, 'position' | 'hash'>

async function* rowsOf(db: Kysely<Schema>, caseId: string): AsyncGenerator<Row> {
  for (let after = 0; ;) {
    const rows = await db
      .selectFrom('audit_event').selectAll().where('case_id', '=', caseId).where('position', '>', after)
      .orderBy('position').limit(BATCH).execute()
    yield* rows
    after = rows.at(-1)?.position ?? after
    if (rows.length < BATCH) return
  }
}

/** Why a row cannot follow the link before it; undefined when it can. */
function faultOf(row: Row, before: Link): string | undefined {
  if (row.position !== before.position + 1) return `an event is missing: the next one is ${row.position}`
  if (!row.previous_hash.equals(before.hash)) return 'it does not follow the event before it'
  const hash = createHash('sha256').update(before.hash).update(row.body).digest()
  if (!hash.equals(row.hash)) return 'its bytes were changed after it was sealed'
  return columnsAgree(row) ? undefined : 'its columns do not say what its bytes say'
}

function columnsAgree(row: Row): boolean {
  const body: unknown = JSON.parse(row.body.toString('utf8'))
  if (!isObject(body)) return false
  const event = body['event']
  return body['caseId'] === row.case_id && body['position'] === row.position
    && isObject(event) && event['type'] === row.type && event['at'] === row.at
}
