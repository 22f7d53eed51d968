import type pg from 'pg'
import type { Inbox, InboxItem } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { deliverDue } from './inbox-delivery.ts'
import type { DeliveryOptions } from './inbox-delivery.ts'
import { lookupRows } from './lookup.ts'
import { guarded } from './unavailable.ts'

type Stored = Awaited<ReturnType<Inbox['store']>>

/** The inbox in PostgreSQL: a sender is told yes only after the row is committed. */
export function createInbox({ pool }: Pick<Database, 'pool'>, options: DeliveryOptions = {}): Inbox {
  const announce = announcing(pool)
  let storing = 0
  const store = async (item: InboxItem): Promise<Stored> => {
    // An announcement makes commits wait for each other, so of many at once only the first carries one.
    const alone = storing === 0
    storing += 1
    try {
      const { rows: [row] } = await pool.query<{ came: Stored }>({ name: 'store_delivery', text: STORE, values: [...valuesOf(item), alone] })
      const came = row?.came ?? 'repeat'
      if (came === 'stored' && !alone) announce()
      return came
    } finally {
      storing -= 1
    }
  }
  return guarded<Inbox>({
    store,

    deliver: (limit, deliver, decide) => deliverDue(pool, limit, deliver, options, decide),
  })
}

const STORE = 'select store_delivery($1, $2, $3, $4, $5, $6, $7, $8, $9) as came'

/** The item and the values by which cases wait for it, as `store_delivery` takes them. */
function valuesOf({ source, deliveryId, eventId, topic, body, event }: InboxItem): unknown[] {
  const values = event ? lookupRows(event.fields) : []
  return [
    source, storable(deliveryId), storable(eventId), storable(topic), Buffer.from(body, 'utf8'), event && JSON.stringify(event),
    event && storable(event.name), values.length > 0 ? JSON.stringify(values) : null,
  ]
}

/** Tells that something was stored. Nobody waits for it, and one word does for all that came while the last was on its way: whoever delivers looks by itself, too. */
function announcing(pool: pg.Pool): () => void {
  let [saying, again] = [false, false]
  return function announce() {
    again = saying
    if (saying) return
    saying = true
    const said = (): void => {
      saying = false
      if (again) announce()
    }
    pool.query("select pg_notify('evenkeel_inbox', '')").then(said, said)
  }
}
