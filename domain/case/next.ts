import type { Frame } from '../state.ts'

/** A branch of a `parallel` or an element of an `each`. */
export type PartFrame = Extract<Frame, { kind: 'branch' | 'element' }>

/**
 * What a case goes on with in the same turn. Whoever ends a step or a part only says what comes next (`draft.next`) and never calls it, so
 * that what may lead to each other without end needs neither modules that import each other nor a call stack as deep as the case is long.
 */
export type Next =
  /** Goes to a step of the frame's SOP; one whose frame has gone meanwhile, or is on its way out, is left. */
  | { readonly do: 'enter'; readonly id: string; readonly frame: string }
  /** Ends the SOP that runs in a frame, once what `together` owes is done. */
  | { readonly do: 'finish'; readonly frame: string; readonly outcome: string }
  /** Ends a branch or an element. */
  | { readonly do: 'end-part'; readonly part: PartFrame; readonly state: 'done' | 'failed'; readonly outcome: string }
  /** Ends a `parallel` or `each` whose `closing` says how, once what still runs in it has settled. */
  | { readonly do: 'close'; readonly container: string }
  /** Goes on with leaving the case, or with closing what a frame stands in. */
  | { readonly do: 'pursue'; readonly frame: string }
