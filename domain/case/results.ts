import type { CaseEvent } from '../event.ts'
import type { JsonObject } from '../json.ts'
import type { Effect, StepInstance } from '../state.ts'
import { instanceOf, noteStep, planIn, settle, stepIn, type Draft } from './draft.ts'
import { fallbackOf, isMisshapen, keepFact } from './facts.ts'
import { pursue } from './follow.ts'
import { isGoing } from './going.ts'
import { hold } from './held.ts'
import { fail, leave } from './leave.ts'
import { askable, askPerson } from './question.ts'
import { takeReminder } from './reminder.ts'
import { openException } from './task.ts'
import { markDone, markUndone } from './together.ts'
import { goOnGathering, lookAfter } from './verify.ts'
import { takeLook } from './watch.ts'

type Failure = Extract<CaseEvent, { type: 'failed' }>
type Result = Extract<CaseEvent, { type: 'fetched' | 'acted' | 'sent' | 'held' | 'failed' }>

const ANSWERS = { fetched: 'fetch', acted: 'act', sent: 'send', held: 'send' } as const

/** What a system answered. An answer that nobody waits for any more, or that answers something else, changes nothing. */
export function takeResult(draft: Draft, event: Result): void {
  const asked = draft.state.effects.find(({ id }) => id === event.effect)
  if (event.type !== 'failed' && asked?.kind !== ANSWERS[event.type]) return
  const effect = settle(draft, event.effect)
  if (effect?.kind === 'send' && effect.beside && (event.type === 'sent' || event.type === 'failed')) return takeReminder(draft, effect, event)
  if (effect?.kind === 'fetch' && effect.instance === '' && (event.type === 'fetched' || event.type === 'failed')) return takeLook(draft, effect, event)
  const instance = effect && instanceOf(draft.state, effect.instance)
  if (!effect || !instance) return
  switch (event.type) {
    case 'fetched':
      if (effect.kind === 'fetch') fetched(draft, instance, effect.fact, event)
      return
    case 'held':
      if (effect.kind === 'send') hold(draft, instance, effect, event.until)
      return
    case 'acted': return acted(draft, instance, effect, event.result, event.reference ?? null)
    case 'sent':
      noteStep(draft, 'message_sent', instance, 'integration:email', { reference: event.reference ?? null, ...sentDetail(effect) })
      return leave(draft, instance, 'sent')
    case 'failed': return failed(draft, instance, effect, event)
  }
}

const sentDetail = (effect: Effect): JsonObject =>
  effect.kind === 'send' ? { template: effect.message.template, to: effect.message.to.whom ?? effect.message.to.email, subject: effect.message.subject } : {}

/** A system that answers with nothing, or not with what it should, does not know: where the SOP says what to do then, that is done. */
function fetched(draft: Draft, instance: StepInstance, name: string, { value, source }: Extract<CaseEvent, { type: 'fetched' }>): void {
  const misshapen = isMisshapen(draft, instance, name, value)
  const unknown = value === null || misshapen
  const asked = unknown && !draft.state.leaving ? askable(planIn(draft, instance), name) : undefined
  if (asked) return askPerson(draft, instance, name, asked.unknown.role, `${source} does not know it`)
  const fallback = unknown ? fallbackOf(draft, instance, name) : undefined
  if (misshapen && !fallback && !isGoing(draft.state, instance.frame)) return fail(draft, instance, 'unknown-value', `${source} did not answer with what "${name}" returns`)
  keepFact(draft, instance, name, fallback ? fallback.value : value, fallback ? 'the SOP' : source)
  goOnGathering(draft, instance)
}

function acted(draft: Draft, instance: StepInstance, effect: Effect, result: JsonObject, reference: string | null): void {
  if (effect.kind !== 'act') return
  noteStep(draft, 'effect_done', instance, `integration:${effect.action.split('.')[0] ?? effect.action}`, { action: effect.action, reference, result, attempt: instance.attempt })
  if (effect.undoes !== undefined) {
    draft.state.open = draft.state.open.filter((other) => other.id !== instance.id)
    markUndone(draft, instance)
    return pursue(draft, instance.frame)
  }
  const step = stepIn(draft, instance)
  if (step.kind !== 'action') return
  markDone(draft, instance, step.action)
  if (step.undo !== undefined) {
    draft.state.undo = [...draft.state.undo, { step: instance.step, visit: instance.visit, action: step.undo, with: { ...effect.with, result }, frame: instance.frame }]
  }
  if (step.verify === undefined || isGoing(draft.state, instance.frame)) return leave(draft, instance, 'ok', { outputs: result })
  lookAfter(draft, { ...instance, result }, step)
}

function failed(draft: Draft, instance: StepInstance, effect: Effect, { code, message, unknown }: Failure): void {
  if (effect.kind === 'fetch') {
    const fallback = fallbackOf(draft, instance, effect.fact)
    if (fallback) {
      keepFact(draft, instance, effect.fact, fallback.value, 'the SOP')
      return goOnGathering(draft, instance)
    }
  }
  if (isGoing(draft.state, instance.frame)) return failedInCancel(draft, instance, effect, code, message)
  const asked = effect.kind === 'fetch' ? askable(planIn(draft, instance), effect.fact) : undefined
  if (asked && effect.kind === 'fetch') return askPerson(draft, instance, effect.fact, asked.unknown.role, message)
  if (effect.kind === 'act' && unknown === true) return failedUnknown(draft, instance, effect.action, code, message)
  fail(draft, instance, code, message)
}

/** A route for \`failed\` may pay in another way, so it is not taken while the first way may have worked: a person looks. */
function failedUnknown(draft: Draft, instance: StepInstance, action: string, code: string, message: string): void {
  noteStep(draft, 'effect_failed', instance, 'engine', { code, message, during: instance.phase, action, unknown: true })
  openException(draft, instance, { code, message, during: instance.phase, unknown: true })
}

/** A case that is being cancelled has no routes to take. What may have happened outside all the same is given to a person first. */
function failedInCancel(draft: Draft, instance: StepInstance, effect: Effect, code: string, message: string): void {
  noteStep(draft, 'effect_failed', instance, 'engine', { code, message, during: instance.phase, ...(effect.kind === 'act' ? { action: effect.action } : {}) })
  if (effect.kind === 'act') openException(draft, instance, { code, message, during: instance.phase })
  else leave(draft, instance, 'failed', { outputs: { code, message } })
}
