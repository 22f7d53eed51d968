import type { ActionStep, CallStep, DecideStep, MessageStep, Step } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import { openCall } from './call.ts'
import { decide } from './decide.ts'
import { noteStep, put, want, type Draft } from './draft.ts'
import { effectId, evaluateAll, scopeIn } from './evaluate.ts'
import { approvedNow } from './approved.ts'
import { leave } from './leave.ts'
import { letterOf, wantLetter } from './letter.ts'
import { mustBeHere } from './together.ts'

/** A step that does something by itself, and so can be kept from it. */
export type SelfActing = ActionStep | CallStep | DecideStep | MessageStep

/** Whether a step is of that kind. */
export const isSelfActing = (step: Step): step is SelfActing => ['action', 'call', 'decide', 'message'].includes(step.kind)

/** Does what the step does by itself; once its owner has said yes, exactly what was suggested. */
export function carryOut(draft: Draft, instance: StepInstance, step: SelfActing): void {
  switch (step.kind) {
    case 'action': return act(draft, instance, step)
    case 'decide': {
      const { outcome, outputs } = decide(draft, instance, step)
      return leave(draft, instance, outcome, { outputs })
    }
    case 'message': return send(draft, instance, step)
    case 'call': return openCall(draft, instance, step)
  }
}

/** Asks for the step's message to be sent, as it reads now. */
export function send(draft: Draft, instance: StepInstance, step: MessageStep): void {
  const message = instance.suggestion?.kind === 'message' ? instance.suggestion.message : letterOf(draft, instance, step)
  const { template, to, subject, body } = message
  noteStep(draft, 'message_requested', instance, 'engine', { template, to: to.whom ?? to.email, subject, body, attempt: instance.attempt })
  wantLetter(draft, { id: effectId(draft, instance, `message.${template}`), instance: instance.id, message })
  put(draft, { ...instance, phase: 'sending' })
}

/** Asks for the step's action under its business key. */
export function act(draft: Draft, instance: StepInstance, step: ActionStep): void {
  mustBeHere(draft, instance)
  const input = instance.suggestion?.kind === 'action' ? instance.suggestion.with : evaluateAll(step.with, scopeIn(draft, instance))
  const approved = approvedNow(draft, instance, step, input)
  if (!approved) return
  noteStep(draft, 'effect_requested', instance, 'engine', { action: step.action, input, attempt: instance.attempt, ...(approved.length > 0 ? { approved } : {}) })
  want(draft, { kind: 'act', id: effectId(draft, instance, step.action), instance: instance.id, action: step.action, with: input, ...(approved.length > 0 ? { approved } : {}) })
  put(draft, { ...instance, phase: 'acting' })
}
