import { armAfter, armFor, settled } from './arm.ts'
import { endPass, fireLevel } from './fire.ts'
import { following, levelOf, percentOf } from './path.ts'
import type { EscalationTerms } from './path.ts'
import type { Climbed, EntryKind, EscalationEntry, EscalationState } from './state.ts'

/** What people do to a step that climbs. `level` is the one that they saw: whoever saw another one is refused. */
export type EscalationEvent = { readonly at: number } & (
  | { readonly do: 'acknowledge' | 'complete' | 'decline'; readonly by: string }
  | { readonly do: 'escalate' | 'deescalate'; readonly by: string; readonly level: number }
  | { readonly do: 'reassign'; readonly to: string; readonly by: string }
  | { readonly do: 'pause' | 'resume'; readonly reason: string }
  | { readonly do: 'cancel'; readonly by: string | null }
)

/** An event that does not fit changes nothing; `refused` says why, and the entry lists it. */
export type EscalationApplied = Climbed & { readonly refused?: string }

/** Applies one event. What was due before it has to have fired; of one instant completion comes before timers, all else after. */
export function applyToEscalation(state: EscalationState, terms: EscalationTerms, event: EscalationEvent): EscalationApplied {
  const refused = refusalOf(state, event)
  if (refused === undefined) return change(state, terms, event)
  return { state, entries: [refusal(event, refused)], refused }
}

/** How the story tells of an event that did not fit. */
export const refusal = (event: EscalationEvent, why: string): EscalationEntry => ({ at: event.at, kind: 'refused', level: null, to: actorOf(event), why })

const actorOf = (event: EscalationEvent): readonly string[] => ('by' in event && event.by !== null ? [event.by] : [])

/** Why an event does not fit the state, without looking at time; undefined when it does. */
export function refusalOf(state: EscalationState, event: EscalationEvent): string | undefined {
  if (state.status === 'completed' || state.status === 'cancelled') return `the step is ${state.status}`
  switch (event.do) {
    case 'acknowledge': return mayTake(state, event.by) ?? (state.acknowledged ? `${state.acknowledged.by} has acknowledged it already` : undefined)
    case 'decline': return mayTake(state, event.by) ?? busy(state)
    case 'escalate': return seen(state, event.level) ?? (state.status === 'exhausted' ? 'the path is exhausted, and the sink knows' : busy(state))
    case 'deescalate': return seen(state, event.level) ?? (state.level === 0 ? 'no level has fired yet' : busy(state))
    case 'pause': return state.pausedBy.includes(event.reason) ? `the step is paused for "${event.reason}" already` : undefined
    case 'resume': return state.pausedBy.includes(event.reason) ? undefined : `the step is not paused for "${event.reason}"`
    default: return undefined
  }
}

const mayTake = ({ assignee, told }: EscalationState, person: string): string | undefined =>
  person === assignee || told.includes(person) ? undefined : `${person} neither has the step nor was told of it`

const seen = ({ level }: EscalationState, asSeen: number): string | undefined =>
  level === asSeen ? undefined : `the step is at level ${level}, and no longer as seen at level ${asSeen}`

const busy = ({ asked }: EscalationState): string | undefined => (asked ? 'somebody is being told of it at this moment' : undefined)

function change(state: EscalationState, terms: EscalationTerms, event: EscalationEvent): Climbed {
  const { at } = event
  switch (event.do) {
    case 'acknowledge': return acknowledge(state, terms, event.by, at)
    case 'reassign': return told({ ...unacknowledged(state, terms, at), assignee: event.to }, 'reassigned', at, [event.to], `by ${event.by}`)
    case 'decline': return decline(state, terms, event.by, at)
    case 'escalate': return climb(unacknowledged(state, terms, at), terms, state.level, at, `${event.by} escalated it by hand`)
    case 'deescalate': return deescalate(state, terms, event.by, at)
    case 'pause': return told(settled({ ...state, pausedBy: [...state.pausedBy, event.reason] }, terms, at), 'paused', at, [], event.reason)
    case 'resume': {
      const pausedBy = state.pausedBy.filter((each) => each !== event.reason)
      return told(settled({ ...state, pausedBy, from: Math.max(state.from, at) }, terms, at), 'resumed', at, [], event.reason)
    }
    case 'complete': return told({ ...over(state), status: 'completed' }, 'completed', at, [event.by], `by ${event.by}`)
    case 'cancel': {
      const why = event.by === null ? 'the step is no longer needed' : `by ${event.by}`
      return told({ ...over(state), status: 'cancelled' }, 'cancelled', at, actorOf(event), why)
    }
  }
}

function told(state: EscalationState, kind: EntryKind, at: number, to: readonly string[], why: string): Climbed {
  const ofLevel = kind === 'reassigned' || kind === 'declined' || kind === 'acknowledged'
  const entry: EscalationEntry = { at, kind, level: kind === 'deescalated' ? state.level : ofLevel ? state.level || null : null, to, why }
  return { state, entries: [entry] }
}

/** Nothing fires any more. */
const over = (state: EscalationState): EscalationState => ({ ...state, wait: null, acknowledged: null, pausedBy: [], asked: null })

/** The state without an acknowledgement: what it held goes on from `at`. */
export const unacknowledged = (state: EscalationState, terms: EscalationTerms, at: number): EscalationState => settled({ ...state, acknowledged: null }, terms, at)

function acknowledge(state: EscalationState, terms: EscalationTerms, by: string, at: number): Climbed {
  const { acknowledgedFor } = terms.path
  const expires = acknowledgedFor ? { goal: terms.goal(acknowledgedFor, at), since: at } : null
  const asked = state.asked && { ...state.asked, kept: true as const }
  // A percent behind a level that is held from now on may have been reached before: it comes now.
  return told(settled({ ...state, acknowledged: { by, expires }, asked, from: at }, terms, at), 'acknowledged', at, [by], `${by} has taken it`)
}

/** Whoever will not do it hands it up: the next level that tells somebody fires at once. They stay accountable until somebody takes over. */
function decline(state: EscalationState, terms: EscalationTerms, by: string, at: number): Climbed {
  const declined = told(unacknowledged(state, terms, at), 'declined', at, [by], `${by} will not do it`)
  if (state.status === 'exhausted') return declined
  let level = state.level
  while (levelOf(terms.path, level + 1)?.do.kind === 'remind') level++
  const climbed = climb(declined.state, terms, level, at, `${by} declined it`)
  return { state: climbed.state, entries: [...declined.entries, ...climbed.entries] }
}

/** Fires the level after `from` at once; after the last one the pass is over. */
function climb(state: EscalationState, terms: EscalationTerms, from: number, at: number, why: string): Climbed {
  const next = following(terms.path, from, state.pass)
  return next > terms.path.levels.length ? endPass(state, terms, at, why) : fireLevel(state, terms, next, at, why)
}

/** One level down, whose delay begins anew. The level that was left comes again if it has a delay; a percent comes once. */
function deescalate(state: EscalationState, terms: EscalationTerms, by: string, at: number): Climbed {
  const left = state.level
  const down = { ...unacknowledged(state, terms, at), status: 'running' as const, level: left - 1 }
  const again = percentOf(levelOf(terms.path, left), 0) === undefined
  const armed = again ? armFor(down, terms, left, at) : armAfter(down, terms, left, at)
  return told(armed, 'deescalated', at, [by], `${by} took it back from level ${left}`)
}
