import type { Command } from '../event.ts'
import type { JsonObject } from '../json.ts'
import type { StepInstance, Suggestion } from '../state.ts'
import { carryOut, isSelfActing, type SelfActing } from './carry-out.ts'
import { startClimb } from './climb.ts'
import { weigh } from './decide.ts'
import { noteStep, put, stepIn, type Draft } from './draft.ts'
import { evaluateAll, scopeIn } from './evaluate.ts'
import { letterOf } from './letter.ts'
import { ask, inNewHands, openException, ownersClock } from './task.ts'

/** Code of the exception of a step that is switched off: it can be done by hand or given up, and never retried. */
export const SWITCHED_OFF = 'switched_off'

/** Gives a step that its SOP has switched off to its owner. */
export const openByHand = (draft: Draft, instance: StepInstance, step: SelfActing): void =>
  openException(draft, instance, { code: SWITCHED_OFF, message: step.modeReason ?? 'the SOP has switched this step off: do it by hand', during: 'gathering' })

/** Works out what the step would do and asks its owner for a yes. */
export function suggest(draft: Draft, instance: StepInstance, step: SelfActing): void {
  const suggestion = workOut(draft, instance, step)
  const { confirmedBy: _before, ...unconfirmed } = inNewHands(instance)
  const confirming = put(draft, { ...unconfirmed, phase: 'confirming', suggestion, clock: ownersClock(draft, instance) })
  noteStep(draft, 'suggested', confirming, 'engine', { ...shownSuggestion(suggestion), because: step.modeReason ?? null })
  ask(draft, startClimb(draft, confirming), step.owner)
}

function workOut(draft: Draft, instance: StepInstance, step: SelfActing): Suggestion {
  switch (step.kind) {
    case 'action': return { kind: 'action', action: step.action, with: evaluateAll(step.with, scopeIn(draft, instance)) }
    case 'message': return { kind: 'message', message: letterOf(draft, instance, step) }
    case 'decide': return { kind: 'decide', ...weigh(draft, instance, step) }
    case 'call': return { kind: 'call', sop: step.sop, with: evaluateAll(step.with, scopeIn(draft, instance)) }
  }
}

/** What would be done, as people read it: the action and what it is given. */
export function shownSuggestion(suggestion: Suggestion): { readonly action: string; readonly input: JsonObject } {
  switch (suggestion.kind) {
    case 'action': return { action: suggestion.action, input: suggestion.with }
    case 'call': return { action: `SOP ${suggestion.sop}`, input: suggestion.with }
    case 'message': {
      const { template, to, subject, body } = suggestion.message
      return { action: `message ${template}`, input: { to: to.whom ?? to.email, subject, body } }
    }
    case 'decide': return { action: `outcome ${suggestion.outcome}`, input: { ...suggestion.inputs, ...suggestion.outputs, rule: suggestion.rule } }
  }
}

/** The owner's yes carries out exactly what was shown, whatever the case has learnt since; a no is theirs to deal with. */
export function confirm(draft: Draft, instance: StepInstance, { by, via, yes, note }: Extract<Command, { do: 'confirm' }>): void {
  noteStep(draft, 'confirmed', instance, `person:${by}`, { yes, note }, via)
  const step = stepIn(draft, instance)
  if (!yes) {
    const { suggestion: _suggestion, ...refused } = instance
    return openException(draft, refused, { code: 'declined', message: `${by} said no: ${note}`, during: 'gathering' })
  }
  const confirmed = put(draft, { ...inNewHands(instance), phase: 'gathering', confirmedBy: by })
  if (isSelfActing(step)) carryOut(draft, confirmed, step)
}
