import type { CaseEvent } from '../event.ts'
import { own } from '../json.ts'
import type { Effect, StepInstance } from '../state.ts'
import { instanceOf, note, stepIn, type Draft } from './draft.ts'
import { fallbackOf, gathered, isMisshapen, keepFact } from './facts.ts'
import { placeOf } from './place.ts'
import { run } from './run.ts'
import { safely } from './title.ts'
import { goOnGathering } from './verify.ts'
import { needsOf } from './wait.ts'

/** What the case asks for on its own behalf, beside its steps: an effect whose `instance` is empty. */
const THE_CASE = { id: '', step: 'case', visit: 0, frame: 'root', phase: 'gathering', attempt: 1, epoch: 0, level: 0 } as const

/**
 * Fetches the facts by which the case must be found from outside, and its deadline told, without keeping a step waiting. One that
 * cannot be read is recorded and left to the steps that need it.
 */
export function watchFacts(draft: Draft): void {
  const { plan, state } = draft
  if (state.outcome !== undefined || state.leaving) return
  const watching: StepInstance = { ...THE_CASE, startedAt: state.openedAt }
  const needs = new Set([...plan.atAnyTime, ...plan.reopen, ...(plan.deadline ? [plan.deadline] : [])].flatMap((one) => one.needs))
  for (const name of needs) {
    if (own(state.facts, name) !== undefined || state.unread?.includes(name) || isAsked(draft, name)) continue
    // A fact may be asked for by what is not known yet.
    safely(() => gathered(draft, watching, [name]), false)
  }
}

/** A step has asked for it already. */
const isAsked = ({ state }: Draft, fact: string): boolean =>
  state.effects.some((effect) => effect.kind === 'fetch' && effect.fact === fact && (effect.instance === '' || isAtRoot(state.open, effect.instance)))

const isAtRoot = (open: readonly StepInstance[], id: string): boolean => open.some((instance) => instance.id === id && instance.frame === 'root')

/** Takes the answer to a look of the case itself; steps that wait for the same fact go on with it, or ask for themselves. */
export function takeLook(draft: Draft, { fact, action }: Extract<Effect, { kind: 'fetch' }>, event: Extract<CaseEvent, { type: 'fetched' | 'failed' }>): void {
  const misshapen = event.type === 'fetched' && isMisshapen(draft, THE_CASE, fact, event.value)
  const fallback = event.type === 'failed' || event.value === null || misshapen ? fallbackOf(draft, THE_CASE, fact) : undefined
  if (fallback) keepFact(draft, THE_CASE, fact, fallback.value, 'the SOP')
  else if (event.type === 'fetched' && !misshapen) keepFact(draft, THE_CASE, fact, event.value, event.source)
  else {
    draft.state.unread = [...(draft.state.unread ?? []), fact]
    note(draft, 'effect_failed', 'engine', { title: `the fact ${fact}`, action, ...failureIn(event) })
  }
  for (const { id } of draft.state.open.filter((instance) => waitsFor(draft, instance, fact))) {
    const instance = instanceOf(draft.state, id)
    if (instance) goOnGathering(draft, instance)
    run(draft)
  }
}

const failureIn = (event: Extract<CaseEvent, { type: 'fetched' | 'failed' }>): { readonly code: string; readonly message: string } =>
  event.type === 'failed' ? { code: event.code, message: event.message } : { code: 'unknown-value', message: `${event.source} did not answer with what it should` }

const waitsFor = (draft: Draft, instance: StepInstance, fact: string): boolean =>
  instance.phase === 'gathering' && placeOf(draft.plan, draft.state, instance.frame).home.kind === 'root' && needsOf(stepIn(draft, instance)).includes(fact)
