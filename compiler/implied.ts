import type { Context } from './context.ts'
import type { Scope } from './expression/scope.ts'
import type { Ends } from './flow.ts'
import { NEVER } from './flow.ts'
import { hiddenIn } from './inside.ts'
import { fieldGiven, ownOutcomes } from './outcomes.ts'
import type { Holder } from './placed.ts'
import type { StepDocument } from './schema/step.ts'
import type { Outputs } from './scopes.ts'

/** What is proved along with a guard: having run, the accepted form, the outputs that belong to an outcome. */
export function impliedBy({ steps, calls }: Context, outputs: (id: string) => Outputs): Scope['implied'] {
  return {
    get: (guard) => {
      const form = /^form_of\.(\w+)$/.exec(guard)
      if (form) return [`steps.${form[1] ?? ''}`]
      const [, id = '', outcome = ''] = /^steps\.(\w+)\.outcome=(\w+)$/.exec(guard) ?? []
      const step = id === '' ? undefined : steps.find((each) => each.step.id === id)?.step
      return step && ownOutcomes(step, calls).includes(outcome) ? provedBy(step, outcome, outputs(id)) : undefined
    },
  }
}

function provedBy(step: StepDocument, outcome: string, outputs: Outputs): readonly string[] {
  const given = Object.keys(outputs.types).filter((name) => outputs.given(name, outcome))
  const fields = 'task' in step ? Object.keys(step.form ?? {}).filter((name) => fieldGiven(step, name, outcome)) : []
  return [
    `steps.${step.id}`,
    ...given.map((name) => `steps.${step.id}.${name}`),
    ...('task' in step ? [`form_of.${step.id}`] : []),
    ...fields.map((name) => `form_of.${step.id}.${name}`),
  ]
}

/** What to read instead of a step that runs once for each element of a list. */
export function whyHidden(path: string, context: Context, here: readonly Holder[]): string | undefined {
  const [root, id = ''] = path.split('.')
  const list = root === 'steps' || root === 'form_of' ? hiddenIn(context, id, here) : undefined
  return list === undefined ? undefined : `read steps.${list}.results; "${id}" runs once for each element of "${list}"`
}

/** Why a value may be absent, in the words of a diagnostic. */
export function whyAbsent(path: string, ends: Ends): string | undefined {
  const [root, id = '', name] = path.split('.')
  if (root === 'event') return 'not every trigger gives it'
  if (root !== 'steps' && root !== 'form_of') return undefined
  if (name === undefined) return ends(id).has(NEVER) ? `"${id}" may not have run` : `"${id}" may have ended without it`
  return `not every outcome of "${id}" has it`
}
