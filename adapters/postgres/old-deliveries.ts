import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Webhooks that were dealt with long ago. */
export interface OldDeliveries {
  /**
   * Forgets what a webhook says 90 days after it came, because it is full of people's data, and that it came 400 days after: longer than
   * any vendor sends one again. Resolves with how many rows that concerned. What waits, for us or for a person, stays whole.
   */
  forgetOld(): Promise<number>
}

/** So that no one statement holds many rows at once. */
const AT_ONCE = 2_000

/** Webhooks in PostgreSQL, tidied. */
export const createOldDeliveries = ({ pool }: Pick<Database, 'pool'>): OldDeliveries => guarded<OldDeliveries>({
  async forgetOld() {
    let gone = 0
    for (const text of [FORGET_BODIES, FORGET, FORGET_CONFLICTS]) {
      for (let some = AT_ONCE; some === AT_ONCE; gone += some) some = (await pool.query(text, [AT_ONCE])).rowCount ?? 0
    }
    return gone
  },
})

// Of a body its hash stays, so that a repeat is told from another delivery under the same id. An event that a case has yet to be told of stays.
const FORGET_BODIES = `
  update inbox set body = null, event = null, digest = sha256(body) where state in ('delivered', 'dismissed') and id in (
    select id from inbox where body is not null and received_at < clock_timestamp() - interval '90 days' and state in ('delivered', 'dismissed')
      and not exists (select 1 from arrival a where a.inbox_id = inbox.id and a.state = 'due')
    order by received_at limit $1)`
const FORGET = `
  delete from inbox where state in ('delivered', 'dismissed') and id in (
    select id from inbox where body is null and received_at < clock_timestamp() - interval '400 days' and state in ('delivered', 'dismissed')
    order by received_at limit $1)`
const FORGET_CONFLICTS = `
  delete from inbox_conflict where id in (select id from inbox_conflict where received_at < clock_timestamp() - interval '90 days' order by received_at limit $1)`
