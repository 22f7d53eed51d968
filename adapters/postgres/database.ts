import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.ts'

/** An open pool with its typed query builder; every factory of this folder takes one. */
export interface Database {
  readonly url: string
  readonly pool: pg.Pool
  readonly db: Kysely<Schema>
  close(): Promise<void>
}

/** What a process may want otherwise: 10 connections, and silence about lost ones. */
export interface DatabaseOptions {
  /** Connections at most; a click needs one for a few milliseconds. */
  readonly max?: number
  /** Connections that stay open once they are, however little there is to do, so that whoever comes after a while does not wait for one. None unless told. */
  readonly keep?: number
  /** Told of connections that died while idle; the pool has already replaced them. */
  readonly onLost?: (error: Error) => void
}

const INT8 = 20

/** int8 as numbers: ids and milliseconds stay far below 2^53. Only for our pools, not for the whole process. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format ?? 'text')) as typeof pg.types.getTypeParser,
}

/**
 * Opens nothing yet: connections are made when needed and made again after the server was gone, so a killed PostgreSQL
 * needs no restart of ours. Somebody frozen in the middle of a transaction loses it after 15 s and blocks nobody longer.
 */
export function openDatabase(url: string, { max = 10, keep = 0, onLost = () => undefined }: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    min: keep,
    types,
    application_name: 'evenkeel',
    connectionTimeoutMillis: 4_000,
    keepAlive: true,
    statement_timeout: 15_000,
    lock_timeout: 4_000,
    idle_in_transaction_session_timeout: 15_000,
  })
  // Without a handler a server that goes away ends the process.
  pool.on('error', onLost)
  // The pool takes its own handler off while a connection is in use; one that dies between two statements would end the process too.
  pool.on('connect', (client) => { client.on('error', onLost) })
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return {
    url, pool, db,
    async close() {
      await db.destroy()
      // Kysely ends a pool only if it has asked it something itself.
      if (!pool.ending) await pool.end()
    },
  }
}

/**
 * Text that PostgreSQL takes, also inside JSON: no NUL and no half of a surrogate pair. Only for columns to find rows by;
 * what is recorded keeps its exact text.
 */
export const storable = (text: string): string => text.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD')
