import type pg from 'pg'
import type { Token } from '../../domain/ports.ts'
import type { DoubtfulRun, SealingStore } from '../../dispatcher/sealer.ts'
import type { Database } from './database.ts'
import { asUnavailable, guarded, Unavailable } from './unavailable.ts'

/** When a turn without proof is looked up in Temporal: after 1 s, then ever more seldom, at least every 10 s. */
export interface SealingOptions {
  /** How long a turn may be without proof before Temporal is asked. Milliseconds. */
  readonly firstLookMs?: number
  /** The longest wait between two looks at the same turn; until then the wait is as long as the turn was in doubt. */
  readonly longestWaitMs?: number
}

const BATCH = 50

/** The sealer's rows in PostgreSQL. A case that somebody else holds is left to them and to the next pass. */
export const createSealingStore = (
  { pool }: Pick<Database, 'pool'>,
  { firstLookMs = 1_000, longestWaitMs = 10_000 }: SealingOptions = {},
): SealingStore => guarded<SealingStore>({
  async chain(report) {
    let chained = 0
    for (let after = ''; ;) {
      const { rows } = await pool.query<{ case_id: string }>({ name: 'to_chain', text: TO_CHAIN, values: [after, BATCH] })
      // One transaction a case: a person who clicks waits for one case's chaining at most.
      for (const { case_id: caseId } of rows) {
        chained += await chainOne(pool, caseId).catch((error: unknown) => {
          const meaning = asUnavailable(error)
          if (meaning instanceof Unavailable) throw meaning
          report(caseId, meaning)
          return 0
        })
        after = caseId
      }
      if (rows.length < BATCH) return chained
    }
  },

  async takeDoubtful(limit) {
    const { rows } = await pool.query<DoubtfulRow>({ name: 'take_doubtful', text: TAKE, values: [limit, firstLookMs, longestWaitMs] })
    return runsOf(rows)
  },

  async prove(caseId, tokens) {
    await pool.query({ name: 'prove_turns', text: 'select prove_turns($1, $2)', values: [caseId, JSON.stringify(tokens)] })
  },

  async settle(caseId, tokens, state) {
    await pool.query({ name: 'settle_turns', text: 'select settle_turns($1, $2, $3)', values: [caseId, JSON.stringify(tokens), state] })
  },

  async oldestDoubtMs() {
    const { rows } = await pool.query<{ age: number | null }>(OLDEST)
    return rows[0]?.age ?? 0
  },
})

async function chainOne(pool: pg.Pool, caseId: string): Promise<number> {
  const { rows } = await pool.query<{ events: number }>({ name: 'chain_case', text: 'select chain_case($1) as events', values: [caseId] })
  return rows[0]?.events ?? 0
}

interface DoubtfulRow {
  readonly case_id: string
  readonly workflow_id: string
  readonly run_id: string
  readonly turn: number
  readonly token: string
}

// What has no turn to chain before the first one in doubt would be taken in vain, but stays few: doubts end within seconds.
const TO_CHAIN = `
  select case_id from (
    select case_id from turn where not sealed and state in ('proven', 'unknown') and case_id > $1
    union select case_id from refusal where not sealed and case_id > $1
  ) as waiting order by case_id limit $2`

const TAKE = `
  update turn set looked_at = clock_timestamp() where id in (
    select id from turn
    where state = 'unproven' and recorded_at <= clock_timestamp() - $2::float8 * interval '1 millisecond'
      and (looked_at is null or clock_timestamp() >=
        looked_at + greatest($2::float8 * interval '1 millisecond', least($3::float8 * interval '1 millisecond', looked_at - recorded_at)))
    order by recorded_at limit $1 for update skip locked)
  returning case_id, workflow_id, run_id, turn, token`

const OLDEST = `
  select floor(extract(epoch from clock_timestamp() - min(recorded_at)) * 1000)::float8 as age from turn where state = 'unproven'`

function runsOf(rows: readonly DoubtfulRow[]): readonly DoubtfulRun[] {
  const runs = new Map<string, DoubtfulRun & { readonly turns: Token[] }>()
  for (const row of rows) {
    const id = JSON.stringify([row.case_id, row.workflow_id, row.run_id])
    const run = runs.get(id) ?? { caseId: row.case_id, workflowId: row.workflow_id, runId: row.run_id, turns: [] }
    run.turns.push({ runId: row.run_id, turn: row.turn, token: row.token })
    runs.set(id, run)
  }
  return [...runs.values()]
}
