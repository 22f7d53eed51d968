import { createHash } from 'node:crypto'
import type { Cards, ShownCard } from '../../domain/deliveries/port.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { deliveryOf, type DeliveryRow } from './deliveries-rows.ts'
import { guarded } from './unavailable.ts'

/** What a message shows, as it is kept to tell whether that has changed. */
export const hashOf = (shows: string): Buffer => createHash('sha256').update(shows).digest()

interface CardRow extends DeliveryRow {
  readonly wanted: number
  readonly card_tries: number
  readonly hash: Buffer
}

// The delivery's own address and reference: a message is changed where it was sent.
const TAKE = `
  with taken as (
    update card set next_at = clock_timestamp() + $2::float8 * interval '1 millisecond', tries = tries + 1
    where delivery_id in (
      select delivery_id from card where wanted > shown and not over and next_at <= now() order by next_at limit $1 for update skip locked)
    returning delivery_id, wanted, tries, hash)
  select d.*, t.wanted, t.tries as card_tries, t.hash from taken t join delivery d on d.id = t.delivery_id`

/** Messages that change in place, in PostgreSQL. */
export const createCards = ({ pool }: Pick<Database, 'pool'>): Cards => guarded<Cards>({
  async take(limit, leaseMs) {
    const { rows } = await pool.query<CardRow>({ name: 'take_cards', text: TAKE, values: [limit, leaseMs] })
    return rows.map(cardOf)
  },
  async shown({ id, wanted }, shows, last) {
    // A change that came meanwhile is looked at next, without waiting for the lease.
    await pool.query({ name: 'card_shown', text: 'update card set shown = greatest(shown, $2), hash = $3, over = $4, tries = 0, reason = null, next_at = clock_timestamp() where delivery_id = $1', values: [id, wanted, hashOf(shows), last] })
  },
  async later({ id }, reason, inMs) {
    await pool.query({ name: 'card_later', text: `update card set reason = $2, next_at = clock_timestamp() + $3::float8 * interval '1 millisecond' where delivery_id = $1`, values: [id, storable(reason), inMs] })
  },
  async lost({ id }, reason) {
    await pool.query({ name: 'card_lost', text: 'update card set over = true, reason = $2 where delivery_id = $1', values: [id, storable(reason)] })
  },
})

const cardOf = (row: CardRow): ShownCard => ({
  ...deliveryOf(row), reference: row.reference ?? '', bundle: null, target: row.target, tries: row.card_tries, wanted: row.wanted, showsAlready: (shows) => hashOf(shows).equals(row.hash),
})
