import { sql } from 'kysely'
import type pg from 'pg'
import { overLimit, type Paid, type Payment } from '../../domain/limits.ts'
import { minorOf } from '../../domain/money.ts'
import { canonical } from '../../domain/json.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Ledger, LedgerState } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { inTransaction } from './transaction.ts'
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
export const createLedger = ({ db, pool }: Pick<Database, 'db' | 'pool'>): Ledger => guarded<Ledger>({
  async begin({ key, caseId, action, input, money, payment }) {
    const asked = canonical(input)
    if (payment) return beginPayment(pool, { key, caseId, action, asked, payment })
    // A new row version has no xmax yet: that tells an insert from a repeat in one round trip.
    const { rows } = await sql<EffectRow>`
      insert into effect (key, case_id, action, input, money) values (${key}, ${caseId}, ${action}, ${asked}, ${money})
      on conflict (key) do update set tries = effect.tries + 1
      returning (xmax = 0) as fresh, first_tried_at, action, input, state, result, reference, code, message`.execute(db)
    const [row] = rows
    return row && row.action === action && row.input === asked ? stateOf(row) : conflict(key, row?.action ?? action)
  },

  stopped: () => whyStopped(pool),

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

interface Asked {
  readonly key: string
  readonly caseId: string
  readonly action: string
  readonly asked: string
  readonly payment: Payment
}

/** Names the payments among the locks of the database: one at a time asks what was paid and adds to it. */
const TILL = [20_261, 60] as const

/** Asks the limits and begins in one transaction, so that fifty at once are together within them. What was begun before is not asked again. */
const beginPayment = (pool: pg.Pool, { key, caseId, action, asked, payment }: Asked): Promise<LedgerState> =>
  inTransaction(pool, async (client): Promise<LedgerState> => {
    await client.query('select pg_advisory_xact_lock($1, $2)', [...TILL])
    const known = await client.query<EffectRow>('select false as fresh, * from effect where key = $1 for update', [key])
    const [row] = known.rows
    if (row && (row.action !== action || row.input !== asked)) return conflict(key, row.action)
    if (row && row.state !== 'tried') return stateOf(row)
    const stopped = await whyStopped(client)
    if (stopped !== undefined) return { state: 'stopped', message: stopped }
    if (row) {
      await client.query('update effect set tries = tries + 1 where key = $1', [key])
      return stateOf(row)
    }
    const over = overLimit(payment, await paidBefore(client, caseId, payment))
    if (over !== undefined) return { state: 'over-limit', message: over }
    const { currency, amount } = payment.amount
    const { rows } = await client.query<EffectRow>(
      `insert into effect (key, case_id, action, input, money, currency, minor, approved) values ($1, $2, $3, $4, true, $5, $6, $7)
       returning true as fresh, first_tried_at, action, input, state, result, reference, code, message`,
      [key, caseId, action, asked, currency, String(minorOf(amount, currency) ?? 0n), [...payment.approved]],
    )
    const [begun] = rows
    if (!begun) throw new Error(`the ledger did not keep "${key}"`)
    return stateOf(begun)
  })

/** What was paid, or is being paid, in the payment's currency; what came back since was paid to nobody. */
async function paidBefore(client: pg.PoolClient, caseId: string, { amount, approved, actions, dayFrom }: Payment): Promise<Paid> {
  const { rows } = await client.query<{ in_case: string; today: string; by_person: string[] }>(
    `select coalesce(sum(minor) filter (where case_id = $3), 0)::text as in_case,
       coalesce(sum(minor) filter (where first_tried_at >= $4), 0)::text as today,
       array(select coalesce((select sum(own.minor) from effect own where own.currency = $1 and own.action = any($2) and own.state <> 'refused' and own.came_back_at is null
         and own.first_tried_at >= $4 and person = any(own.approved)), 0)::text from unnest($5::text[]) with ordinality as people(person, nth) order by nth) as by_person
     from effect where currency = $1 and action = any($2) and state <> 'refused' and came_back_at is null and (case_id = $3 or first_tried_at >= $4)`,
    [amount.currency, actions, caseId, new Date(dayFrom), approved],
  )
  const [sums] = rows
  return {
    inCase: BigInt(sums?.in_case ?? 0), today: BigInt(sums?.today ?? 0),
    byPerson: Object.fromEntries(approved.map((person, nth): [string, bigint] => [person, BigInt(sums?.by_person[nth] ?? 0)])),
  }
}

async function whyStopped(client: pg.Pool | pg.PoolClient): Promise<string | undefined> {
  const { rows } = await client.query<{ stopped: boolean; by_person: string; because: string }>(
    'select stopped, by_person, because from money_switch order by id desc limit 1',
  )
  const [last] = rows
  return last?.stopped ? `${last.by_person} has stopped all payments: ${last.because}` : undefined
}

const conflict = (key: string, action: string): LedgerState => ({
  state: 'conflict',
  message: `"${key}" was already used for "${action}" with another input: nothing was sent, a new attempt needs a new key`,
})
