import pg from 'pg'
import { expect, it } from 'vitest'
import { createCheckpointHeads } from '../../../adapters/postgres/checkpoint-heads.ts'
import { databaseLab } from './lab.ts'

it('keeps a checkpoint although it takes longer to forget all that moved before it than a statement may take otherwise', async () => {
  await using lab = await databaseLab()
  await lab.pool.query("insert into moved_head (chain) values ('case/A')")
  await lab.pool.query(`create function slowly() returns trigger language plpgsql as 'begin perform pg_sleep(1); return old; end'`)
  await lab.pool.query('create trigger slow before delete on moved_head for each row execute function slowly()')
  const pool = new pg.Pool({ connectionString: lab.url, statement_timeout: 500 })
  const heads = createCheckpointHeads({ pool })
  const last = { number: 1, at: Date.parse('2026-11-20T09:00:00Z'), hash: 'a'.repeat(64) }

  try {
    await heads.look(async () => last)
    expect(await heads.last()).toEqual(last)
    expect((await lab.pool.query('select 1 from moved_head')).rowCount).toBe(0)
  } finally {
    await pool.end()
  }
})
