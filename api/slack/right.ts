import type { Command } from '../../domain/event.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import type { ListedTask } from '../../domain/ports.ts'
import { relationToTask, wasTold } from '../access/relation.ts'
import { mayDo, sameForAll, type Relation } from '../access/rights.ts'
import { TABLE } from '../access/table.ts'
import type { ActDeps } from './deps.ts'

/** Why somebody may not do this to a task, by the one table of rights that every door has; undefined when they may. */
export async function barredFrom({ reader }: Pick<ActDeps, 'reader'>, act: Command['do'], task: ListedTask, person: Person, organisation: Organisation): Promise<string | undefined> {
  const row = TABLE.find(({ method, path }) => method === 'POST' && path === `/api/cases/:caseId/steps/:step/${act}`)
  if (!row) return `nobody may "${act}" a step here`
  if (row.may === 'anybody') return undefined
  const relation = sameForAll(row.may, person.access) ? 'own' : await relationOf(reader, task, person.id, organisation)
  return mayDo(row.may, person.access, relation) ? undefined : `"${person.id}" may not ${row.doing}`
}

async function relationOf(reader: ActDeps['reader'], task: ListedTask, person: string, organisation: Organisation): Promise<Relation> {
  const relation = relationToTask(task, person, organisation)
  if (relation !== 'others') return relation
  const detail = await reader.case(task.caseId)
  return detail && wasTold(detail.timeline, task.step, person) ? 'team' : 'others'
}

/** What each modal asks of a case. */
export const VERBS: Readonly<Record<ActDeps['slack']['pages']['MODAL_ACTS'][number], Command['do']>> = {
  finish: 'complete', by_hand: 'settle', no: 'confirm', answer: 'answer', handoff: 'handoff', pause: 'pause', cannot: 'cannot', another_way: 'remark', sop_wrong: 'remark',
}

/** Why somebody may not open cases by hand at all; which SOP lets whom is for the SOP to say. */
export function barredFromOpening({ id, access }: Person): string | undefined {
  const row = TABLE.find(({ method, path }) => method === 'POST' && path === '/api/cases')
  return row && row.may !== 'anybody' && mayDo(row.may, access, 'others') ? undefined : `"${id}" may not open cases`
}
