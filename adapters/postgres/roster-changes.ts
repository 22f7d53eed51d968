import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import type { Organisation } from '../../domain/organisation.ts'
import type { RosterChanges, RosterMade } from '../../domain/ports.ts'
import { changeWords, type ChangeKind } from '../../domain/roster/change-words.ts'
import type { RosterEdit } from '../../domain/roster/edit.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { inForce, layOver, queueForOrganisation } from './organisation-versions.ts'
import { editsOf } from './roster-events.ts'
import { deliverNews, newsOf, writeNews } from './roster-news.ts'
import type { Schema } from './schema.ts'
import { guarded } from './unavailable.ts'

/** What listening pages are told, in place of a case. */
const TOLD = 'rosters'

/** Changes to rosters in PostgreSQL: the event, its link in the chain, the organisation version that it makes, and what cases are to be told are one transaction. */
export const createRosterChanges = ({ db, pool }: Pick<Database, 'db' | 'pool'>): RosterChanges => guarded<RosterChanges>({
  all: (roster) => editsOf(db, roster),

  make: ({ roster, ...made }, judge) => db.transaction().execute(async (within) => {
    await queueForOrganisation(within)
    const before = (await editsOf(within)).find((edit) => edit.made.id === made.id)
    if (before) return before
    const current = await inForce(within)
    const wished = judge(current.organisation)
    const wish = { ...wished, because: storable(wished.because) }
    const edit = { roster, made: { id: made.id, by: made.by, at: made.at }, wish }
    await keep(within, { ...made, kind: 'made', because: wish.because }, edit, current)
    return edit
  }),

  end: ({ kind, ...made }, judge) => db.transaction().execute(async (within) => {
    await queueForOrganisation(within)
    const edit = (await editsOf(within)).find((one) => one.made.id === made.id)
    if (!edit || repeated(edit, kind, made.by)) return edit
    const current = await inForce(within)
    judge(current.organisation, edit)
    const because = storable(made.because)
    await keep(within, { ...made, kind, because }, edit, current)
    return kind === 'taken' ? { ...edit, taken: { by: made.by, at: made.at } } : { ...edit, takenBack: { by: made.by, at: made.at, because } }
  }),

  news: (id, kind) => newsOf(pool, id, kind),
  async told({ id, kind }) {
    await db.deleteFrom('roster_news').where('change_id', '=', id).where('kind', '=', kind).execute()
  },
  deliverNews: (limit, tell) => deliverNews(pool, limit, tell),
})

/** A second press of the same person's button, or a repeat after a lost answer. */
const repeated = (edit: RosterEdit, kind: 'taken' | 'taken_back', by: string): boolean =>
  (kind === 'taken' ? edit.taken : edit.takenBack)?.by === by

type Kept = Omit<RosterMade, 'roster'> & { readonly kind: ChangeKind; readonly because: string }

async function keep(
  within: Transaction<Schema>, { id, by, at, via, kind, because }: Kept, edit: RosterEdit, { organisation, file, source }: { readonly organisation: Organisation; readonly file: Organisation; readonly source: string },
): Promise<void> {
  const wish = kind === 'made' ? JSON.stringify(edit.wish) : null
  await within.insertInto('roster_event').values({ change_id: id, kind, roster: edit.roster, by_person: by, via, because, wish, at }).execute()
  const what = changeWords(organisation, edit, kind, by, because)
  const person = edit.roster === null ? edit.wish.person : null
  await writeNews(within, { change_id: id, kind, roster: edit.roster, person, by_person: by, via, what, before_version: organisation.version })
  await layOver(within, file, source, at)
  await sql`select pg_notify('evenkeel_case', ${TOLD})`.execute(within)
}
