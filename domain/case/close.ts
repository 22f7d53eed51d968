import type { Effect, StepInstance, Undo } from '../state.ts'
import { note, noteStep, put, want, type Draft } from './draft.ts'
import { follow } from './follow.ts'
import { dropFrames } from './frames.ts'
import { openException } from './task.ts'

/** Ends the case. Nothing of it is open afterwards; its clock stays as it stood, to tell whether it was in time. */
export function closeCase(draft: Draft, outcome: string): void {
  draft.state.outcome = outcome
  draft.state.closedAt = draft.now
  draft.state.open = []
  draft.state.effects = []
  draft.state.timers = []
  // Its answer would come to an ended case, and keep a case that is opened again from another one.
  delete draft.state.recalculating
  note(draft, 'case_closed', 'engine', { outcome })
}

/**
 * Goes on with leaving what the case is doing, for a cancel or a crossing. What has left our systems is waited for, never cut off; then completed actions are taken back,
 * newest first, each once, when that was asked; then the case goes where it is to go.
 */
export function pursueLeaving(draft: Draft): void {
  dropWhatHasNotLeft(draft)
  if (draft.state.open.length > 0) return
  const { leaving } = draft.state
  const last = leaving?.undo === true ? draft.state.undo.at(-1) : undefined
  if (last) return takeBack(draft, last)
  delete draft.state.leaving
  dropFrames(draft, draft.state.frames.flatMap(({ id, kind }) => (kind === 'root' ? [] : [id])))
  draft.state.frames = [{ id: 'root', kind: 'root', prefix: '' }]
  if (leaving) follow(draft, leaving.then, 'root')
}

const IN_FLIGHT: readonly StepInstance['phase'][] = ['acting', 'sending', 'undoing']

/**
 * Closes people's steps and looks at systems, of the whole case or of some of it; what is in flight stays open to its end, and so does an
 * action that nobody knows the end of.
 */
export function dropWhatHasNotLeft(draft: Draft, concerns: (instance: StepInstance) => boolean = () => true): void {
  const hasLeft = (instance: StepInstance): boolean => IN_FLIGHT.includes(instance.phase) || isUndo(instance) || instance.exception?.during === 'acting'
  const staying = draft.state.open.filter((instance) => !concerns(instance) || hasLeft(instance))
  draft.state.open = staying
  draft.state.effects = draft.state.effects.filter((effect) => isBeside(effect) || staying.some((instance) => instance.id === effect.instance))
}

/** Asked for beside the steps: a reminder's letter, a look of the case itself. Nothing waits for it, and its answer is recorded. */
const isBeside = (effect: Effect): boolean => effect.instance === '' || (effect.kind === 'send' && effect.beside === true)

/** An action being taken back. Its exception task must be settled by a person before the case may end. */
export const isUndo = (instance: StepInstance): boolean => instance.id.endsWith('~undo')

/** Takes back one action that was done. */
export function takeBack(draft: Draft, undo: Undo): void {
  draft.state.undo = draft.state.undo.filter((other) => other !== undo)
  const instance: StepInstance = {
    id: `${undo.step}#${undo.visit}~undo`, step: undo.step, visit: undo.visit, frame: undo.frame, phase: 'undoing', startedAt: draft.now, attempt: 1, epoch: 1, level: 0,
    result: undo.with,
  }
  if (!undo.byHand) return askUndo(draft, instance, undo)
  const { by, reference } = undo.byHand
  openException(draft, instance, { code: 'done-by-hand', message: `${by} did it by hand (${reference}), so a person must take it back`, during: 'undoing' })
}

/** Asks for the undo of an action under a business key of its own. */
export function askUndo(draft: Draft, instance: StepInstance, undo: Pick<Undo, 'action' | 'with'>): void {
  put(draft, { ...instance, phase: 'undoing' })
  noteStep(draft, 'undo_requested', instance, 'engine', { undoes: instance.step, action: undo.action, input: undo.with, attempt: instance.attempt })
  const id = `${draft.state.caseId}/${instance.step}/${instance.visit}/undo.${undo.action}/${instance.attempt}`
  want(draft, { kind: 'act', id, instance: instance.id, action: undo.action, with: undo.with, undoes: instance.step })
}
