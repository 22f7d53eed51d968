import { sql } from 'kysely'
import type { RosterChanges } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { inForce, layOver, queueForOrganisation } from './organisation-versions.ts'
import { editsOf } from './roster-events.ts'
import { guarded } from './unavailable.ts'

/** What listening pages are told, in place of a case. */
const TOLD = 'rosters'

/** Changes to rosters in PostgreSQL: the event and the organisation version that it makes are one transaction. */
export const createRosterChanges = ({ db }: Pick<Database, 'db'>): RosterChanges => guarded<RosterChanges>({
  all: (roster) => editsOf(db, roster),

  make: ({ id, by, at, via, roster }, judge) => db.transaction().execute(async (within) => {
    await queueForOrganisation(within)
    const before = (await editsOf(within)).find((edit) => edit.made.id === id)
    if (before) return before
    const { organisation, file, source } = await inForce(within)
    const wish = judge(organisation)
    await within
      .insertInto('roster_event')
      .values({ change_id: id, kind: 'made', roster, by_person: by, via, because: wish.because, wish: JSON.stringify(wish), at })
      .execute()
    await layOver(within, file, source, at)
    await sql`select pg_notify('evenkeel_case', ${TOLD})`.execute(within)
    return { roster, made: { id, by, at }, wish }
  }),

  end: ({ id, by, at, via, kind, because }, judge) => db.transaction().execute(async (within) => {
    await queueForOrganisation(within)
    const edit = (await editsOf(within)).find(({ made }) => made.id === id)
    if (!edit || repeated(edit, kind, by)) return edit
    const { organisation, file, source } = await inForce(within)
    judge(organisation, edit)
    await within.insertInto('roster_event').values({ change_id: id, kind, roster: edit.roster, by_person: by, via, because, wish: null, at }).execute()
    await layOver(within, file, source, at)
    await sql`select pg_notify('evenkeel_case', ${TOLD})`.execute(within)
    return kind === 'taken' ? { ...edit, taken: { by, at } } : { ...edit, takenBack: { by, at, because } }
  }),
})

/** A second press of the same person's button, or a repeat after a lost answer. */
const repeated = (edit: Awaited<ReturnType<RosterChanges['all']>>[number], kind: 'taken' | 'taken_back', by: string): boolean =>
  (kind === 'taken' ? edit.taken : edit.takenBack)?.by === by
