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
  readonly taken: number
  readonly hash: Buffer
}

// The delivery's own address and reference: a message is changed where it was sent.
const TAKE = 'select d.*, t.wanted, t.tries as card_tries, t.taken, t.hash from take_cards($1, $2) t join delivery d on d.id = t.delivery_id'

/** Messages that change in place, in PostgreSQL. */
export const createCards = ({ pool }: Pick<Database, 'pool'>): Cards => {
  const end = async ({ id, taken, wanted }: ShownCard, { hash, over = false, reason, inMs = 0 }: EndOfLook): Promise<void> => {
    await pool.query({ name: 'end_look', text: 'select end_look($1, $2, $3, $4, $5, $6, $7)', values: [id, taken, wanted, hash ?? null, over, reason === undefined ? null : storable(reason), inMs] })
  }
  return guarded<Cards>({
    async take(limit, leaseMs) {
      const { rows } = await pool.query<CardRow>({ name: 'take_cards', text: TAKE, values: [limit, leaseMs] })
      return rows.map(cardOf)
    },
    shown: (card, shows, over) => end(card, { hash: hashOf(shows), over }),
    later: (card, reason, inMs) => end(card, { reason, inMs }),
    lost: (card, reason) => end(card, { over: true, reason }),
  })
}

interface EndOfLook {
  readonly hash?: Buffer
  readonly over?: boolean
  readonly reason?: string
  readonly inMs?: number
}

const cardOf = (row: CardRow): ShownCard => ({
  ...deliveryOf(row), reference: row.reference ?? '', bundle: null, target: row.target, tries: row.card_tries, wanted: row.wanted, taken: row.taken, showsAlready: (shows) => hashOf(shows).equals(row.hash),
})
