import type pg from 'pg'
import { caseChain, HOUSE_CHAINS, leavesOut, type AuditExport, type ExportFilter, type ExportRow } from '../../domain/audit/export.ts'
import { FIRST_FORMAT } from '../../domain/audit/link.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Events at most in one batch, and cases looked at in one go. */
const BATCH = 1_000
const PAGE = 500

/**
 * The record in PostgreSQL, to be exported: cases in the order of their ids, then the chains of the house. No transaction stays open while
 * somebody reads slowly; what is chained meanwhile may be in it or not, and no chain is ever shown with a gap.
 */
export const createAuditExport = ({ pool }: Pick<Database, 'pool'>): AuditExport => ({
  rows: (filter) => chains(pool, filter),
  ...guarded<Pick<AuditExport, 'lastCheckpoint'>>({
    async lastCheckpoint() {
      const { rows } = await pool.query<{ number: number; hash: string }>('select number, line_hash as hash from checkpoint order by number desc limit 1')
      return rows[0]
    },
  }),
})

async function* chains(pool: pg.Pool, filter: ExportFilter): AsyncGenerator<readonly ExportRow[]> {
  const left = leavesOut(filter)
  for await (const group of groupsOfCases(pool, filter)) {
    const [only] = group
    const parts = group.length === 1 && only ? oneByOne(pool, CASES, only, filter) : [await read(pool, CASES, group.map(({ id }) => id), 0, filter)]
    for await (const rows of parts) yield rows
  }
  if (filter.case !== undefined || filter.sop !== undefined) return
  for (const chain of HOUSE_CHAINS) {
    const table = chain === 'roster' ? ROSTER : HOUSE
    if (left && !(await anyIn(pool, table, chain, filter))) continue
    yield* oneByOne(pool, table, { id: chain }, filter)
  }
}

/** Cases that go into one question: a long one by itself. */
async function* groupsOfCases(pool: pg.Pool, filter: ExportFilter): AsyncGenerator<readonly { readonly id: string }[]> {
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ id: string; position: number }>({ name: 'export_cases', text: CASE_PAGE, values: [after, filter.case ?? null, filter.sop ?? null, PAGE] })
    let [group, events]: [{ id: string }[], number] = [[], 0]
    for (const row of rows) {
      if (group.length > 0 && events + row.position > BATCH) {
        yield group
        ;[group, events] = [[], 0]
      }
      group.push(row)
      events += row.position
    }
    if (group.length > 0) yield group
    after = rows.at(-1)?.id ?? after
    if (rows.length < PAGE) return
  }
}

const CASE_PAGE = `
  select h.case_id as id, h.position from case_head h
  where h.position > 0 and h.case_id collate "C" > $1 and ($2::text is null or h.case_id = $2) and ($3::text is null
    or exists (select 1 from case_file f where f.case_id = h.case_id and f.sop = $3) or exists (select 1 from case_summary s where s.case_id = h.case_id and s.sop = $3))
  order by h.case_id collate "C" limit $4`

interface Table {
  readonly name: string
  /** The column that names the chain, or what stands for it. */
  readonly id: string
  readonly type: string
  readonly chainOf: (id: string) => string
}
const CASES: Table = { name: 'audit_event', id: 'case_id', type: 'type', chainOf: caseChain }
const HOUSE: Table = { name: 'house_event', id: 'chain', type: 'type', chainOf: (id) => id }
const ROSTER: Table = { name: 'roster_event', id: `'roster'::text`, type: 'kind', chainOf: (id) => id }

/** A chain of any length, in batches. */
async function* oneByOne(pool: pg.Pool, table: Table, { id }: { readonly id: string }, filter: ExportFilter): AsyncGenerator<readonly ExportRow[]> {
  if (leavesOut(filter) && !(await anyIn(pool, table, id, filter))) return
  for (let after = 0; ;) {
    const rows = await read(pool, table, [id], after, filter, true)
    if (rows.length > 0) yield rows
    after = rows.at(-1)?.position ?? after
    if (rows.length < BATCH) return
  }
}

const MATCHES = `($3::bigint is null or at >= $3) and ($4::bigint is null or at < $4) and ($5::bytea is null or position($5 in body) > 0 or position($6 in body) > 0)`

const matching = ({ from, to, person }: ExportFilter): readonly unknown[] => [
  from ?? null, to ?? null,
  ...(person === undefined ? [null, null] : [JSON.stringify(`person:${person}`), JSON.stringify(person)].map((text) => Buffer.from(text))),
]

async function anyIn(pool: pg.Pool, { name, id }: Table, one: string, filter: ExportFilter): Promise<boolean> {
  const { rows } = await pool.query<{ found: boolean }>({
    name: `export_any_${name}`, text: `select exists (select 1 from ${name} where ${id} = any ($1) and position > $2 and ${MATCHES}) as found`, values: [[one], 0, ...matching(filter)],
  })
  return rows[0]?.found ?? false
}

interface Row {
  readonly id: string
  readonly position: number
  readonly type: string
  readonly at: number
  readonly previous: Buffer
  readonly hash: Buffer
  readonly body: Buffer | null
  readonly bodyHash: Buffer | null
}

/** Chains with nothing that matches are left out; of the others every event is there, with its body or the hash of it. */
async function read(pool: pg.Pool, { name, id, type, chainOf }: Table, ids: readonly string[], after: number, filter: ExportFilter, single = false): Promise<readonly ExportRow[]> {
  const { rows } = await pool.query<Row>({
    name: `export_${name}_${single ? 'one' : 'many'}`,
    text: `
      select ${id} as id, position, ${type} as type, at, previous_hash as previous, hash, case when ${MATCHES} then body end as body,
        case when not (${MATCHES}) and substring(body from 1 for ${FIRST_FORMAT.length}) <> $7 then sha256(body) end as "bodyHash"
      from ${name} where ${id} = any ($1) and position > $2 order by ${single ? 'position' : `${id} collate "C", position`} ${single ? `limit ${BATCH}` : ''}`,
    values: [ids, after, ...matching(filter), Buffer.from(FIRST_FORMAT)],
  })
  const shown = single || !leavesOut(filter) ? undefined : new Set(rows.filter(({ body }) => body !== null).map((row) => row.id))
  return rows.filter((row) => shown?.has(row.id) ?? true).map(({ id: of, ...row }) => ({ ...row, chain: chainOf(of) }))
}
