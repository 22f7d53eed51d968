import { evaluate, type Scope } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { canonical, own, type Json, type JsonObject } from '../json.ts'
import type { ActionStep, Plan } from '../plan.ts'
import type { CaseState, StepInstance, StepResult } from '../state.ts'
import { noteStep, type Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'
import { enter } from './follow.ts'
import { idIn, placeOf } from './place.ts'

/** A yes as it was given: by whom, in which task, and to what. */
interface Yes {
  readonly task: string
  readonly by: readonly string[]
  readonly to: string
}

/**
 * Keeps what a person who has just ended a task said yes to, for each action that is `approved_by` it: the amount as it would be paid
 * now, and the hashes of all proof that the SOP has by now.
 */
export function keepYes(draft: Draft, instance: StepInstance): void {
  const path = instance.step
  const result = own(draft.state.results, path)
  const { plan, home } = placeOf(draft.plan, draft.state, instance.frame)
  const asked = paymentsAfter(plan, idIn(draft.state, instance))
  if (!result || asked.length === 0) return
  const scope = scopeIn(draft, instance)
  const proof = proofIn(draft.state, home.prefix)
  const yes = Object.fromEntries(asked.map((step): [string, string] => [step.id, stamp(amountOf(step, scope), proof)]))
  draft.state.results = { ...draft.state.results, [path]: { ...result, yes } }
}

/**
 * Who said yes to an action that is about to be done with this input; nobody where the way here asked nobody. Undefined when it is no
 * longer what they said yes to: the step is then over, and the same task asks anew.
 */
export function approvedNow(draft: Draft, instance: StepInstance, step: ActionStep, input: JsonObject): readonly string[] | undefined {
  const given = step.approvedBy && !instance.owed ? lastYes(draft, instance, step, step.approvedBy) : undefined
  if (!given) return []
  const { home } = placeOf(draft.plan, draft.state, instance.frame)
  const seen = seenThen(given.to)
  if (given.to === stamp(own(input, 'amount') ?? input, proofIn(draft.state, home.prefix, seen))) return given.by
  const message = `what "${given.task}" approved is not what would be done now: nothing was done, and it asks anew`
  noteStep(draft, 'effect_failed', instance, 'engine', { code: 'approval-void', message, during: instance.phase, approved: given.to })
  draft.state.open = draft.state.open.filter(({ id }) => id !== instance.id)
  enter(draft, given.task, instance.frame)
  return undefined
}

const paymentsAfter = (plan: Plan, task: string): readonly ActionStep[] =>
  plan.steps.filter((step): step is ActionStep => step.kind === 'action' && step.approvedBy?.includes(task) === true)

function lastYes({ plan, state }: Draft, { frame }: StepInstance, step: ActionStep, tasks: readonly string[]): Yes | undefined {
  const { home } = placeOf(plan, state, frame)
  const all = tasks.flatMap((task): (Yes & Pick<StepResult, 'at'>)[] => {
    const result = own(state.results, home.prefix + task)
    const to = own(result?.yes ?? {}, step.id)
    if (!result || to === undefined) return []
    return [{ task, to, at: result.at, by: result.approvedBy ?? (result.by === undefined ? [] : [result.by]) }]
  })
  return all.reduce<(Yes & Pick<StepResult, 'at'>) | undefined>((last, one) => (last && last.at > one.at ? last : one), undefined)
}

/** What cannot be told now is no amount that anybody saw, and never the same as one that can be. */
function amountOf({ with: given }: ActionStep, scope: Scope): Json {
  const amount = own(given, 'amount')
  try {
    return amount ? evaluate(amount, scope) : Object.fromEntries(Object.entries(given).map(([name, tree]): [string, Json] => [name, evaluate(tree, scope)]))
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error
    return { unknown: error.message }
  }
}

type Proof = Readonly<Record<string, readonly string[]>>

/** The proof that steps of this SOP have, by step; `only` those. */
function proofIn(state: CaseState, prefix: string, only?: readonly string[]): Proof {
  const paths = only ?? Object.keys(state.results).filter((path) => path.startsWith(prefix) && own(state.results, path)?.evidence !== undefined)
  return Object.fromEntries(paths.map((path): [string, readonly string[]] => [path, hashesOf(own(state.results, path))]))
}

const hashesOf = (result: StepResult | undefined): readonly string[] =>
  Object.values(result?.evidence ?? {}).flatMap((items) => items.map((item) => ('sha256' in item ? item.sha256 : item.text)))

const stamp = (amount: Json, proof: Proof): string => canonical({ amount, proof: { ...proof } as unknown as JsonObject })

const seenThen = (text: string): readonly string[] => Object.keys((JSON.parse(text) as { readonly proof: Proof }).proof)
