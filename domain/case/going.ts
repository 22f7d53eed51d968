import type { CaseState, StepInstance } from '../state.ts'
import { instanceOf } from './draft.ts'
import { frameOf } from './place.ts'

/** The step around a frame that needs it no more and waits for what has left our systems. One inside another is dropped with it. */
export function closingAround(state: CaseState, frameId: string): StepInstance | undefined {
  for (let frame = frameOf(state, frameId); frame.kind !== 'root'; frame = frameOf(state, frame.parent)) {
    const opener = instanceOf(state, frame.opener)
    if (opener?.inside?.closing) return opener
  }
  return undefined
}

/** Whether what runs in a frame is on its way out: it takes no routes any more, and is taken back once it has settled. */
export const isGoing = (state: CaseState, frameId: string): boolean => state.leaving !== undefined || closingAround(state, frameId) !== undefined
