import pg from 'pg'
import type { LeaseConnection } from '../../dispatcher/lease.ts'

/** A session that may hold an advisory lock, under the name by which the database lists it; the server lets go of the lock when the session dies. */
export async function openLease(url: string, name: string, lock: readonly [number, number]): Promise<LeaseConnection> {
  const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true, connectionTimeoutMillis: 4_000 })
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve())
    client.on('end', () => resolve())
  })
  await client.connect()
  return {
    lost,
    tryLock: async () => (await client.query<{ ours: boolean }>('select pg_try_advisory_lock($1, $2) as ours', [...lock])).rows[0]?.ours ?? false,
    close: () => client.end().catch(() => undefined),
  }
}
