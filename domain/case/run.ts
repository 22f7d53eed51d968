import { instanceOf, type Draft } from './draft.ts'
import { finishSop } from './finish.ts'
import { isGoing } from './going.ts'
import { pursueGoing, pursueLosers } from './losers.ts'
import type { Next } from './next.ts'
import { endPart } from './parts.ts'
import { enterStep } from './steps.ts'

/**
 * Takes the case on until it comes to rest: all that follows from one thing before the next that begins beside it. Called by what
 * happens to a case, never by what follows from it.
 */
export function run(draft: Draft): void {
  for (let next = ahead(draft); next; next = ahead(draft)) carryOn(draft, next)
}

const ahead = ({ next, later }: Draft): Next | undefined => next.pop() ?? later.shift()

function carryOn(draft: Draft, next: Next): void {
  switch (next.do) {
    case 'enter':
      if (isThere(draft, next.frame)) enterStep(draft, next.id, next.frame)
      return
    case 'finish': return finishSop(draft, next.frame, next.outcome)
    case 'end-part': return endPart(draft, next.part, next.state, next.outcome)
    case 'pursue': return pursueGoing(draft, next.frame)
    case 'close': {
      const container = instanceOf(draft.state, next.container)
      if (container) pursueLosers(draft, container)
    }
  }
}

/** A frame may have gone meanwhile, or be on its way out. */
const isThere = ({ state }: Draft, frame: string): boolean => state.frames.some(({ id }) => id === frame) && !isGoing(state, frame)
