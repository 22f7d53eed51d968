import type { SignInLinks } from '../../domain/sign-in.ts'
import type { Database } from './database.ts'
import { hashOf, newSecret } from './secret.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

/** A mail takes minutes at most, and a link that lies about opens nothing. */
export const LINK_MS = 15 * 60_000
/** More would only fill somebody's mailbox. */
const MOST = 3

/** Links for signing in, in PostgreSQL. */
export const createSignInLinks = ({ pool }: Pick<Database, 'pool'>): SignInLinks => guarded<SignInLinks>({
  async make(person, browser, at) {
    await pool.query("delete from sign_in_link where expires_at < $1::timestamptz - interval '1 day'", [new Date(at)])
    const secret = newSecret()
    const { rowCount } = await inTransaction(pool, async (client) => {
      // Those of one person are counted one after the other: at once each would see none of the others.
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 20261))', [`sign_in_link\n${person}`])
      return client.query(
        `insert into sign_in_link (hash, browser, person, created_at, expires_at)
         select $1, $2, $3, $4::timestamptz, $5::timestamptz where (select count(*) from sign_in_link where person = $3 and expires_at > $4::timestamptz) < ${MOST}`,
        [hashOf(secret), hashOf(browser), person, new Date(at), new Date(at + LINK_MS)],
      )
    })
    return rowCount === 1 ? secret : undefined
  },
  async redeem(secret, browser, at) {
    const { rows: [found] } = await pool.query<{ person: string }>(
      'update sign_in_link set used_at = $3 where hash = $1 and browser = $2 and used_at is null and expires_at > $3 returning person',
      [hashOf(secret), hashOf(browser), new Date(at)],
    )
    return found?.person
  },
})
