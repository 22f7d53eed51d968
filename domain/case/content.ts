import { evaluate } from '../expression.ts'
import { own, type Json } from '../json.ts'
import type { Plan, Shown, Step, Target, TaskStep, Template } from '../plan.ts'
import type { CaseState, StepInstance } from '../state.ts'
import { spoken } from '../template.ts'
import type { ShownFact, TaskCard } from '../views.ts'
import { instruction } from './instruction.ts'
import { frameOf, placeOf, sopOf, stepOf } from './place.ts'
import { askable } from './question.ts'
import { handFields, handOutcomes } from './refuse.ts'
import { scopeOf } from './scope.ts'
import { shownSuggestion, SWITCHED_OFF } from './suggest.ts'
import { safely, titleOf, words } from './title.ts'

/** What a card says of the phase that the instance is in. */
export type Content = Pick<TaskCard, 'kind' | 'title' | 'forWhom' | 'do' | 'check' | 'ifWrong' | 'facts' | 'form' | 'outcomes'>
  & Partial<Pick<TaskCard, 'problem' | 'choices' | 'suggestion' | 'question' | 'evidence' | 'approvals' | 'notFor' | 'pauses'>>

/** What a person needs to deal with an instance; undefined when it waits for no person. */
export function contentOf(plan: Plan, state: CaseState, instance: StepInstance): Content | undefined {
  const step = stepOf(plan, instance)
  switch (instance.phase) {
    case 'task': return step.kind === 'task' ? taskContent(plan, state, instance, step) : undefined
    case 'exception': return exceptionContent(plan, state, instance, step)
    case 'confirming': return suggestionContent(plan, state, instance, step)
    case 'asking': return questionContent(plan, state, instance)
    default: return undefined
  }
}

function taskContent(plan: Plan, state: CaseState, instance: StepInstance, step: TaskStep): Content {
  const text = (template: Template): string => words(plan, state, instance, template)
  const told = (said: string): string => instruction(said, step.outcomes)
  return {
    kind: 'task', title: text(step.task), forWhom: step.assign.kind === 'expression' ? '' : step.assign.name,
    do: told(text(step.do)), check: step.check.map((check) => told(check.text)), ifWrong: told(text(step.ifWrong)),
    facts: step.shows.map((shown) => shownFact(plan, state, instance, shown)), form: step.form, outcomes: step.outcomes,
    ...(step.evidence.length > 0 ? { evidence: step.evidence.map(({ unless, ...rule }) => ({ ...rule, unless: unless !== undefined })) } : {}),
    ...(step.approvals ? { approvals: { need: step.approvals.need, of: step.approvals.of.map(targetWords), given: instance.approvals ?? [] } } : {}),
    ...(instance.excluded ? { notFor: instance.excluded } : {}), ...pausesOf(sopOf(plan, state, instance)),
  }
}

const targetWords = (target: Target): string => (target.kind === 'expression' ? 'whom the SOP names' : target.name)

function pausesOf({ pauses }: Plan): Pick<TaskCard, 'pauses'> {
  const reasons = Object.keys(pauses)
  return reasons.length > 0 ? { pauses: reasons } : {}
}

function suggestionContent(plan: Plan, state: CaseState, instance: StepInstance, step: Step): Content {
  return {
    kind: 'suggestion', title: `${titleOf(plan, state, instance)}: may this be done?`, forWhom: step.owner,
    do: 'Look at what the step would do. Yes carries it out exactly as it stands here.',
    check: ['What stands here is what ought to be done'], ifWrong: 'Say no and why: you can then do it by hand, have it worked out anew, or give it up.',
    facts: [], form: [], outcomes: [], ...(instance.suggestion ? { suggestion: shownSuggestion(instance.suggestion) } : {}),
  }
}

function questionContent(plan: Plan, state: CaseState, instance: StepInstance): Content {
  const fact = instance.asked ?? ''
  const asked = askable(sopOf(plan, state, instance), fact)
  return {
    kind: 'question', title: `${titleOf(plan, state, instance)}: what is ${spoken(fact)}?`, forWhom: asked?.unknown.role ?? '',
    do: `No system could say what ${spoken(fact)} is. Find it out and fill it in: the step goes on with it.`,
    check: ['You have seen it yourself or have it from whoever knows'], ifWrong: 'Say that you cannot, and why; the owner of the step then deals with it.',
    facts: [], form: asked?.fields ?? [], outcomes: [], question: { fact },
  }
}

function exceptionContent(plan: Plan, state: CaseState, instance: StepInstance, step: Step): Content {
  const problem = instance.exception ?? { code: 'unknown', message: '' }
  const off = problem.code === SWITCHED_OFF
  return {
    kind: 'exception', title: `${titleOf(plan, state, instance)}: ${off ? 'is done by hand' : 'did not work'}`, forWhom: step.owner,
    do: off ? 'Do it by hand and say where that can be seen: the SOP has switched the step off.' : 'Find out what went wrong. Retry when the cause is gone, or do it by hand and say where that can be seen.',
    check: ['It has not been done already by somebody else'],
    ifWrong: `Give up only when it must not be done at all; ${givenUp(plan, state, instance)}.`,
    facts: [], form: handFields(step, instance), outcomes: handOutcomes(step), problem: { code: problem.code, message: problem.message, step: step.id },
    choices: off ? ['done_by_hand', 'give_up'] : ['retry', 'done_by_hand', 'give_up'], ...(instance.excluded ? { notFor: instance.excluded } : {}),
  }
}

/** What becomes of the rest when somebody gives an exception up. */
function givenUp(plan: Plan, state: CaseState, { frame, owed }: StepInstance): string {
  if (owed) {
    const who = owed.waiver === undefined ? 'and the SOP lets nobody' : `only somebody in the role ${spoken(owed.waiver)} may, with the reason as reference`
    return `it is owed since ${owed.when} was done, ${who}`
  }
  const { kind } = frameOf(state, frame)
  if (kind === 'branch' || kind === 'element') return 'this part of the step around it has then failed'
  const { home } = placeOf(plan, state, frame)
  return home.kind === 'call' ? `"${home.sop}" then ends as abandoned, and the case too unless it says where to go on` : 'the case then ends as abandoned'
}

function shownFact(plan: Plan, state: CaseState, instance: StepInstance, shown: Shown): ShownFact {
  const known = shown.fact === undefined ? undefined : own(state.facts, placeOf(plan, state, instance.frame).home.prefix + shown.fact)
  const value = safely<Json>(() => evaluate(shown.tree, scopeOf(plan, state, instance.frame)), null)
  return { label: shown.label, value, type: shown.type, source: known?.source ?? null, at: known?.at ?? null }
}
