import type pg from 'pg'

/** Runs `work` in one transaction. A connection that fails is closed, never given back: nobody inherits its transaction. `begin` may set something for it alone. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>, begin = 'begin'): Promise<T> {
  const client = await pool.connect()
  // A connection that dies between two queries says so by an event; the next query then rejects.
  const ignore = (): void => undefined
  client.on('error', ignore)
  let broken = true
  try {
    await client.query(begin)
    const result = await work(client)
    await client.query('commit')
    broken = false
    return result
  } finally {
    client.off('error', ignore)
    client.release(broken)
  }
}
