import { sql } from 'kysely'
import type { Alarm, Alarms } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

const LONGEST_MESSAGE = 2_000

interface Row {
  readonly kind: Alarm['kind']
  readonly subject: string
  readonly message: string
  readonly times: number
  readonly first_at: Date
  readonly last_at: Date
}

/** Alarms in PostgreSQL. */
export const createAlarms = ({ db }: Pick<Database, 'db'>): Alarms => guarded<Alarms>({
  async raise(kind, subject, message) {
    const text = storable(message).slice(0, LONGEST_MESSAGE)
    await sql`insert into alarm (kind, subject, message) values (${kind}, ${storable(subject)}, ${text})
      on conflict (kind, subject) do update set message = excluded.message, times = alarm.times + 1, last_at = clock_timestamp()`.execute(db)
  },
  async since(at) {
    const { rows } = await sql<Row>`select * from alarm where last_at >= ${new Date(at)} order by last_at desc limit 200`.execute(db)
    return rows.map(({ first_at, last_at, ...rest }) => ({ ...rest, firstAt: first_at.getTime(), lastAt: last_at.getTime() }))
  },
})
