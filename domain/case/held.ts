import type { Effect, StepInstance, Timer } from '../state.ts'
import { noteStep, put, stepIn, want, withTimers, type Draft } from './draft.ts'
import { pursue } from './follow.ts'
import { isGoing } from './going.ts'
import { expire } from './leave.ts'

type Send = Extract<Effect, { kind: 'send' }>

/**
 * Keeps a letter that came into the recipient's quiet hours until they are over. It holds a message's step; a reminder's wait goes on,
 * and when that ends first the letter is no longer needed. Nothing has left, so a case that is on its way out drops it.
 */
export function hold(draft: Draft, instance: StepInstance, effect: Send, until: number): void {
  const { template, to, subject } = effect.message
  const isStep = effect.beside !== true
  noteStep(draft, 'message_held', instance, 'engine', { template, to: to.whom ?? to.email, subject, until })
  if (isStep && isGoing(draft.state, instance.frame)) {
    draft.state.open = draft.state.open.filter(({ id }) => id !== instance.id)
    return pursue(draft, instance.frame)
  }
  if (isStep && instance.overdue) return expire(draft, { ...instance, phase: 'gathering' }, draft.now, 'engine')
  const held: StepInstance = { ...instance, ...(isStep ? { phase: 'waiting' } : {}), held: [...(instance.held ?? []), effect] }
  put(draft, withTimers(held, [{ kind: 'send_at', at: until, of: effect.id }]))
}

/** Lets a held letter go, as it was written. Whoever sends it looks at the hour again. */
export function sendHeld(draft: Draft, instance: StepInstance, { of }: Timer): void {
  const { held = [], ...rest } = instance
  const letter = held.find(({ id }) => id === of)
  if (!letter) return
  const others = held.filter((other) => other !== letter)
  put(draft, { ...rest, ...(stepIn(draft, instance).kind === 'message' ? { phase: 'sending' } : {}), ...(others.length > 0 ? { held: others } : {}) })
  want(draft, { ...letter, at: draft.now })
}
