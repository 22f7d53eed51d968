import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { ListedTask } from '../../domain/ports.ts'
import type { TaskCard } from '../../domain/views.ts'
import type { Schema } from './schema.ts'

interface TaskFilter {
  readonly person?: string
  readonly roles?: readonly string[]
}

/** What a person has and what is for their roles; without both, every open task. Soonest due first. */
export async function readTasks(db: Kysely<Schema>, filter: TaskFilter): Promise<readonly ListedTask[]> {
  const proven = await provenTasks(db, filter)
  const pending = await pendingTasks(db, filter)
  return laidOver(proven, pending.filter((card) => wanted(card, filter)))
}

/** The open tasks of one case, from its proven cards and the tasks of its newest turn where that is not proven. */
export function tasksFrom(cards: readonly string[], pending: string | undefined): readonly ListedTask[] {
  const newer = pending === undefined ? undefined : cardsOf(pending)
  return laidOver(cards.map((card) => ({ card: JSON.parse(card) as TaskCard, pending: newer })), newer ?? [])
}

interface ProvenTask {
  readonly card: TaskCard
  /** The tasks of the case after its newest turn, when that turn is not proven. */
  readonly pending: readonly TaskCard[] | undefined
}

async function provenTasks(db: Kysely<Schema>, { person, roles }: TaskFilter): Promise<readonly ProvenTask[]> {
  const rows = await db
    .selectFrom('assignment as a')
    .leftJoinLateral(
      (eb) => eb.selectFrom('pending_turn').select('tasks as pending').whereRef('case_id', '=', 'a.case_id').as('p'),
      (on) => on.onTrue(),
    )
    .select(['a.card', 'p.pending'])
    .$if(person !== undefined || roles !== undefined, (query) => query.where((eb) => eb.or([
      eb('a.assignee', '=', person ?? null),
      eb('a.claimed_by', '=', person ?? null),
      eb('a.for_whom', '=', sql<string>`any (${roles ?? []}::text[])`),
    ])))
    .execute()
  return rows.map(({ card, pending }) => ({ card: JSON.parse(card) as TaskCard, pending: pending === null ? undefined : cardsOf(pending) }))
}

async function pendingTasks(db: Kysely<Schema>, { person, roles }: TaskFilter): Promise<readonly TaskCard[]> {
  const rows = await db
    .selectFrom('pending_turn as p')
    .select('p.tasks')
    .$if(person !== undefined || roles !== undefined, (query) => query.where(
      sql<boolean>`(p.assignees @> array[${person ?? null}::text] or p.targets && ${roles ?? []}::text[])`,
    ))
    .execute()
  return rows.flatMap(({ tasks }) => cardsOf(tasks))
}

const wanted = (card: TaskCard, { person, roles }: TaskFilter): boolean =>
  (person === undefined && roles === undefined)
  || (person !== undefined && (card.assignee === person || card.claimedBy === person))
  || (roles ?? []).includes(card.forWhom)

const cardsOf = (tasks: string): readonly TaskCard[] =>
  (JSON.parse(tasks) as readonly { readonly card: string }[]).map(({ card }) => JSON.parse(card) as TaskCard)

/** A newer card takes the place of the proven one; either is confirmed only when no turn in doubt changed the task. */
function laidOver(proven: readonly ProvenTask[], pending: readonly TaskCard[]): readonly ListedTask[] {
  const shown = new Map<string, ListedTask>()
  for (const { card, pending: newer } of proven) {
    shown.set(idOf(card), { ...card, confirmed: newer === undefined || newer.some((other) => same(other, card)) })
  }
  for (const card of pending) {
    const known = shown.get(idOf(card))
    shown.set(idOf(card), known?.confirmed === true ? known : { ...card, confirmed: false })
  }
  return [...shown.values()].sort((a, b) => a.dueAt - b.dueAt || (idOf(a) < idOf(b) ? -1 : 1))
}

const idOf = ({ caseId, instance }: TaskCard): string => `${caseId} ${instance}`
const same = (a: TaskCard, b: TaskCard): boolean => JSON.stringify(a) === JSON.stringify(b)
