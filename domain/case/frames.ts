import { closeCase } from './close.ts'
import type { Draft } from './draft.ts'

/** Ends the SOP that runs in a frame with one of its outcomes: the case itself, or a call. */
export function finishSop(draft: Draft, frame: string, outcome: string): void {
  if (frame === 'root') closeCase(draft, outcome)
}
