import { sql } from 'kysely'
import type { Insertable, Transaction } from 'kysely'
import type pg from 'pg'
import type { Organisation } from '../../domain/organisation.ts'
import type { RosterNews } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Schema } from './schema.ts'

type Row = Schema['roster_news'] & { readonly before: string }

/** Whoever made the change tells cases at once; only when they died is it taken up by somebody else. Seconds. */
const HEAD_START_S = 5
/** Longer than telling takes: then whoever took it has died. Seconds. */
const LEASE_S = 60

/** Writes what cases are to be told, in the transaction of the change. */
export async function writeNews(within: Transaction<Schema>, news: Insertable<Schema['roster_news']>): Promise<void> {
  await within.insertInto('roster_news').values({ ...news, next_at: sql`clock_timestamp() + ${HEAD_START_S} * interval '1 second'` }).execute()
}

/** What cases are still to be told of a change; undefined once all were. */
export async function newsOf(pool: pg.Pool, id: string, kind: RosterNews['kind']): Promise<RosterNews | undefined> {
  const { rows: [row] } = await pool.query<Row>(`${WITH_BEFORE} where n.change_id = $1 and n.kind = $2`, [id, kind])
  return row && newsIn(row)
}

/** Takes up what is due, one after the other; resolves with how many. Whatever dies in between is taken up again. */
export async function deliverNews(pool: pg.Pool, limit: number, tell: (news: RosterNews) => Promise<'told' | { readonly later: string }>): Promise<number> {
  for (let taken = 0; taken < limit; taken += 1) {
    const { rows: [row] } = await pool.query<Row>(TAKE, [LEASE_S])
    if (!row) return taken
    const told = await tell(newsIn(row))
    if (told === 'told') await pool.query('delete from roster_news where id = $1', [row.id])
    else await pool.query(LATER, [row.id, storable(told.later)])
  }
  return limit
}

function newsIn({ change_id: id, kind, roster, person, by_person: by, via, what, before }: Row): RosterNews {
  return { id, kind, roster, person, by, via: via as RosterNews['via'], what, before: JSON.parse(before) as Organisation }
}

const WITH_BEFORE = 'select n.*, v.body as before from roster_news n join organisation_version v on v.version = n.before_version'

const TAKE = `
  with due as (
    select id from roster_news where next_at <= clock_timestamp() order by id limit 1 for update skip locked)
  update roster_news n set next_at = clock_timestamp() + $1 * interval '1 second', tries = tries + 1
  from due, organisation_version v where n.id = due.id and v.version = n.before_version
  returning n.*, v.body as before`

// One second, then twice as long each time up to 16 s.
const LATER = `
  update roster_news set reason = $2, next_at = clock_timestamp() + power(2, least(4, tries - 1)) * interval '1 second' where id = $1`
