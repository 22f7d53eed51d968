/**
 * @typedef {object} Chance the same for the same seed
 * @property {(from: number, to: number) => number} whole both ends included
 * @property {<T>(list: readonly T[]) => T} one
 * @property {<T>(list: readonly T[]) => T[]} shuffled
 */

/** @param {number} seed a whole number @returns {Chance} */
export function chanceOf(seed) {
  let state = (seed * 2_654_435_761 + 1) >>> 0
  // Mulberry32: small, and even enough for names and prices.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (/** @type {number} */ from, /** @type {number} */ to) => from + Math.floor(next() * (to - from + 1))
  return {
    whole,
    one: (list) => {
      const found = list[whole(0, list.length - 1)]
      if (found === undefined) throw new RangeError('an empty list has nothing to choose from')
      return found
    },
    shuffled: (list) => {
      const left = [...list]
      return list.map(() => left.splice(whole(0, left.length - 1), 1)[0] ?? /** @type {never} */ (undefined))
    },
  }
}
