import type { Organisation } from '../../domain/organisation.ts'
import type { RosterChanges, RosterNews } from '../../domain/ports.ts'
import { changeWords } from '../../domain/roster/change-words.ts'
import { withEdits, type RosterEdit } from '../../domain/roster/edit.ts'

/** Changes to rosters in memory, and the organisation with them; `now` is when somebody asks. */
export function createRosterBook(file: Organisation, now: () => number = () => 0): RosterChanges & { readonly organisation: () => Organisation } {
  const edits = new Map<string, RosterEdit>()
  const news = new Map<string, RosterNews>()
  const organisation = (): Organisation => withEdits(file, [...edits.values()], now())
  const write = (edit: RosterEdit, kind: RosterNews['kind'], by: string, via: string, because: string, before: Organisation): void => void news.set(`${edit.made.id} ${kind}`, {
    id: edit.made.id, kind, roster: edit.roster, person: edit.roster === null ? edit.wish.person : null, by, via: via as RosterNews['via'], what: changeWords(before, edit, kind, by, because), before,
  })
  return {
    organisation,
    all: async (roster) => [...edits.values()].filter((edit) => roster === undefined || edit.roster === roster),
    make: async ({ id, by, at, roster, via }, judge) => {
      const known = edits.get(id)
      if (known) return known
      const before = organisation()
      const edit = { roster, made: { id, by, at }, wish: judge(before) }
      edits.set(id, edit)
      write(edit, 'made', by, via, edit.wish.because, before)
      return edit
    },
    end: async ({ id, by, at, kind, because, via }, judge) => {
      const known = edits.get(id)
      if (!known) return undefined
      const before = organisation()
      judge(before, known)
      const edit = { ...known, ...(kind === 'taken' ? { taken: { by, at } } : { takenBack: { by, at, because } }) }
      edits.set(id, edit)
      write(known, kind, by, via, because, before)
      return edit
    },
    news: async (id, kind) => news.get(`${id} ${kind}`),
    told: async ({ id, kind }) => void news.delete(`${id} ${kind}`),
    deliverNews: async (_limit, tell) => {
      for (const [key, one] of news) if ((await tell(one)) === 'told') news.delete(key)
      return news.size
    },
  }
}
