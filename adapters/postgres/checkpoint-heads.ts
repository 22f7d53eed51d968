import type pg from 'pg'
import type { CheckpointHeads, HeadsView } from '../../dispatcher/checkpoints.ts'
import type { Head } from '../../domain/audit/merkle.ts'
import type { Database } from './database.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

const BATCH = 2_000
/** What moved while no checkpoint was written may be very much: in the time that other statements have it could never be forgotten. */
const BEGIN = "begin isolation level repeatable read; set local statement_timeout = '300s'; set local idle_in_transaction_session_timeout = '120s'"

/**
 * The ends of all chains in PostgreSQL, in one snapshot. What moved is forgotten in the same transaction in which the checkpoint is told
 * of, so a process that dies in between finds it once more.
 */
export const createCheckpointHeads = ({ pool }: Pick<Database, 'pool'>): CheckpointHeads => guarded<CheckpointHeads>({
  async last() {
    const { rows } = await pool.query<LastRow>('select number, at, line_hash from checkpoint order by number desc limit 1')
    const [row] = rows
    return row && { number: row.number, at: row.at.getTime(), hash: row.line_hash }
  },
  look: (keep) => inTransaction(pool, async (client) => {
    // Whatever is committed after this first question belongs to the next checkpoint.
    await client.query('select 1')
    const last = await keep(viewOf(client))
    await client.query('delete from moved_head')
    await client.query(
      'insert into checkpoint (number, at, line_hash) values ($1, $2, $3) on conflict (number) do update set at = excluded.at, line_hash = excluded.line_hash',
      [last.number, new Date(last.at), last.hash])
  }, BEGIN),
})

interface LastRow {
  readonly number: number
  readonly at: Date
  readonly line_hash: string
}

const HEADS = "select chain, position, encode(hash, 'hex') as hash from chain_head"

const viewOf = (client: pg.PoolClient): HeadsView => ({
  async *all() {
    await client.query(`declare heads no scroll cursor for ${HEADS} order by chain collate "C"`)
    for (;;) {
      const { rows } = await client.query<Head>(`fetch ${BATCH} from heads`)
      if (rows.length > 0) yield rows
      if (rows.length < BATCH) return
    }
  },
  moved: () => headsBy(client, 'where chain in (select chain from moved_head) order by chain collate "C"', []),
  inBuckets: (buckets) => headsBy(client, 'where bucket = any ($1)', [buckets]),
})

async function headsBy(client: pg.PoolClient, which: string, values: readonly unknown[]): Promise<readonly Head[]> {
  const { rows } = await client.query<Head>(`${HEADS} ${which}`, [...values])
  return rows
}
