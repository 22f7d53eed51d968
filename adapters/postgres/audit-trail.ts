import type { Kysely } from 'kysely'
import { isObject } from '../../domain/json.ts'
import { GENESIS, verifyLinks, type ChainCheck } from './chain.ts'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'
import { guarded } from './unavailable.ts'

/** Proof that a sealed record is what was sealed. Rows that wait for the sealer are not part of it. */
export interface AuditTrail {
  /** Recomputes a case's chain from its stored bytes. Finds changed, removed, inserted and moved rows. */
  verifyChain(caseId: string): Promise<ChainCheck>
  /** The same for the organisation's one chain of changes to rosters. */
  verifyRosterChain(): Promise<ChainCheck>
  /** The same for a chain of what was published or who stopped payments. */
  verifyHouseChain(chain: 'money' | 'organisation' | 'sops'): Promise<ChainCheck>
}

const BATCH = 1_000

/** The audit trail in PostgreSQL. It only reads; the sealer and whoever changes rosters append, the tables' triggers and grants forbid the rest. */
export const createAuditTrail = ({ db }: Pick<Database, 'db'>): AuditTrail => guarded<AuditTrail>({
  async verifyChain(caseId) {
    const end = await db.selectFrom('case_head').select(['position', 'hash']).where('case_id', '=', caseId).executeTakeFirst()
    return verifyLinks(inBatches((after) => caseRows(db, caseId, after)), end ?? GENESIS, caseAgrees)
  },
  async verifyRosterChain() {
    const end = await db.selectFrom('roster_head').select(['position', 'hash']).executeTakeFirstOrThrow()
    return verifyLinks(inBatches((after) => rosterRows(db, after)), end, rosterAgrees)
  },
  async verifyHouseChain(chain) {
    const end = await db.selectFrom('house_head').select(['position', 'hash']).where('chain', '=', chain).executeTakeFirstOrThrow()
    return verifyLinks(inBatches((after) => houseRows(db, chain, after)), end, houseAgrees)
  },
})

const caseRows = (db: Kysely<Schema>, caseId: string, after: number) =>
  db.selectFrom('audit_event').selectAll().where('case_id', '=', caseId).where('position', '>', after).orderBy('position').limit(BATCH).execute()

const rosterRows = (db: Kysely<Schema>, after: number) =>
  db.selectFrom('roster_event').selectAll().where('position', '>', after).orderBy('position').limit(BATCH).execute()

const houseRows = (db: Kysely<Schema>, chain: string, after: number) =>
  db.selectFrom('house_event').selectAll().where('chain', '=', chain).where('position', '>', after).orderBy('position').limit(BATCH).execute()

async function* inBatches<T extends { readonly position: number }>(read: (after: number) => Promise<readonly T[]>): AsyncGenerator<T> {
  for (let after = 0; ;) {
    const rows = await read(after)
    yield* rows
    after = rows.at(-1)?.position ?? after
    if (rows.length < BATCH) return
  }
}

function caseAgrees(row: Schema['audit_event'], body: unknown): boolean {
  if (!isObject(body)) return false
  const event = body['event']
  return body['caseId'] === row.case_id && body['position'] === row.position
    && isObject(event) && event['type'] === row.type && event['at'] === row.at
}

function houseAgrees(row: Schema['house_event'], body: unknown): boolean {
  const event = isObject(body) && body['chain'] === row.chain && body['position'] === row.position ? body['event'] : undefined
  return isObject(event) && event['type'] === row.type && event['at'] === row.at
}

type RosterRow = Awaited<ReturnType<typeof rosterRows>>[number]

/** Everything that decides who is on is read from the columns. */
const rosterAgrees = (row: RosterRow, body: unknown): boolean =>
  isObject(body) && body['position'] === row.position && body['change'] === row.change_id && body['kind'] === row.kind && body['roster'] === row.roster
  && body['by'] === row.by_person && body['via'] === row.via && body['because'] === row.because && body['wish'] === row.wish && body['at'] === row.at
