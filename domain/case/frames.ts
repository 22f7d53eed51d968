import type { Frame } from '../state.ts'
import type { Draft } from './draft.ts'
import { frameOf, placeOf, type Home } from './place.ts'

/** Adds a frame; steps may then be entered in it. */
export function openFrame(draft: Draft, frame: Frame): void {
  draft.state.frames = [...draft.state.frames, frame]
}

/** All frames inside some, those included. */
export function framesWithin({ frames }: Draft['state'], ids: Iterable<string>): ReadonlySet<string> {
  const within = new Set(ids)
  // A frame is always added after the one around it.
  for (const frame of frames) if (frame.kind !== 'root' && within.has(frame.parent)) within.add(frame.id)
  return within
}

/**
 * Removes frames and all inside them. What can be taken back, and what is owed, stays with the frame around; a called SOP's facts and
 * `let` go with it.
 */
export function dropFrames(draft: Draft, ids: Iterable<string>): void {
  const gone = framesWithin(draft.state, ids)
  if (gone.size === 0) return
  const outside = (id: string): string => {
    const frame = frameOf(draft.state, id)
    return frame.kind !== 'root' && gone.has(id) ? outside(frame.parent) : id
  }
  draft.state.undo = draft.state.undo.map((undo) => (gone.has(undo.frame) ? { ...undo, frame: outside(undo.frame) } : undo))
  draft.state.paired = draft.state.paired.map((owed) => (gone.has(owed.frame) ? { ...owed, frame: placeOf(draft.plan, draft.state, outside(owed.frame)).home.id } : owed))
  if (draft.state.spare) draft.state.spare = draft.state.spare.filter(({ frame }) => !gone.has(frame))
  const prefixes = draft.state.frames.filter(({ id, kind }) => kind === 'call' && gone.has(id)).map(({ prefix }) => prefix)
  draft.state.frames = draft.state.frames.filter(({ id }) => !gone.has(id))
  if (prefixes.length === 0) return
  const stays = ([name]: readonly [string, unknown]): boolean => !prefixes.some((prefix) => name.startsWith(prefix))
  draft.state.facts = Object.fromEntries(Object.entries(draft.state.facts).filter(stays))
  draft.state.lets = Object.fromEntries(Object.entries(draft.state.lets).filter(stays))
}

/**
 * Lets steps begin as if for the first time, as what holds them is begun again: nothing is known of an earlier run and `at_most`
 * counts from here. Visit numbers go on, so that no business key comes twice.
 */
export function startAfresh(draft: Draft, concerns: (path: string) => boolean): void {
  const before = Object.entries(draft.state.visits).filter(([path]) => concerns(path))
  if (before.length === 0) return
  draft.state.forgiven = { ...draft.state.forgiven, ...Object.fromEntries(before) }
  draft.state.results = Object.fromEntries(Object.entries(draft.state.results).filter(([path]) => !concerns(path)))
  forgetLets(draft, concerns)
}

/** A \`let\` that has read what is not known any more is worked out anew. */
function forgetLets(draft: Draft, concerns: (path: string) => boolean): void {
  const stale = new Set(draft.state.frames.filter(({ kind }) => kind === 'root' || kind === 'call').flatMap(({ id, prefix }) =>
    Object.entries(placeOf(draft.plan, draft.state, id).plan.lets).flatMap(([name, { steps }]) => (steps.some((step) => concerns(prefix + step)) ? [prefix + name] : []))))
  draft.state.lets = Object.fromEntries(Object.entries(draft.state.lets).filter(([name]) => !stale.has(name)))
}

/** Notes with which outcome a SOP will end once what it owes is done. */
export function endWith(draft: Draft, home: Home, outcome: string): void {
  draft.state.frames = draft.state.frames.map((frame) => (frame.id === home.id ? { ...home, ending: outcome } : frame))
}
