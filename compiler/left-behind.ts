import type { FieldType } from '../domain/plan.ts'
import { returned } from './answers.ts'
import type { Context } from './context.ts'
import type { Scope } from './expression/scope.ts'
import { asField, typeOf } from './expression/type-of.ts'
import { present } from './expression/types.ts'
import { callOutputs, eachOutputs } from './inside.ts'
import { remember } from './late.ts'
import type { Placed } from './placed.ts'
import { taskOutputs, waitOutputs } from './proof.ts'
import type { ActionDocument } from './schema/step.ts'
import type { Outputs } from './scopes.ts'
import { outputsOf } from './table/outputs.ts'

/** What steps leave behind, and what the elements of lists are. */
export interface LeftBehind {
  outputs(id: string): Outputs
  /** The element of a list around a step, as its list has them. */
  element(list: string): FieldType
}

const NO_OUTPUTS: Outputs = { types: {}, given: () => false }

/** Works the types of steps out when they are first read; `before` is the scope in which a step begins. */
export function leftBehind(context: Context, before: (placed: Placed) => Scope): LeftBehind {
  const find = (id: string): Placed | undefined => context.steps.find((each) => each.step.id === id)
  const outputs = remember((id: string): Outputs => outputsOfStep(id), NO_OUTPUTS)
  const element = remember((list: string): FieldType => {
    const placed = find(list)
    const type = placed && 'each' in placed.step ? present(typeOf(placed.step.each.of, before(placed))) : 'any'
    return typeof type === 'object' && 'list' in type ? type.list : 'any'
  })

  function outputsOfStep(id: string): Outputs {
    const placed = find(id)
    const step = placed?.step
    if (!step || 'message' in step || 'parallel' in step) return NO_OUTPUTS
    if ('each' in step) return eachOutputs(step, context, element(id), outputs)
    if ('call' in step) return callOutputs(step, context.calls)
    if ('task' in step) return taskOutputs(step)
    if ('wait' in step) return waitOutputs(step, context)
    if ('action' in step) return actionOutputs(context, step)
    return outputsOf(step, (expression) => asField(typeOf(expression, before(placed))))
  }

  return { outputs, element }
}

function actionOutputs(context: Context, step: ActionDocument): Outputs {
  const type = returned(context, step.action, step.returns)
  const types = typeof type === 'object' && 'map' in type ? type.map : {}
  return { types, given: (_, end) => end === 'ok' }
}
