import type pg from 'pg'
import { expect, it } from 'vitest'
import { databaseLab } from '../adapters/postgres/lab.ts'
import { MINUTE, quietEngine, watchdogLab } from './lab.ts'

/** Tables that grow with the cases; the others hold what waits at this moment. */
const LARGE = ['turn', 'case_summary', 'assignment', 'audit_event', 'case_head', 'case_file', 'delivery', 'inbox', 'effect', 'watchdog_case', 'watchdog_message', 'interaction', 'arrival']

it('reads no table that grows with the cases from end to end', async () => {
  await using database = await databaseLab()
  const client = await database.pool.connect()
  using _held = { [Symbol.dispose]: () => client.release() }
  // Small as the tables are here, an index is used wherever there is one.
  await client.query('set enable_seqscan = off')
  const asked: { readonly text: string; readonly values: readonly unknown[] }[] = []
  const on = { query: async (query: string | { text: string; values?: unknown[] }, values: unknown[] = []) => {
    const text = typeof query === 'string' ? query : query.text
    asked.push({ text, values: typeof query === 'string' ? values : (query.values ?? []) })
    return client.query(text, asked.at(-1)?.values.slice())
  } } as unknown as pg.Pool
  const dog = watchdogLab({ db: database.db, pool: on }, quietEngine())
  await client.query("insert into watchdog_case (case_id, workflow_id, label, turn_id, run_order, turn, recorded_at, due_at, due_what, instances, held) select 'C' || n, 'case/' || n, '', n, 1, 1, now() - interval '1 hour', 0, 'it', '{}', true from generate_series(1, 3) as n")
  await client.query("insert into watchdog_finding (kind, subject, case_id, message, first_at) values ('turn-gone', 'C1', 'C1', '', 0), ('timer-gone', 'C2', 'C2', '', 0), ('workflow-without-rows', 'case/x', null, '', 0)")
  await dog.round(4 * MINUTE)

  const read = asked.filter(({ text }) => /^\s*(select|delete|update)/.test(text))
  expect(read.length).toBeGreaterThan(20)
  for (const { text, values } of read) {
    const { rows } = await client.query<{ 'QUERY PLAN': object }>(`explain (format json) ${text}`, values.slice())
    const scanned = [...JSON.stringify(rows).matchAll(/"Node Type":"Seq Scan"[^}]*?"Relation Name":"(\w+)"/g)].map(([, table = '']) => table)
    expect({ text, scanned: scanned.filter((table) => LARGE.includes(table)) }).toEqual({ text, scanned: [] })
  }
})
