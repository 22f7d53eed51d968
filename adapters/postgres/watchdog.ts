import type { Finding } from '../../domain/watchdog/finding.ts'
import { LATE_MS } from '../../domain/watchdog/limits.ts'
import type { WatchRows, WatchdogHeartbeat } from '../../domain/watchdog/port.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { plannedRow } from './deliveries-rows.ts'
import { guarded } from './unavailable.ts'
import { followTurns, watchedCases } from './watchdog-cases.ts'
import { forgetMessages, looksAtCases, looksAtDeadlines, looksAtFiles, looksAtRows } from './watchdog-looks.ts'

interface FindingRow {
  readonly kind: Finding['kind']
  readonly subject: string
  readonly caseId: string | null
  readonly message: string
  readonly firstAt: number
  readonly toldAt: number | null
  readonly over: boolean
}

const KEEP = `
  insert into watchdog_finding (kind, subject, case_id, message, first_at, told_at, over)
    select f.kind, f.subject, f."caseId", f.message, f."firstAt", f."toldAt", f.over
    from json_to_recordset($1) as f (kind text, subject text, "caseId" text, message text, "firstAt" bigint, "toldAt" bigint, over boolean)
  on conflict (kind, subject) do update set over = excluded.over where watchdog_finding.over <> excluded.over`

const TOLD = `
  update watchdog_finding f set told_at = $2 from json_to_recordset($1) as n (kind text, subject text) where f.kind = n.kind and f.subject = n.subject`
const OVER = 'delete from watchdog_finding f using json_to_recordset($1) as n (kind text, subject text) where f.kind = n.kind and f.subject = n.subject'

/** The rows as the watchdog reads them, and those that are its own. */
export function createWatchRows({ pool }: Pick<Database, 'pool'>): WatchRows {
  const place = async (walk: string): Promise<string> => (await pool.query<{ place: string }>('select place from watchdog_place where walk = $1', [walk])).rows[0]?.place ?? ''
  const setPlace = async (walk: string, to: string): Promise<void> => {
    await pool.query('insert into watchdog_place (walk, place) values ($1, $2) on conflict (walk) do update set place = excluded.place', [walk, to])
  }
  return guarded<WatchRows>({
    clock: async () => (await pool.query<{ now: Date }>('select clock_timestamp() as now')).rows[0]?.now.getTime() ?? NaN,
    follow: followTurns(pool, place, setPlace),
    ...watchedCases(pool),
    async looks(now, known) {
      await forgetMessages(pool, now)
      const { look, next } = await looksAtCases(pool, now, known, await place('cases'))
      await setPlace('cases', next)
      const files = await looksAtFiles(pool, now, known, Number((await place('files')) || now - LATE_MS.parked))
      await setPlace('files', String(files.next))
      return [look, files.look, await looksAtDeadlines(pool, now), ...await looksAtRows(pool, now)]
    },
    place,
    setPlace,
    findings: async () => (await pool.query<FindingRow>('select kind, subject, case_id as "caseId", message, first_at as "firstAt", told_at as "toldAt", over from watchdog_finding')).rows,
    async keep(findings) {
      if (findings.length > 0) await pool.query(KEEP, [JSON.stringify(findings.map((one) => ({ ...one, subject: storable(one.subject), message: storable(one.message) })))])
    },
    async told(news, now) {
      const keys = (over: boolean): string => JSON.stringify(news.filter(({ is }) => (is === 'over') === over).map(({ finding: { kind, subject } }) => ({ kind, subject: storable(subject) })))
      await pool.query(TOLD, [keys(false), now])
      await pool.query(OVER, [keys(true)])
    },
    async beat(at, whole, says) {
      await pool.query(`insert into watchdog_heartbeat (at, whole, says) values ($1, $2, $3)
        on conflict (one) do update set at = excluded.at, whole = excluded.whole, says = excluded.says`, [new Date(at), whole, storable(says).slice(0, 500)])
    },
  })
}

/** The watchdog's heartbeat, for the process that watches it. */
export const createWatchdogHeartbeat = ({ pool }: Pick<Database, 'pool'>): WatchdogHeartbeat => guarded<WatchdogHeartbeat>({
  async last() {
    const { rows: [row] } = await pool.query<{ at: Date; age: number }>('select at, extract(epoch from clock_timestamp() - at)::float8 * 1000 as age from watchdog_heartbeat')
    return row && { at: row.at.getTime(), ageMs: row.age }
  },
  async tell(message) {
    await pool.query('select plan_deliveries($1)', [JSON.stringify([plannedRow(message)])])
  },
})
