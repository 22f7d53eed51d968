import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Inbox, InboxItem } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { deliverDue } from './inbox-delivery.ts'
import type { DeliveryOptions } from './inbox-delivery.ts'
import type { Schema } from './schema.ts'
import { lookupRows } from './lookup.ts'
import { guarded } from './unavailable.ts'

/** The inbox in PostgreSQL: a sender is told yes only after the row is committed. */
export const createInbox = ({ db, pool }: Pick<Database, 'db' | 'pool'>, options: DeliveryOptions = {}): Inbox => guarded<Inbox>({
  async store(item) {
    const row = rowOf(item)
    if (await insertKeeping(db, row, item)) return 'stored'
    return await isConflict(db, row) ? await keepConflict(db, row) : 'repeat'
  },

  deliver: (limit, deliver) => deliverDue(pool, limit, deliver, options),
})

type Row = ReturnType<typeof rowOf>

/** The item and the values by which cases wait for it, in one transaction. False when it is known already. */
const insertKeeping = (db: Kysely<Schema>, row: Row, { event }: InboxItem): Promise<boolean> => db.transaction().execute(async (on) => {
  const stored = await on
    .insertInto('inbox').values(row).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
  const values = event ? lookupRows(event.fields) : []
  if (stored && event && values.length > 0) {
    await sql`select keep_event(${stored.id}, ${storable(event.name)}, ${JSON.stringify(values)}::json)`.execute(on)
  }
  return stored !== undefined
})

const rowOf = ({ source, deliveryId, eventId, topic, body, event }: InboxItem) => ({
  source,
  delivery_id: storable(deliveryId),
  event_id: storable(eventId),
  topic: storable(topic),
  body: Buffer.from(body, 'utf8'),
  event: event && JSON.stringify(event),
})

async function isConflict(db: Kysely<Schema>, row: Row): Promise<boolean> {
  const first = await db
    .selectFrom('inbox').select('body').where('source', '=', row.source).where('delivery_id', '=', row.delivery_id).executeTakeFirst()
  return first !== undefined && !first.body.equals(row.body)
}

async function keepConflict(db: Kysely<Schema>, { source, delivery_id, body }: Row): Promise<'conflict'> {
  await db.insertInto('inbox_conflict').values({ source, delivery_id, body }).execute()
  return 'conflict'
}
