import { own, type JsonObject } from '../json.ts'
import type { Inside, StepInstance, StepResult } from '../state.ts'
import { instanceOf, put, stepIn, type Draft } from './draft.ts'
import { frameOf } from './place.ts'

/** A branch or an element as its container keeps it. */
export type Part = Inside['parts'][number]

/** Puts a container with some of its parts changed. */
export const withParts = (draft: Draft, container: StepInstance, change: (part: Part) => Part): StepInstance =>
  put(draft, { ...container, inside: { ...container.inside, parts: (container.inside?.parts ?? []).map(change) } })

/** Ends a container, however far its parts have come; what still runs in it is cancelled first. */
export function close(draft: Draft, container: StepInstance, closing: NonNullable<Inside['closing']>): void {
  put(draft, { ...container, inside: { parts: [], ...container.inside, closing } })
  draft.next.push({ do: 'close', container: container.id })
}

/** Remembers how the step that ended last in a list element did. */
export function keepLast(draft: Draft, instance: StepInstance, outcome: string): void {
  const frame = frameOf(draft.state, instance.frame)
  const container = frame.kind === 'element' ? instanceOf(draft.state, frame.opener) : undefined
  if (frame.kind !== 'element' || !container) return
  withParts(draft, container, (part) => (part.part === String(frame.index) ? { ...part, result: { outcome } } : part))
}

/** What a container that did not work says to the person who gets it. */
export function failureOf(container: StepInstance): string {
  const parts = container.inside?.parts ?? []
  const failed = parts.filter(({ state }) => state === 'failed').map(({ part }) => part)
  return `${failed.length} of ${parts.length} parts did not work: ${failed.join(', ')}`
}

/** What the rest of the SOP reads of a container as it stands: of a list one map an element, in its order. */
export function outputsOf(draft: Draft, container: StepInstance): JsonObject {
  const step = stepIn(draft, container)
  const { inside } = container
  if (step.kind !== 'each' || !inside?.elements) return {}
  const { elements } = inside
  return { results: inside.parts.map((part, index) => ({ [step.name]: elements[index] ?? null, ...resultsIn(draft, `${container.step}[${index}]/`, part), outcome: outcomeOf(part) })) }
}

const outcomeOf = (part: Part): string => (part.state === 'done' ? lastOutcome(part) : part.state === 'failed' ? 'failed' : 'cancelled')

/** The latest outcome of a part that ended. */
const lastOutcome = ({ result }: Part): string => String(own(result ?? {}, 'outcome') ?? 'skipped')

/** The steps of one element by their ids; those of a list or a call in it stand in that step's own result. */
function resultsIn(draft: Draft, prefix: string, { state }: Part): JsonObject {
  if (state === 'waiting') return {}
  const inner = Object.entries(draft.state.results).filter(([path]) => path.startsWith(prefix) && !path.includes('/', prefix.length))
  return Object.fromEntries(inner.map(([path, result]) => [path.slice(prefix.length), asMap(result)]))
}

const asMap = ({ outcome, visits, by, at, outputs, form }: StepResult): JsonObject =>
  ({ ...outputs, outcome, visits, by: by ?? null, at, ...(form ? { form } : {}) })
