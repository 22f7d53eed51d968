import { ExpressionFault } from '../fault.ts'
import type { CaseEvent } from '../event.ts'
import type { JsonObject } from '../json.ts'
import type { Effect, StepInstance } from '../state.ts'
import { instanceOf, noteStep, stepIn, type Draft } from './draft.ts'
import { effectId } from './evaluate.ts'
import { letterOf, wantLetter } from './letter.ts'

type Letter = Extract<Effect, { kind: 'send' }>

/** Sends a wait's reminder, counted from 0. One that cannot be written is recorded; the wait goes on. */
export function remind(draft: Draft, instance: StepInstance, number: string): void {
  const step = stepIn(draft, instance)
  if (step.kind !== 'wait' || !step.remind) return
  try {
    const message = letterOf(draft, instance, step.remind)
    const { template, to, subject, body } = message
    noteStep(draft, 'message_requested', instance, 'timer', { template, to: to.whom ?? to.email, subject, body, reminder: Number(number) + 1 })
    wantLetter(draft, { id: effectId(draft, instance, `remind.${template}.${Number(number) + 1}`), instance: instance.id, message, beside: true })
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error
    noteStep(draft, 'effect_failed', instance, 'engine', { code: 'unknown-value', message: error.message, during: 'sending', reminder: Number(number) + 1 })
  }
}

/** Records what became of a reminder, whose wait may be over by then. */
export function takeReminder(draft: Draft, effect: Letter, event: Extract<CaseEvent, { type: 'sent' | 'failed' }>): void {
  const { template, to, subject } = effect.message
  if (event.type === 'sent') return noteAt(draft, effect.instance, 'message_sent', 'integration:email', { reference: event.reference ?? null, template, to: to.whom ?? to.email, subject })
  noteAt(draft, effect.instance, 'effect_failed', 'engine', { code: event.code, message: event.message, during: 'sending', template })
}

function noteAt(draft: Draft, id: string, type: 'message_sent' | 'effect_failed', actor: string, detail: JsonObject): void {
  const instance = instanceOf(draft.state, id)
  if (instance) return noteStep(draft, type, instance, actor, detail)
  draft.events.push({ type, at: draft.now, actor, step: id.slice(0, id.lastIndexOf('#')), instance: id, detail })
}
