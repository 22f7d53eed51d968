import { sql } from 'kysely'
import type { Schedules } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** When each SOP that begins by the clock was last looked at, in PostgreSQL. */
export const createSchedules = ({ db }: Pick<Database, 'db'>): Schedules => guarded<Schedules>({
  async lookedAt(sop) {
    const { rows: [row] } = await sql<{ until_ms: number }>`select until_ms::float8 as until_ms from schedule_tick where sop = ${sop}`.execute(db)
    return row?.until_ms
  },
  async lookAt(sop, until) {
    await sql`insert into schedule_tick (sop, until_ms) values (${sop}, ${Math.floor(until)})
      on conflict (sop) do update set until_ms = greatest(schedule_tick.until_ms, excluded.until_ms)`.execute(db)
  },
})
