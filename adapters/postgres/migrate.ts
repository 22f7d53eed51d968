import { Kysely, Migrator, PostgresDialect, sql } from 'kysely'
import type { Migration } from 'kysely'
import pg from 'pg'
import { migrations } from './migrations/index.ts'
import { asUnavailable, Unavailable } from './unavailable.ts'

const OLDEST = 150_000

/**
 * Brings the database up to date, in one transaction under an advisory lock: several processes may start at once.
 * Rejects with `Unavailable` when the server is out of reach, read-only or older than PostgreSQL 15.
 */
export async function migrate(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 10_000 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => { client.on('error', () => undefined) })
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await refuseOldServer(db)
    const { error } = await new Migrator({ db, provider: { getMigrations } }).migrateToLatest()
    if (error !== undefined) throw asUnavailable(error)
  } catch (error) {
    throw asUnavailable(error)
  } finally {
    await db.destroy()
  }
}

async function refuseOldServer(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ version: number }>`select current_setting('server_version_num')::int as version`.execute(db)
  const version = rows[0]?.version ?? 0
  if (version < OLDEST) throw new Unavailable(`PostgreSQL "${version}" is too old: use 15 or newer`, 'old-server')
}

const getMigrations = async (): Promise<Record<string, Migration>> =>
  Object.fromEntries(Object.entries(migrations).map(([name, text]) => [name, asMigration(text)]))

const asMigration = (text: string): Migration => ({
  async up(db) {
    await sql.raw(text).execute(db)
  },
})
