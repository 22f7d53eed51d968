import type { Sessions } from '../../domain/sign-in.ts'
import type { Database } from './database.ts'
import { hashOf, newSecret } from './secret.ts'
import { guarded } from './unavailable.ts'

const MINUTE_MS = 60_000
/** A shift with its breaks: whoever is away for longer signs in again. */
export const IDLE_MS = 12 * 60 * MINUTE_MS
/** However busy somebody is, they sign in once a week. */
export const LONGEST_MS = 7 * 24 * 60 * MINUTE_MS

/** Sessions in PostgreSQL. That somebody was seen is written once a minute and not at every request. */
export const createSessions = ({ pool }: Pick<Database, 'pool'>): Sessions => guarded<Sessions>({
  async begin(person, method, at) {
    const secret = newSecret()
    await pool.query(
      'insert into session (hash, person, method, created_at, last_seen_at, expires_at) values ($1, $2, $3, $4, $4, $5)',
      [hashOf(secret), person, method, new Date(at), new Date(at + LONGEST_MS)],
    )
    await pool.query("delete from session where expires_at < $1::timestamptz - interval '30 days'", [new Date(at)])
    return secret
  },
  async find(secret, at) {
    const hash = hashOf(secret)
    const { rows: [found] } = await pool.query<{ person: string; last_seen_at: Date }>({
      name: 'find_session',
      text: 'select person, last_seen_at from session where hash = $1 and revoked_at is null and expires_at > $2 and last_seen_at > $3',
      values: [hash, new Date(at), new Date(at - IDLE_MS)],
    })
    if (found && at - found.last_seen_at.getTime() >= MINUTE_MS)
      await pool.query('update session set last_seen_at = greatest(last_seen_at, $2) where hash = $1', [hash, new Date(at)])
    return found?.person
  },
  async end(secret, at) {
    await pool.query('update session set revoked_at = $2 where hash = $1 and revoked_at is null', [hashOf(secret), new Date(at)])
  },
  async endAll(person, at) {
    const { rowCount } = await pool.query('update session set revoked_at = $2 where person = $1 and revoked_at is null and expires_at > $2', [person, new Date(at)])
    return rowCount ?? 0
  },
})
