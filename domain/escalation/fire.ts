import { armAfter, armAtOnce, settled } from './arm.ts'
import { countdownEnds } from './countdown.ts'
import { following, levelOf, percentOf } from './path.ts'
import type { EscalationTerms } from './path.ts'
import type { Climbed, EscalationEntry, EscalationState } from './state.ts'

/** A step that has just been given to somebody. The first level's delay counts from here. */
export function startEscalation(terms: EscalationTerms, at: number, assignee: string | null): EscalationState {
  const state: EscalationState = {
    status: 'running', pass: 0, level: 0, next: 1, from: at, wait: null, spent: [], reached: false, assignee, told: [],
    acknowledged: null, pausedBy: [], asked: null,
  }
  return armAfter(state, terms, 0, at)
}

/** The next instant at which something happens by itself: null while paused, while a question is open, and after the end. */
export const nextEscalation = (state: EscalationState, terms: EscalationTerms): number | null => comingUp(state, terms)?.at ?? null

/**
 * Does whatever is due at `now`, once, however late that is: one thing at a time, so call it until `nextEscalation` lies ahead. A
 * level that tells somebody asks first whom, and goes on with `answerEscalation`.
 */
export function fireEscalation(state: EscalationState, terms: EscalationTerms, now: number): Climbed {
  const due = comingUp(state, terms)
  if (!due || due.at > now) return { state, entries: [] }
  if (due.what === 'expiry') return expire(state, terms, now, due.at)
  if (due.what === 'end') return endPass(state, terms, now, 'nobody has finished it since the last level', due.at)
  const skipped = skippedBefore(state, terms, due.level, now)
  const fired = fireLevel(state, terms, due.level, now, reasonOf(state, terms, due.level), due.at)
  return { state: fired.state, entries: [...skipped, ...fired.entries] }
}

/** What happens next by itself: a level, the end of a pass, the expiry of an acknowledgement. */
export type Due =
  | { readonly what: 'level'; readonly level: number; readonly at: number }
  | { readonly what: 'end'; readonly at: number }
  | { readonly what: 'expiry'; readonly at: number }

/** Whichever comes first, undefined for nothing; a level before an expiry at the same instant, because it makes that one needless. */
export function comingUp(state: EscalationState, terms: EscalationTerms): Due | undefined {
  const { status, pausedBy, asked, acknowledged } = state
  if (asked || pausedBy.length > 0 || (status !== 'running' && status !== 'exhausted')) return undefined
  const next = status === 'running' ? nextLevel(state, terms) : undefined
  const expires = acknowledged?.expires ? countdownEnds(acknowledged.expires, terms.open) : null
  if (expires !== null && (!next || expires < next.at)) return { what: 'expiry', at: expires }
  return next
}

function nextLevel(state: EscalationState, terms: EscalationTerms): Due | undefined {
  const { path } = terms
  const ends = state.wait && countdownEnds(state.wait, terms.open)
  if (ends !== null) return state.next > path.levels.length ? { what: 'end', at: ends } : { what: 'level', level: state.next, at: ends }
  const level = firstByPercent(state, terms)
  const at = level === undefined ? null : terms.percent(percentOf(levelOf(path, level), state.pass) ?? 0)
  return level === undefined || at === null ? undefined : { what: 'level', level, at: Math.max(at, state.from) }
}

/** The next level when it waits for its percent; beyond levels that an acknowledgement holds, the first one that does. */
function firstByPercent(state: EscalationState, { path }: EscalationTerms): number | undefined {
  for (let level = state.next; level <= path.levels.length; level = following(path, level, state.pass, state.spent)) {
    if (percentOf(levelOf(path, level), state.pass) !== undefined) return level
    if (!state.acknowledged) return undefined
  }
  return undefined
}

function skippedBefore(state: EscalationState, { path }: EscalationTerms, until: number, at: number): readonly EscalationEntry[] {
  const entries: EscalationEntry[] = []
  for (let level = state.next; level < until; level = following(path, level, state.pass, state.spent))
    entries.push({ at, kind: 'level_skipped', level, to: [], why: `acknowledged by ${state.acknowledged?.by ?? 'nobody'}` })
  return entries
}

/** Fires a level: a reminder goes to the assignee, anything else asks the organisation whom to tell. */
export function fireLevel(before: EscalationState, terms: EscalationTerms, number: number, at: number, why: string, dueAt = at): Climbed {
  const level = levelOf(terms.path, number)
  const byPercent = percentOf(level, before.pass) !== undefined
  const state = { ...before, level: number, spent: byPercent && !before.spent.includes(number) ? [...before.spent, number] : before.spent }
  if (level?.do.kind !== 'remind') return { state: { ...state, wait: null, asked: { level: number, why, dueAt } }, entries: [] }
  const when = { at, level: number, ...late(dueAt, at) }
  if (state.assignee === null) {
    return { state: armAtOnce(state, terms, number, at), entries: [{ ...when, kind: 'level_skipped', to: [], why: 'nobody has the step' }] }
  }
  return { state: { ...armAfter(state, terms, number, at), from: dueAt }, entries: [{ ...when, kind: 'reminded', to: [state.assignee], why }] }
}

/** Present when something came later than it was due. */
export const late = (dueAt: number, at: number): { readonly dueAt?: number } => (dueAt < at ? { dueAt } : {})

/** The pass is over: the next one begins with its first level at once, or the path is exhausted and the sink is told. */
export function endPass(state: EscalationState, terms: EscalationTerms, at: number, why: string, dueAt = at): Climbed {
  const pass = state.pass + 1
  const first = following(terms.path, 0, pass)
  const nothingLeft = pass > (terms.path.repeat ?? 0) || first > terms.path.levels.length
  if (nothingLeft) return exhaust(state, at, why, dueAt)
  return fireLevel({ ...state, pass, level: 0, spent: [], reached: false }, terms, first, at, `pass ${pass + 1} begins: ${why}`, dueAt)
}

/** Nothing on the path is left to do: the sink has to know. */
export function exhaust(state: EscalationState, at: number, why: string, dueAt = at): Climbed {
  return {
    state: { ...state, status: 'exhausted', wait: null, asked: { level: 'sink', why: 'the path is exhausted', dueAt } },
    entries: [{ at, kind: 'exhausted', level: null, to: [], why, ...late(dueAt, at) }],
  }
}

/** An acknowledgement that led to nothing: the same level is told again, and its delay starts anew. */
function expire(state: EscalationState, terms: EscalationTerms, at: number, dueAt: number): Climbed {
  const by = state.acknowledged?.by ?? ''
  const open = settled({ ...state, acknowledged: null }, terms, at)
  const why = `${by} acknowledged it and did not finish it in time`
  const entry: EscalationEntry = { at, kind: 'ack_expired', level: state.level || null, to: [by], why, ...late(dueAt, at) }
  if (state.level === 0) return { state: armAfter(open, terms, 0, at), entries: [entry] }
  const again = fireLevel(open, terms, state.level, at, `the acknowledgement of ${by} expired`)
  return { state: again.state, entries: [entry, ...again.entries] }
}

function reasonOf({ level: before, pass }: EscalationState, { path }: EscalationTerms, number: number): string {
  const when = levelOf(path, number)?.when
  if (when && 'at' in when && pass === 0) return when.at === 100 ? 'the time allowed is used up' : `${when.at}% of the time allowed is used`
  return before === 0 ? 'nobody has taken it since it began' : `nobody has taken it since level ${before}`
}
