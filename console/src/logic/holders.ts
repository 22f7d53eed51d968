import type { StoryLine } from '../wire.ts'
import { peopleIn } from './people.ts'

/** A stretch of a case's life in one pair of hands. `who` is a person's id, or null while Evenkeel itself was at work. */
export interface Holding {
  readonly who: string | null
  readonly from: number
  readonly to: number
}

/**
 * Who held the case, stretch by stretch without a gap, from its story in order. With several steps open at once the one
 * who was given a step last counts. `until` is when the case closed, or the present.
 */
export function holdings(story: readonly StoryLine[], until: number): readonly Holding[] {
  const held = new Map<string, string>()
  const out: Holding[] = []
  let from: number | null = null
  let who: string | null = null
  for (const line of story) {
    const at = Date.parse(line.at)
    from ??= at
    hand(held, line)
    const now = [...held.values()].at(-1) ?? null
    if (now === who) continue
    push(out, { who, from, to: at })
    ;[who, from] = [now, at]
  }
  if (from !== null) push(out, { who, from, to: until })
  return out
}

/** Work of less than a second is not worth a stretch; the neighbour takes it. */
function push(out: Holding[], holding: Holding): void {
  const last = out.at(-1)
  if (holding.to <= holding.from) return
  if (last && last.who === holding.who) out[out.length - 1] = { ...last, to: holding.to }
  else out.push(holding)
}

function hand(held: Map<string, string>, line: StoryLine): void {
  if (line.type === 'case_closed') held.clear()
  if (line.step === null) return
  const given = line.type === 'assigned' ? peopleIn(line.detail['to'])[0] : line.type === 'acknowledged' ? actorId(line.actor) : undefined
  if (given !== undefined) {
    held.delete(line.step)
    held.set(line.step, given)
  } else if (['completed', 'exception_settled', 'step_finished', 'cannot_do'].includes(line.type)) held.delete(line.step)
}

const actorId = (actor: string): string => actor.slice(actor.indexOf(':') + 1)
