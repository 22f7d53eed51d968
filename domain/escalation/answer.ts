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
  return { state: armAfter(somebodyTold(answered, terms, asked.level, told), terms, asked.level, at), entries: [entry] }
}

const entryOf = (asked: Asked, level: number, at: number, { to, why }: Told): EscalationEntry => to.length === 0
  ? { at, kind: 'level_skipped', level, to: [], why, ...late(asked.dueAt, at) }
  : { at, kind: 'escalated', level, to, why: `${asked.why}: ${why}`, ...late(asked.dueAt, at) }

function somebodyTold(state: EscalationState, { path }: EscalationTerms, number: number, { to, owner }: Told): EscalationState {
  const level = levelOf(path, number)
  const takesOver = level?.do.kind === 'tell' && level.do.takesOver
  return {
    ...state, acknowledged: null, reached: true, told: [...new Set([...state.told, ...to])],
    assignee: takesOver ? (owner ?? state.assignee) : state.assignee,
  }
}

function nobodyTold(state: EscalationState, terms: EscalationTerms, level: number, at: number, entry: EscalationEntry): Climbed {
  const armed = armAtOnce(state, terms, level, at)
  if (armed.status !== 'running' || armed.reached || armed.next <= terms.path.levels.length) return { state: armed, entries: [entry] }
  const over = exhaust(armed, at, 'nobody on the whole path could be told')
  return { state: over.state, entries: [entry, ...over.entries] }
}
