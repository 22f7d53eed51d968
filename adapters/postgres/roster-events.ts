import type { Kysely } from 'kysely'
import type { RosterEdit, RosterWish } from '../../domain/roster/edit.ts'
import type { Schema } from './schema.ts'

/** Every change to rosters that people made, oldest first, each with what became of it. */
export async function editsOf(db: Kysely<Schema>, roster?: string): Promise<readonly RosterEdit[]> {
  const events = await db
    .selectFrom('roster_event').selectAll()
    .$if(roster !== undefined, (query) => query.where('roster', '=', roster ?? ''))
    .orderBy('id').execute()
  const edits = new Map<string, RosterEdit>()
  for (const { change_id, kind, at, by_person: by, because, wish, roster: of } of events) {
    const before = edits.get(change_id)
    if (wish !== null) edits.set(change_id, { roster: of, made: { id: change_id, by, at }, wish: JSON.parse(wish) as RosterWish })
    else if (before) edits.set(change_id, kind === 'taken' ? { ...before, taken: { by, at } } : { ...before, takenBack: { by, at, because } })
  }
  return [...edits.values()]
}
