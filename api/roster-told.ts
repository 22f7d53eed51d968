import type { Command } from '../domain/event.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { CaseReader, Cases, Catalogue, ListedTask, RosterNews } from '../domain/ports.ts'
import { Refused } from '../domain/refusal.ts'
import { canHaveUntil, rosterBehind } from '../domain/roster/shift.ts'

/** Cases at a time: each answers once its turn is recorded. */
const AT_ONCE = 10

/** What telling stands on. */
export interface TellNewsDeps {
  readonly catalogue: Pick<Catalogue, 'organisation'>
  readonly cases: Pick<Cases, 'command'>
  readonly reader: Pick<CaseReader, 'tasks'>
  readonly settings: { readonly windable: boolean }
  readonly now: () => number
}

/** A case that could not be told, and why. */
export interface Untold {
  readonly caseId: string
  readonly why: string
}

/**
 * Tells every open case in which a change ends or prolongs the time of whoever has a task, so that it follows at once. Gives the cases
 * that could not be told. Telling one again changes nothing more.
 */
export async function tellNews(deps: TellNewsDeps, news: RosterNews): Promise<readonly Untold[]> {
  const after = await deps.catalogue.organisation()
  const tasks = await deps.reader.tasks(news.roster === null ? {} : { roles: givenBy(after, news.roster) })
  const concerned = tasks.filter((task) => isConcerned(task, news, after, deps.now(), deps.settings.windable))
  const caseIds = [...new Set(concerned.map(({ caseId }) => caseId))]
  const untold: Untold[] = []
  for (let from = 0; from < caseIds.length; from += AT_ONCE) {
    await Promise.all(caseIds.slice(from, from + AT_ONCE).map(async (caseId) => {
      await deps.cases.command(caseId, commandOf(news)).catch((error: unknown) => {
        // A case that has ended meanwhile refuses, and has nothing to follow.
        if (!(error instanceof Refused)) untold.push({ caseId, why: error instanceof Error ? error.message : String(error) })
      })
    }))
  }
  return untold
}

function commandOf({ id, kind, roster, person, by, via, what }: RosterNews): Command {
  const commandId = `roster/${id}${kind === 'made' ? '' : `/${kind}`}`
  return { do: 'roster_changed', commandId, by, via, what, ...(roster === null ? { person: person ?? '' } : { roster }) }
}

/** What a roster gives out: what is for it, or for a role behind which it stands. */
const givenBy = ({ roles }: Organisation, id: string): readonly string[] => [id, ...Object.values(roles).flatMap((role) => (role.roster === id ? [role.id] : []))]

/** The clock of a case that can be wound is its own: there the case has to look itself. */
function isConcerned({ assignee, forWhom }: ListedTask, { before, roster, person }: RosterNews, after: Organisation, now: number, windable: boolean): boolean {
  if (assignee === null) return false
  const until = (organisation: Organisation): number | undefined => canHaveUntil(organisation, forWhom, assignee, now)
  const mayBe = roster !== null || assignee === person || rosterBehind(after, forWhom) !== undefined
  return (windable && mayBe) || until(before) !== until(after)
}
