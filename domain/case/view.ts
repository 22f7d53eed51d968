import { evaluate } from '../expression.ts'
import { own, type Json } from '../json.ts'
import type { Allowance, EscalationLevel, EscalationPath, Plan, Shown, Step, TaskStep, Template } from '../plan.ts'
import type { CaseState, Deadline, StepInstance } from '../state.ts'
import { spoken } from '../template.ts'
import type { CaseSummary, ShownFact, TaskCard } from '../views.ts'
import { placeOf, stepOf } from './place.ts'
import { pathOf } from './deadlines.ts'
import { handFields, handOutcomes } from './refuse.ts'
import { scopeOf } from './scope.ts'
import { safely, titleOf, words } from './title.ts'

/** The case as lists show it. */
export function summarize(plan: Plan, state: CaseState): CaseSummary {
  return {
    caseId: state.caseId, sop: state.sop, sopTitle: plan.title, version: state.version, key: state.key, label: labelOf(state),
    state: state.outcome === undefined ? 'open' : 'closed', outcome: state.outcome ?? null,
    openedAt: state.openedAt, openedBy: state.openedBy, closedAt: state.closedAt ?? null,
    dueAt: state.caseClock?.dueAt ?? null,
    breached: plan.sla !== undefined && state.caseClock !== null && state.caseClock.deadlines.length === 0,
    standing: standing(plan, state),
    openSteps: state.open.map((instance) => ({ step: instance.step, title: titleOf(plan, state, instance), phase: instance.phase, assignee: instance.assignee ?? null })),
    woundMs: state.woundMs,
  }
}

/** What people call the case: the name its event carries, else its key. */
export function labelOf(state: Pick<CaseState, 'event' | 'key'>): string {
  for (const name of ['return_name', 'order_name', 'name']) {
    const value = own(state.event, name)
    if (typeof value === 'string' && value !== '') return asLabel(value)
  }
  return asLabel(state.key)
}

const LONGEST_LABEL = 60

