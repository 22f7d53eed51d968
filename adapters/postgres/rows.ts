import type { SettledTurn } from '../../domain/turn.ts'
import { storable } from './database.ts'

/** A settled turn in the shape that the tables keep: what is shown as exact text, what is searched for as columns. */
export interface TurnRows {
  readonly at: number | null
  readonly events: readonly string[]
  readonly listing: string
  readonly summary: string
  readonly tasks: string
  readonly assignees: readonly string[]
  readonly targets: readonly string[]
}

/** The rows of a turn. A person who has claimed a task and its assignee both count as having it. */
export function rowsOf({ events, summary, tasks }: SettledTurn): TurnRows {
  const held = tasks.flatMap(({ assignee, claimedBy }) => [...new Set([assignee, claimedBy])]).filter((person) => person !== null)
  return {
    at: events[0]?.at ?? null,
    events: events.map((event) => JSON.stringify(event)),
    listing: JSON.stringify({
      sop: storable(summary.sop),
      version: storable(summary.version),
      // Open hours are worked out with the time zones of whoever compiled the SOP; what is shown, with those of this process.
      tzdata: process.versions.tz ?? '',
      state: summary.state,
      opened_at: summary.openedAt,
      search: storable(`${summary.label} ${summary.key} ${summary.caseId} ${summary.sopTitle}`.toLowerCase()),
    }),
    summary: JSON.stringify(summary),
    tasks: JSON.stringify(tasks.map((card) => ({
      instance: storable(card.instance),
      step: storable(card.step),
      assignee: card.assignee,
      claimed_by: card.claimedBy,
      for_whom: storable(card.forWhom),
      due_at: card.dueAt,
      card: JSON.stringify(card),
    }))),
    assignees: held,
    targets: [...new Set(tasks.map(({ forWhom }) => storable(forWhom)))],
  }
}
