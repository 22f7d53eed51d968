import { sql } from 'kysely'
import { canonical } from '../../domain/json.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Ledger, LedgerState } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

interface EffectRow {
  readonly fresh: boolean
  readonly first_tried_at: Date
  readonly action: string
  readonly input: string
  readonly state: 'tried' | 'done' | 'refused'
  readonly result: string | null
  readonly reference: string | null
  readonly code: string | null
  readonly message: string | null
}

/** The ledger in PostgreSQL. The first answer stands: a later one under the same key changes nothing. Times are the database's. */
export const createLedger = ({ db }: Pick<Database, 'db'>): Ledger => guarded<Ledger>({
  async begin({ key, caseId, action, input, money }) {
    const asked = canonical(input)
    // A new row version has no xmax yet: that tells an insert from a repeat in one round trip.
    const { rows } = await sql<EffectRow>`
      insert into effect (key, case_id, action, input, money) values (${key}, ${caseId}, ${action}, ${asked}, ${money})
      on conflict (key) do update set tries = effect.tries + 1
      returning (xmax = 0) as fresh, first_tried_at, action, input, state, result, reference, code, message`.execute(db)
    const [row] = rows
    return row && row.action === action && row.input === asked ? stateOf(row) : conflict(key, row?.action ?? action)
  },

  async find(key) {
    const row = await db
      .selectFrom('effect').where('key', '=', key)
      .select(['first_tried_at', 'action', 'input', 'state', 'result', 'reference', 'code', 'message'])
      .executeTakeFirst()
    return row && stateOf({ ...row, fresh: false })
  },

  async finish(key, result, reference) {
    await db
      .updateTable('effect')
      .set({
        state: 'done', result: JSON.stringify(result), reference: reference === null ? null : storable(reference),
        settled_at: sql`clock_timestamp()`,
      })
      .where('key', '=', key).where('state', '=', 'tried')
      .execute()
  },

  async refuse(key, code, message) {
    await db
      .updateTable('effect')
      .set({ state: 'refused', code: storable(code), message: storable(message), settled_at: sql`clock_timestamp()` })
      .where('key', '=', key).where('state', '=', 'tried')
      .execute()
  },
})

function stateOf(row: EffectRow): LedgerState {
  if (row.state === 'done') return { state: 'done', result: JSON.parse(row.result ?? '{}') as JsonObject, reference: row.reference }
  if (row.state === 'refused') return { state: 'refused', code: row.code ?? '', message: row.message ?? '' }
  return { state: row.fresh ? 'fresh' : 'unknown', firstTriedAt: row.first_tried_at.getTime() }
}

const conflict = (key: string, action: string): LedgerState => ({
  state: 'conflict',
  message: `"${key}" was already used for "${action}" with another input: nothing was sent, a new attempt needs a new key`,
})
