import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Interactions that nobody will tell us again. */
export interface OldInteractions {
  /** Forgets what came to an end more than 400 days ago; resolves with how many that were. What is due, or waits for a person, stays. */
  forgetOld(): Promise<number>
}

/** So that no one statement holds many rows at once. */
const AT_ONCE = 5_000

/** Interactions in PostgreSQL, tidied. */
export const createOldInteractions = ({ pool }: Pick<Database, 'pool'>): OldInteractions => guarded<OldInteractions>({
  async forgetOld() {
    let gone = 0
    for (let some = AT_ONCE; some === AT_ONCE; gone += some) some = (await pool.query(FORGET, [AT_ONCE])).rowCount ?? 0
    return gone
  },
})

// The condition is that of the index. A row that is taken up again meanwhile is over no more, and stays.
const FORGET = `
  delete from interaction where state in ('done', 'refused') and id in (
    select id from interaction where state in ('done', 'refused') and settled_at < clock_timestamp() - interval '400 days'
    order by settled_at limit $1)`