/** One short line: what comes from outside may be long, or hold characters that turn the text around it. */
function asLabel(text: string): string {
  const plain = [...text.slice(0, 500).replace(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ').trim()]
  return plain.length > LONGEST_LABEL ? `${plain.slice(0, LONGEST_LABEL - 1).join('')}…` : plain.join('')
}

function standing(plan: Plan, state: CaseState): string {
  if (state.outcome !== undefined) return `Ended: ${state.outcome.replaceAll('_', ' ')}`
  const [instance] = state.open
  if (!instance) return state.leaving ? 'Being cancelled' : 'Moving on'
  const title = titleOf(plan, state, instance)
  if (instance.phase === 'task') return `Waits for a person: ${title}`
  if (instance.phase === 'exception') return `Did not work and needs a person: ${title}`
  return instance.phase === 'undoing' ? `Being taken back: ${title}` : `Waits for a system: ${title}`
}

/** All human steps that are open, with everything a person needs to finish them. */
export const cards = (plan: Plan, state: CaseState): TaskCard[] =>
  state.open.flatMap((instance) => (instance.phase === 'task' || instance.phase === 'exception' ? [card(plan, state, instance)] : []))

function card(plan: Plan, state: CaseState, instance: StepInstance): TaskCard {
  const step = stepOf(plan, state, instance)
  const content = instance.phase === 'task' && step.kind === 'task' ? taskContent(plan, state, instance, step) : exceptionContent(plan, state, instance, step)
  return {
    caseId: state.caseId, sop: state.sop, label: labelOf(state), step: instance.step, instance: instance.id, visit: instance.visit,
    epoch: instance.epoch, level: instance.level, assignee: instance.assignee ?? null, claimedBy: instance.claimedBy ?? null, why: instance.why ?? '',
    startedAt: instance.clock?.startedAt ?? instance.startedAt, acknowledgeBy: instance.clock?.acknowledgeBy ?? null, dueAt: instance.clock?.dueAt ?? instance.startedAt,
    breached: instance.clock !== undefined && !instance.clock.deadlines.some((deadline) => deadline.kind === 'breach'),
    next: nextOf(plan, state, instance), escalates: escalationWords(pathOf({ plan, state }, instance)), ...content,
  }
}

type Content = Pick<TaskCard, 'kind' | 'title' | 'forWhom' | 'do' | 'check' | 'ifWrong' | 'facts' | 'form' | 'outcomes' | 'problem'>

function taskContent(plan: Plan, state: CaseState, instance: StepInstance, step: TaskStep): Content {
  const text = (template: Template): string => words(plan, state, instance, template)
  return {
    kind: 'task', title: text(step.task), forWhom: step.assign.kind === 'expression' ? '' : step.assign.name,
    do: text(step.do), check: step.check.map((check) => check.text), ifWrong: text(step.ifWrong),
    facts: step.shows.map((shown) => shownFact(plan, state, instance, shown)), form: step.form, outcomes: step.outcomes,
  }
}

function exceptionContent(plan: Plan, state: CaseState, instance: StepInstance, step: Step): Content {
  const problem = instance.exception ?? { code: 'unknown', message: '' }
  return {
    kind: 'exception', title: `${titleOf(plan, state, instance)}: did not work`, forWhom: step.owner,
    do: 'Find out what went wrong. Retry when the cause is gone, or do it by hand and say where that can be seen.',
    check: ['It has not been done already by somebody else'],
    ifWrong: 'Give up only when it must not be done at all; the case then ends as abandoned.',
    facts: [], form: handFields(step, instance), outcomes: handOutcomes(step), problem: { code: problem.code, message: problem.message, step: step.id },
  }
}

function shownFact(plan: Plan, state: CaseState, instance: StepInstance, shown: Shown): ShownFact {
  const known = shown.fact === undefined ? undefined : own(state.facts, placeOf(plan, state, instance.frame).home.prefix + shown.fact)
  const value = safely<Json>(() => evaluate(shown.tree, scopeOf(plan, state, instance.frame)), null)
  return { label: shown.label, value, type: shown.type, source: known?.source ?? null, at: known?.at ?? null }
}

function nextOf(plan: Plan, state: CaseState, instance: StepInstance): TaskCard['next'] {
  const [deadline] = instance.clock?.deadlines ?? []
  return deadline ? { at: deadline.at, what: deadlineWords(deadline, pathOf({ plan, state }, instance)) } : null
}

function deadlineWords(deadline: Deadline, path: EscalationPath): string {
  switch (deadline.kind) {
    case 'acknowledge': return 'should be taken by now'
    case 'breach': return 'is past its due time'
    case 'level': {
      const level = path.levels[deadline.level - 1]
      return level ? levelWords(level) : ''
    }
  }
}

const levelWords = (level: EscalationLevel): string => {
  if (level.do.kind === 'remind') return 'reminds whoever holds it'
  const to = level.do.to.kind === 'expression' ? 'whom the SOP names' : spoken(level.do.to.name)
  return level.do.takesOver ? `goes to ${to}` : `tells ${to}`
}

/** The path in words: "at 50 % reminds whoever holds it; at 100 % goes to warehouse_lead". */
function escalationWords(path: EscalationPath): string {
  const parts = path.levels.map((level) => `${'at' in level.when ? `at ${level.when.at} %` : `${allowanceWords(level.when.after)} later`} ${levelWords(level)}`)
  return parts.join('; ')
}

/** `4 h`, `4 business hours`, `2 business days`. */
function allowanceWords(allowance: Allowance): string {
  if (allowance.unit === 'business_days') return `${allowance.days} business day${allowance.days === 1 ? '' : 's'}`
  return allowance.unit === 'elapsed' ? durationWords(allowance.ms) : `${durationWords(allowance.ms)} of open time`
}

const durationWords = (ms: number): string => {
  const [size, name] = ms % 86_400_000 === 0 ? [86_400_000, 'd'] : ms % 3_600_000 === 0 ? [3_600_000, 'h'] : [60_000, 'min']
  return `${Math.round(ms / size)} ${name}`
}
