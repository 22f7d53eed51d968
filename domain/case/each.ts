import { evaluate } from '../expression.ts'
import type { Json } from '../json.ts'
import type { EachStep } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import type { Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'
import { fail, leave } from './leave.ts'
import { startParts } from './parts.ts'

/** Runs the steps for every element of the list as it is now; what becomes of the list later changes nothing. */
export function openEach(draft: Draft, instance: StepInstance, step: EachStep): void {
  const elements = evaluate(step.of, scopeIn(draft, instance))
  if (!isList(elements)) return fail(draft, instance, 'no-list', `what "${step.id}" is to run over is no list`)
  if (elements.length > step.most) return fail(draft, instance, 'list-too-long', `"${step.id}" has ${elements.length} elements to run over and may have ${step.most}`)
  if (elements.length === 0) return leave(draft, instance, 'done', { outputs: { results: [] } })
  startParts(draft, { ...instance, inside: { parts: elements.map((_, index) => ({ part: String(index), state: 'waiting' })), elements } })
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
