import type { CaseState, StepInstance } from '../state.ts'
import { dropWhatHasNotLeft, pursueLeaving, takeBack } from './close.ts'
import { instanceOf, noteStep, put, type Draft } from './draft.ts'
import { outputsOf } from './each.ts'
import { dropFrames, framesWithin } from './frames.ts'
import { failureOf } from './parts.ts'
import { frameOf } from './place.ts'
import { fail, leave } from './steps.ts'

/** The step around a frame that needs it no more and waits for what has left our systems. One inside another is dropped with it. */
function closingAround(state: CaseState, frameId: string): StepInstance | undefined {
  for (let frame = frameOf(state, frameId); frame.kind !== 'root'; frame = frameOf(state, frame.parent)) {
    const opener = instanceOf(state, frame.opener)
    if (opener?.inside?.closing) return opener
  }
  return undefined
}

/** Whether what runs in a frame is on its way out: it takes no routes any more, and is taken back once it has settled. */
export const isGoing = (state: CaseState, frameId: string): boolean => state.leaving !== undefined || closingAround(state, frameId) !== undefined

/** Goes on with leaving the case, or with cancelling the part that a frame belongs to. */
export function pursue(draft: Draft, frameId: string): void {
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
  leave(draft, ended, closing ?? 'done', { outputs: outputsOf(draft, ended) })
}
