import type { ParallelStep } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import type { Draft } from './draft.ts'
import { startParts } from './parts.ts'

/** Begins all branches, in the order of the file. */
export function openParallel(draft: Draft, instance: StepInstance, step: ParallelStep): void {
  startParts(draft, { ...instance, inside: { parts: step.branches.map(({ name }) => ({ part: name, state: 'waiting' })) } })
}
