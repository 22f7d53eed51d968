import type { Json } from '../../../domain/json.ts'
import { openDatabase } from '../../../adapters/postgres/database.ts'
import type { Database } from '../../../adapters/postgres/database.ts'
import { testDatabase } from '../../harness/database.ts'

/** A migrated database of its own with an open pool; both are gone at the end of the `await using` scope. */
export async function databaseLab(): Promise<Database & AsyncDisposable> {
  const made = await testDatabase()
  const database = openDatabase(made.url)
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database.close()
      await made[Symbol.asyncDispose]()
    },
  }
}

/** Rows as plain JSON, to compare whole tables. */
export async function rows(
  database: Pick<Database, 'pool'>, query: string, values: readonly unknown[] = [],
): Promise<readonly Record<string, Json>[]> {
  return (await database.pool.query<Record<string, Json>>(query, [...values])).rows
}

/** A case's sealed events in order: `step_started`, or `completed?` when sealed without proof. */
export async function sealedStory(database: Pick<Database, 'pool'>, caseId = 'CASE1'): Promise<readonly string[]> {
  const { rows: found } = await database.pool.query<{ body: string }>(
    `select convert_from(body, 'UTF8') as body from audit_event where case_id = $1 order by position`, [caseId])
  return found.map(({ body }) => JSON.parse(body) as { proven: boolean; event: { type: string } })
    .map(({ proven, event }) => (proven ? event.type : `${event.type}?`))
}
