import type { Path } from './places.ts'
import type { SopDocument } from './schema/sop.ts'
import type { StepDocument } from './schema/step.ts'

/** One step of a SOP with where it stands: every rule and every pass of the compiler goes over these. */
export interface Placed<Step extends StepDocument = StepDocument> {
  readonly step: Step
  /** Where it stands in the file. */
  readonly path: Path
  /** Its place in the flat list, which is its place in `plan.steps`. */
  readonly index: number
}

/** All steps of a SOP in file order. */
export const placedSteps = (sop: SopDocument): readonly Placed[] => sop.steps.map((step, index) => ({ step, path: ['steps', index], index }))

/** The placed step of a kind, told by the key that only this kind has. */
export function isKind<Key extends string>(placed: Placed, key: Key): placed is Placed<Extract<StepDocument, Readonly<Record<Key, unknown>>>> {
  return key in placed.step
}
