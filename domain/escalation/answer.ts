import { armAfter, armAtOnce } from './arm.ts'
import { exhaust, late } from './fire.ts'
import { levelOf } from './path.ts'
import type { EscalationTerms } from './path.ts'
import type { Asked, Climbed, EscalationEntry, EscalationState, Told } from './state.ts'

/**
 * Takes the organisation's answer to the open question. Somebody told clears an acknowledgement and starts the next delay; nobody
 * hands on at once; and a whole pass that told nobody ends the path, with the sink. Without an open question nothing changes.
 */
export function answerEscalation(state: EscalationState, terms: EscalationTerms, at: number, told: Told): Climbed {
  const { asked } = state
  if (!asked) return { state, entries: [] }
  const answered = { ...state, asked: null }
  if (asked.level === 'sink') {
    return { state: answered, entries: [{ at, kind: 'fallback_used', level: null, to: told.to, why: `${asked.why}: ${told.why}` }] }
  }
  const entry = entryOf(asked, asked.level, at, told)
  if (told.to.length === 0) return nobodyTold(answered, terms, asked.level, at, entry)
  const armed = armAfter(somebodyTold(answered, terms, asked, asked.level, told), terms, asked.level, at)
  // A percent that was reached meanwhile was due then, however late this level came.
  return { state: { ...armed, from: asked.dueAt }, entries: [entry] }
}

const entryOf = (asked: Asked, level: number, at: number, { to, why }: Told): EscalationEntry => to.length === 0
  ? { at, kind: 'level_skipped', level, to: [], why, ...late(asked.dueAt, at) }
  : { at, kind: 'escalated', level, to, why: `${asked.why}: ${why}`, ...late(asked.dueAt, at) }

function somebodyTold(state: EscalationState, { path }: EscalationTerms, { kept }: Asked, number: number, { to, owner }: Told): EscalationState {
  const level = levelOf(path, number)
  const takesOver = level?.do.kind === 'tell' && level.do.takesOver
  const acknowledged = kept && !(takesOver && owner !== null) ? state.acknowledged : null
  return {
    ...state, acknowledged, reached: true, told: [...new Set([...state.told, ...to])],
    assignee: takesOver ? (owner ?? state.assignee) : state.assignee,
  }
}

/** The state after a level that turned out to reach nobody: what comes next comes at once, or keeps its percent. */
export const nobodyReached = (state: EscalationState, terms: EscalationTerms, level: number, at: number): EscalationState => armAtOnce(state, terms, level, at)

function nobodyTold(state: EscalationState, terms: EscalationTerms, level: number, at: number, entry: EscalationEntry): Climbed {
  const armed = armAtOnce(state, terms, level, at)
  if (armed.status !== 'running' || armed.reached || armed.next <= terms.path.levels.length) return { state: armed, entries: [entry] }
  const over = exhaust(armed, at, 'nobody on the whole path could be told')
  return { state: over.state, entries: [entry, ...over.entries] }
}
