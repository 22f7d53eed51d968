import type { Organisation } from '../../domain/organisation.ts'
import type { CaseDetail, ListedTask } from '../../domain/ports.ts'
import { peopleOf } from '../../domain/roster/prepared.ts'
import { own } from '../../domain/json.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { TimelineEntry } from '../../domain/views.ts'
import type { Relation } from './rights.ts'

type Task = Pick<ListedTask, 'assignee' | 'claimedBy' | 'forWhom' | 'approvals'>

/** How somebody stands to a task, by the task alone. */
export function relationToTask(task: Task, person: string, organisation: Organisation): Relation {
  const { assignee, claimedBy, forWhom, approvals } = task
  if ([assignee, claimedBy, forWhom].includes(person)) return 'own'
  const theirs = [person, ...rolesOf(person, organisation)]
  const team = theirs.includes(forWhom) || approvals?.of.some((target) => theirs.includes(target)) === true || isOn(forWhom, person, organisation)
  return team ? 'team' : 'others'
}

/** Whether a task that climbed was brought to somebody, who then may take it. */
export const wasTold = (timeline: readonly TimelineEntry[], step: string, person: string): boolean =>
  timeline.some((entry) => entry.step === step && TOLD.includes(entry.type) && Array.isArray(entry.detail['to']) && entry.detail['to'].includes(person))

const TOLD: readonly string[] = ['escalated', 'reminded', 'fallback_used']

/** How a caller stands to a case: it is theirs when they opened it. */
export function relationToCase({ summary, tasks }: CaseDetail, caller: string, organisation: Organisation): Relation {
  if (summary.openedBy === caller) return 'own'
  return tasks.some((task) => relationToTask(task, caller, organisation) !== 'others') ? 'team' : 'others'
}

/** A task may be for a roster by its own name. */
function isOn(forWhom: string, person: string, { rosters }: Organisation): boolean {
  const roster = own(rosters, forWhom)
  return roster !== undefined && peopleOf(roster).has(person)
}
