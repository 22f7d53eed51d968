import { setTimeout as pause } from 'node:timers/promises'
import { caseOf, numberIn, type Telling } from './events.ts'
import type { Shop } from './shop.ts'

/** What is there against what was told. */
export interface Judged {
  readonly casesExpected: number
  /** In the engine. */
  readonly cases: number
  /** Events that were told and are not in the inbox, or not dealt with, or whose case is not there. */
  readonly lost: number
  /** Rows of the inbox that tell an event which another row tells already, and cases that nothing told of. */
  readonly tooMany: number
  readonly rows: number
}

const PAGE = 50_000
const LOOK_MS = 1_000

/** Waits until nothing waits any more; gives how long that took, in milliseconds. Rejects when nothing moves for five minutes. */
export async function drained({ database }: Shop, say: (text: string) => void): Promise<number> {
  const began = performance.now()
  let [first, before, movedAt] = [-1, -1, began]
  for (;;) {
    const { rows: [row] } = await database.pool.query<{ waiting: number }>(`select count(*) as waiting from inbox where state = 'waiting'`)
    const [waiting, now] = [row?.waiting ?? 0, performance.now()]
    if (waiting === 0) return now - began
    if (first < 0) first = waiting
    if (waiting !== before) [before, movedAt] = [waiting, now]
    if (now - movedAt > 300_000) throw new Error(`${waiting} webhooks wait, and none was delivered for five minutes`)
    const done = first - waiting
    say(`${waiting} of ${first} wait to be delivered${done > 0 ? `, about ${Math.ceil((waiting * (now - began)) / done / 1000)} s more` : ''}`)
    await pause(LOOK_MS)
  }
}

/** Reads the whole inbox and all cases, and compares them with what was told. */
export async function judge({ database, engine }: Shop, telling: Telling): Promise<Judged> {
  const expected = new Set(Array.from({ length: telling.events }, (_, event) => caseOf(telling, event)).filter((key) => key !== undefined))
  const caseIds = await caseFiles(database, telling)
  const unexpected = [...caseIds.keys()].filter((key) => !expected.has(key)).length
  const missing = [...expected].filter((key) => !caseIds.has(key)).length
  const told = new Uint8Array(telling.events)
  let [rows, tooMany] = [0, 0]
  for (let after = 0; ;) {
    const { rows: page } = await database.pool.query<Row>('select id, event_id, state, case_id from inbox where id > $1 order by id limit $2', [after, PAGE])
    for (const row of page) {
      const event = numberIn(row.event_id) - telling.from
      if (!(event >= 0 && event < telling.events)) continue
      rows += 1
      if (told[event]! > 0) tooMany += 1
      const key = caseOf(telling, event)
      const right = row.state === 'delivered' && (key === undefined ? row.case_id === null : row.case_id !== null && row.case_id === caseIds.get(key))
      told[event] = right ? 2 : 1
    }
    if (page.length < PAGE) break
    after = page.at(-1)?.id ?? after
  }
  const inEngine = await workflows(engine, [...expected].map((key) => `case/${key.replace(' ', '/')}`))
  return {
    casesExpected: expected.size, cases: inEngine + unexpected, rows, tooMany: tooMany + unexpected, lost: told.filter((state) => state !== 2).length + missing,
  }
}

interface Row {
  readonly id: number
  readonly event_id: string
  readonly state: string
  readonly case_id: string | null
}

/** The cases that this phase opened, by `SOP KEY`: the number of what opened one stands in its key. */
async function caseFiles(database: Shop['database'], { from, events }: Telling): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.pool.query<{ sop: string; key: string; case_id: string }>('select sop, key, case_id from case_file')
  const within = ({ key }: { readonly key: string }): boolean => numberIn(key) >= from && numberIn(key) < from + events
  return new Map(rows.filter(within).map(({ sop, key, case_id }) => [`${sop} ${key}`, case_id] as const))
}

/** How many of these the engine knows, asked for page by page. */
async function workflows({ client }: Shop['engine'], ids: readonly string[]): Promise<number> {
  const wanted = new Set(ids)
  let found = 0
  for await (const { workflowId } of client.workflow.list({ query: "WorkflowType = 'caseWorkflow'", pageSize: 1_000 })) if (wanted.has(workflowId)) found += 1
  return found
}
