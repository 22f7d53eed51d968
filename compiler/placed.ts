import type { Path } from './places.ts'
import type { SopDocument } from './schema/sop.ts'
import type { StepDocument, UnnamedStep } from './schema/step.ts'

/** One step of a SOP with where it stands: every rule and every pass of the compiler goes over these. */
export interface Placed<Step extends StepDocument = StepDocument> {
  readonly step: Step
  /** Where it stands in the file. */
  readonly path: Path
  /** Its place in the flat list, which is its place in `plan.steps`. */
  readonly index: number
  /** The `parallel` or `each` that it stands in, from the innermost out; empty at the top level. */
  readonly holders: readonly Holder[]
  /** The step of the same list on the next line. */
  readonly following: string | undefined
}

/** What a step stands in: a branch of a `parallel`, or an `each`. */
export interface Holder {
  readonly step: string
  readonly branch?: string
  /** What the elements of an `each` are called. */
  readonly name?: string
}

/** One list of steps inside a step. */
export interface Inside {
  readonly branch?: string
  readonly name?: string
  readonly steps: readonly UnnamedStep[]
  readonly path: Path
}

/** All steps of a SOP in file order, those inside a step after it. Unnamed ones get their ids: `books.goods.1`. */
export function placedSteps(sop: SopDocument): readonly Placed[] {
  const all: Placed[] = []
  const place = (steps: readonly UnnamedStep[], path: Path, holders: readonly Holder[], prefix: string): void => {
    const ids = steps.map((step, at) => step.id ?? `${prefix}${at + 1}`)
    for (const [at, id] of ids.entries()) {
      const step = { ...steps[at], id } as StepDocument
      const here = [...path, at]
      all.push({ step, path: here, index: all.length, holders, following: ids[at + 1] })
      for (const { branch, name, ...list } of insideOf(step, here)) {
        const holder = { step: id, ...(branch === undefined ? {} : { branch }), ...(name === undefined ? {} : { name }) }
        place(list.steps, list.path, [holder, ...holders], branch === undefined ? `${id}.` : `${id}.${branch}.`)
      }
    }
  }
  place(sop.steps, ['steps'], [], '')
  return all
}

/** The lists of steps that a step holds. `path` is where the step stands. */
export function insideOf(step: StepDocument, path: Path): readonly Inside[] {
  if ('parallel' in step)
    return Object.entries(step.parallel).map(([branch, steps]) => ({ branch, steps, path: [...path, 'parallel', branch] }))
  return 'each' in step ? [{ name: step.each.name, steps: step.steps, path: [...path, 'steps'] }] : []
}

/** Whether two steps stand in the same list, so that one can lead to the other. */
export const areSiblings = (one: Placed, other: Placed): boolean => listOf(one) === listOf(other)

/** The list that a step stands in, as a text to tell it from others. */
export const listOf = ({ holders: [holder] }: Placed): string => (holder ? keyOf(holder) : '')

/** A list inside a step, as the same text. */
export const keyOf = ({ step, branch }: Pick<Holder, 'step' | 'branch'>): string => `${step}.${branch ?? ''}`

/** The placed step of a kind, told by the key that only this kind has. */
export function isKind<Key extends string>(placed: Placed, key: Key): placed is Placed<OfKind<Key>> {
  return key in placed.step
}

type OfKind<Key extends string> = Extract<StepDocument, Readonly<Record<Key, unknown>>>
