import { createHash } from 'node:crypto'

/** A number in [0, 1) that is the same for the same words, so that a decision does not hang on what else happened before it. */
export const chance = (...words: readonly (string | number)[]): number =>
  createHash('sha256').update(words.join('\u0000')).digest().readUInt32BE(0) / 4_294_967_296

/** One of them, by the same words always the same. Throws for an empty list. */
export function oneOf<T>(all: readonly T[], ...words: readonly (string | number)[]): T {
  const one = all[Math.floor(chance(...words) * all.length)]
  if (one === undefined) throw new RangeError('there is nothing to choose from')
  return one
}
