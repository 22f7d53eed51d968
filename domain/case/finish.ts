import { endCall } from './call.ts'
import { closeCase } from './close.ts'
import type { Draft } from './draft.ts'
import { settleOwed } from './owed.ts'
import { placeOf } from './place.ts'

/** Ends the SOP that runs in a frame with one of its outcomes: the case itself, or a call. What `together` owes is done first. */
export function finishSop(draft: Draft, frameId: string, outcome: string): void {
  const { home } = placeOf(draft.plan, draft.state, frameId)
  if (settleOwed(draft, home, outcome)) return
  if (home.kind === 'root') closeCase(draft, outcome)
  else endCall(draft, home, outcome)
}
