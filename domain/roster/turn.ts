import type { Rotation } from '../organisation.ts'
import type { Handoffs } from './handoffs.ts'

/** Whose turn it is in a rotation, from one hand-off to the next. */
export interface Turn {
  /** Hand-offs since the anchor, negative before it. */
  readonly index: number
  readonly people: readonly string[]
  /** Epoch milliseconds, half-open; infinite where the rotation has no further hand-off. */
  readonly from: number
  readonly to: number
}

/** The turn at an instant: a pure function of the hand-offs since the anchor, with nothing stored. */
export function turnAt(rotation: Rotation, handoffs: Handoffs, at: number): Turn {
  let index = handoffs.near(at)
  while (handoffs.instant(index + 1) <= at) index++
  while (handoffs.instant(index) > at) index--
  const count = rotation.turns.length
  const people = rotation.turns[((index % count) + count) % count] ?? []
  return { index, people, from: handoffs.instant(index), to: handoffs.instant(index + 1) }
}
