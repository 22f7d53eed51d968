import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { CaseFilter, ListedCase } from '../../domain/ports.ts'
import { storable } from './database.ts'
import { listed } from './reading-summaries.ts'
import type { Schema } from './schema.ts'

/**
 * Newest first. `before` is the id of the last case of the page before. A case whose first turn is not proven yet is
 * listed too; any other is found by what is proven of it.
 */
export async function readCases(db: Kysely<Schema>, filter: CaseFilter): Promise<readonly ListedCase[]> {
  const known = await provenCases(db, filter)
  const unproven = await newCases(db, filter)
  return [...known, ...unproven].sort(newestFirst).slice(0, filter.limit)
}

const newestFirst = (a: ListedCase, b: ListedCase): number => b.openedAt - a.openedAt || (a.caseId < b.caseId ? 1 : -1)

async function provenCases(db: Kysely<Schema>, { state, sop, assignee, text, limit, before }: CaseFilter): Promise<ListedCase[]> {
  const rows = await db
    .selectFrom('case_summary as s')
    .leftJoinLateral(
      (eb) => eb.selectFrom('pending_turn').select('summary as pending').whereRef('case_id', '=', 's.case_id').as('p'),
      (on) => on.onTrue(),
    )
    .select(['s.summary', 'p.pending'])
    .$if(state !== undefined, (query) => query.where('s.state', '=', state ?? ''))
    .$if(sop !== undefined, (query) => query.where('s.sop', '=', sop ?? ''))
    .$if(text !== undefined, (query) => query.where('s.search', 'like', containing(text ?? '')))
    .$if(assignee !== undefined, (query) => query.where((eb) => eb.exists(
      eb.selectFrom('assignment as a').select('a.case_id').whereRef('a.case_id', '=', 's.case_id')
        .where((either) => either.or([either('a.assignee', '=', assignee ?? ''), either('a.claimed_by', '=', assignee ?? '')])),
    )))
    .$if(before !== undefined, (query) => query.where(sql<boolean>`(s.opened_at, s.case_id) < ${opened(before ?? '')}`))
    .orderBy('s.opened_at', 'desc')
    .orderBy('s.case_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ summary, pending }) => listed(summary, pending))
}

/** Cases of which nothing is proven yet: a few, for a second or two after they were opened. */
async function newCases(db: Kysely<Schema>, { state, sop, assignee, text, limit, before }: CaseFilter): Promise<ListedCase[]> {
  const rows = await db
    .selectFrom('pending_turn as p')
    .select('p.summary')
    .where((eb) => eb.not(eb.exists(eb.selectFrom('case_summary as s').select('s.case_id').whereRef('s.case_id', '=', 'p.case_id'))))
    .$if(state !== undefined, (query) => query.where(column('state'), '=', state ?? ''))
    .$if(sop !== undefined, (query) => query.where(column('sop'), '=', sop ?? ''))
    .$if(text !== undefined, (query) => query.where(column('search'), 'like', containing(text ?? '')))
    .$if(assignee !== undefined, (query) => query.where(sql<boolean>`${assignee ?? ''} = any (p.assignees)`))
    .$if(before !== undefined, (query) => query.where(sql<boolean>`(${openedAt}, p.case_id) < ${opened(before ?? '')}`))
    .orderBy(openedAt, 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ summary }) => listed(null, summary))
}

const openedAt = sql`(p.listing::json ->> 'opened_at')::bigint`
const column = (name: 'state' | 'sop' | 'search') => sql<string>`p.listing::json ->> ${sql.lit(name)}`

/** Where a case stands in the order, for the next page; a case that does not exist ends the list. */
const opened = (caseId: string) => sql`(
  select s.opened_at, s.case_id from case_summary s where s.case_id = ${caseId}
  union all
  select (n.listing::json ->> 'opened_at')::bigint, n.case_id from pending_turn n where n.case_id = ${caseId}
  limit 1)`

const containing = (text: string): string => `%${storable(text).toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
