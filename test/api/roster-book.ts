import type { Organisation } from '../../domain/organisation.ts'
import type { RosterChanges } from '../../domain/ports.ts'
import { withEdits, type RosterEdit } from '../../domain/roster/edit.ts'

/** Changes to rosters in memory, and the organisation with them; `now` is when somebody asks. */
export function createRosterBook(file: Organisation, now: () => number = () => 0): RosterChanges & { readonly organisation: () => Organisation } {
  const edits = new Map<string, RosterEdit>()
  const organisation = (): Organisation => withEdits(file, [...edits.values()], now())
  return {
    organisation,
    all: async (roster) => [...edits.values()].filter((edit) => roster === undefined || edit.roster === roster),
    make: async ({ id, by, at, roster }, judge) => {
      const edit = edits.get(id) ?? { roster, made: { id, by, at }, wish: judge(organisation()) }
      edits.set(id, edit)
      return edit
    },
    end: async ({ id, by, at, kind, because }, judge) => {
      const before = edits.get(id)
      if (!before) return undefined
      judge(organisation(), before)
      const edit = { ...before, ...(kind === 'taken' ? { taken: { by, at } } : { takenBack: { by, at, because } }) }
      edits.set(id, edit)
      return edit
    },
  }
}
