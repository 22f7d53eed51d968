import type { Command } from '../domain/event.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { ListedTask } from '../domain/ports.ts'
import { Refused } from '../domain/refusal.ts'
import { shiftEndOf } from '../domain/roster/shift.ts'
import { own } from '../domain/json.ts'
import type { ApiDeps } from './deps.ts'

/** Cases at a time: each answers once its turn is recorded. */
const AT_ONCE = 10

interface Change {
  readonly id: string
  readonly roster: string
  readonly by: string
  readonly via: Command['via']
  readonly before: Organisation
  readonly after: Organisation
  readonly now: number
}

/**
 * Tells every open case in which a change moves the end of its holder's shift, so that it follows at once. Gives the cases that could
 * not be told: they follow when the shift ends as it was known before.
 */
export async function tellCases(deps: Pick<ApiDeps, 'cases' | 'settings'>, tasks: readonly ListedTask[], change: Change): Promise<readonly string[]> {
  const caseIds = [...new Set(tasks.filter((task) => isConcerned(task, change, deps.settings.windable)).map(({ caseId }) => caseId))]
  const untold: string[] = []
  for (let from = 0; from < caseIds.length; from += AT_ONCE) {
    await Promise.all(caseIds.slice(from, from + AT_ONCE).map(async (caseId) => {
      const command: Command = { do: 'roster_changed', commandId: `roster/${change.id}`, roster: change.roster, by: change.by, via: change.via }
      // A case that has ended meanwhile refuses, and has nothing to follow.
      await deps.cases.command(caseId, command).catch((error: unknown) => { if (!(error instanceof Refused)) untold.push(caseId) })
    }))
  }
  return untold
}

/** The clock of a case that can be wound is its own: there the case has to look itself. */
function isConcerned({ assignee }: ListedTask, { before, after, roster, now }: Change, windable: boolean): boolean {
  if (assignee === null) return false
  const ends = (organisation: Organisation): number | undefined => {
    const found = own(organisation.rosters, roster)
    return found && shiftEndOf(organisation, found, assignee, now)
  }
  return windable || ends(before) !== ends(after)
}
