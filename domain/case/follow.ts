import type { Route } from '../plan.ts'
import type { Draft } from './draft.ts'
import { frameOf } from './place.ts'

/** Goes to a step of the frame's SOP, before whatever else is ahead. */
export function enter(draft: Draft, id: string, frame: string): void {
  draft.next.push({ do: 'enter', id, frame })
}

/** As `enter`, after all that is ahead: what begins side by side begins in order. */
export function enterLater(draft: Draft, id: string, frame: string): void {
  draft.later.push({ do: 'enter', id, frame })
}

/** Goes where a route leads, from a step of the frame that ended with an outcome. */
export function follow(draft: Draft, route: Route, frame: string, outcome = ''): void {
  if ('to' in route) return enter(draft, route.to, frame)
  if ('finish' in route) return void draft.next.push({ do: 'finish', frame, outcome: route.finish })
  const part = frameOf(draft.state, frame)
  if (part.kind === 'branch' || part.kind === 'element') draft.next.push({ do: 'end-part', part, state: 'done', outcome })
}

/** Somebody gave up what runs in a frame: a part of a `parallel` or `each` has failed, a SOP is abandoned. */
export function abandon(draft: Draft, frameId: string): void {
  const frame = frameOf(draft.state, frameId)
  if (frame.kind === 'branch' || frame.kind === 'element') draft.next.push({ do: 'end-part', part: frame, state: 'failed', outcome: 'abandoned' })
  else draft.next.push({ do: 'finish', frame: frameId, outcome: 'abandoned' })
}

/** Goes on with leaving the case, or with closing what a frame stands in. */
export function pursue(draft: Draft, frame: string): void {
  draft.next.push({ do: 'pursue', frame })
}
