import { evaluate } from '../expression.ts'
import type { Json, JsonObject } from '../json.ts'
import type { EachStep } from '../plan.ts'
import type { Inside, StepInstance, StepResult } from '../state.ts'
import { stepIn, type Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'
import { lastOutcome, startParts } from './parts.ts'
import { fail, leave } from './steps.ts'

/** Runs the steps for every element of the list as it is now; what becomes of the list later changes nothing. */
export function openEach(draft: Draft, instance: StepInstance, step: EachStep): void {
  const elements = evaluate(step.of, scopeIn(draft, instance))
  if (!isList(elements)) return fail(draft, instance, 'no-list', `what "${step.id}" is to run over is no list`)
  if (elements.length > step.most) return fail(draft, instance, 'list-too-long', `"${step.id}" has ${elements.length} elements to run over and may have ${step.most}`)
  if (elements.length === 0) return leave(draft, instance, 'done', { outputs: { results: [] } })
  startParts(draft, { ...instance, inside: { parts: elements.map((_, index) => ({ part: String(index), state: 'waiting' })), elements } })
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

/** What the rest of the SOP reads of a container as it stands: of a list one map an element, in its order. */
export function outputsOf(draft: Draft, container: StepInstance): JsonObject {
  const step = stepIn(draft, container)
  const { inside } = container
  if (step.kind !== 'each' || !inside?.elements) return {}
  const { elements } = inside
  return { results: inside.parts.map((part, index) => ({ [step.name]: elements[index] ?? null, ...resultsIn(draft, `${container.step}[${index}]/`, part), outcome: outcomeOf(part) })) }
}

const outcomeOf = (part: Inside['parts'][number]): string => (part.state === 'done' ? lastOutcome(part) : part.state === 'failed' ? 'failed' : 'cancelled')

/** The steps of one element by their ids; those of a list or a call in it stand in that step's own result. */
function resultsIn(draft: Draft, prefix: string, { state }: Inside['parts'][number]): JsonObject {
  if (state === 'waiting') return {}
  const inner = Object.entries(draft.state.results).filter(([path]) => path.startsWith(prefix) && !path.includes('/', prefix.length))
  return Object.fromEntries(inner.map(([path, result]) => [path.slice(prefix.length), asMap(result)]))
}

const asMap = ({ outcome, visits, by, at, outputs, form }: StepResult): JsonObject =>
  ({ ...outputs, outcome, visits, by: by ?? null, at, ...(form ? { form } : {}) })
