import type { StepInstance } from '../state.ts'
import { dropWhatHasNotLeft, pursueLeaving, takeBack } from './close.ts'
import { noteStep, put, type Draft } from './draft.ts'
import { dropFrames, framesWithin } from './frames.ts'
import { closingAround } from './going.ts'
import { failureOf, outputsOf } from './inside.ts'
import { attempt, fail, leave } from './leave.ts'

/** Goes on with leaving the case, or with cancelling the part that a frame belongs to. */
export function pursueGoing(draft: Draft, frameId: string): void {
  if (draft.state.leaving) return pursueLeaving(draft)
  const container = closingAround(draft.state, frameId)
  if (container) pursueLosers(draft, container)
}

/**
 * Goes on with cancelling what still runs in a container: what has not left our systems is dropped, what has is waited for; then what was
 * done in it is taken back, newest first, each once. Only then does the step end, with nothing of it open.
 */
export function pursueLosers(draft: Draft, container: StepInstance): void {
  const within = framesIn(draft, container)
  const concerns = ({ frame }: { readonly frame: string }): boolean => within.has(frame)
  dropWhatHasNotLeft(draft, concerns)
  if (draft.state.open.some(concerns)) return
  const last = draft.state.undo.findLast(concerns)
  if (last) return takeBack(draft, last)
  dropFrames(draft, within)
  settled(draft, container)
}

const framesIn = (draft: Draft, { id }: StepInstance): ReadonlySet<string> =>
  framesWithin(draft.state, draft.state.frames.filter((frame) => frame.kind !== 'root' && frame.opener === id).map((frame) => frame.id))

function settled(draft: Draft, container: StepInstance): void {
  const { closing, parts = [], ...inside } = container.inside ?? {}
  for (const { part, state } of parts) if (state === 'open') noteStep(draft, 'part_cancelled', container, 'engine', { part, because: closing ?? '' })
  const ended = put(draft, {
    ...container, inside: { ...inside, parts: parts.map((part) => (part.state === 'open' ? { ...part, state: 'cancelled' } : part)) },
  })
  if (closing === 'failed') return fail(draft, ended, 'parts-failed', failureOf(ended))
  attempt(draft, ended, () => leave(draft, ended, closing ?? 'done', { outputs: outputsOf(draft, ended) }))
}
