import { chanceOf } from './chance.mjs'
import { goodsOf } from './goods.mjs'
import { moneyOf } from './money.mjs'
import { parcelsOf, reversedOf } from './parcels.mjs'
import { addressesOf, damagesOf, returnsOf } from './returns.mjs'

/**
 * A day at the shop: the same for the same seed and date.
 * @param {number} seed a whole number; another one gives other customers, goods, prices and another order
 * @param {string} day the date of the shop
 * @returns {{ first: import('./story.mjs').Story, rest: import('./story.mjs').Story[] }} `first` is over before the rest begins
 */
export function dayOf(seed, day) {
  const chance = chanceOf(seed)
  const run = String(seed).padStart(3, '0')
  const stories = [...returnsOf(chance), ...damagesOf(chance), ...addressesOf(chance), ...parcelsOf(chance, day), ...goodsOf(chance, day, run), ...moneyOf(chance)]
  return { first: reversedOf(chance), rest: chance.shuffled(stories) }
}

/** The word for where a story leaves its case. @param {import('./story.mjs').Ends} ends @returns {'closed' | 'open' | 'waits' | 'escalated'} */
export const endOf = (ends) => ('closed' in ends ? 'closed' : 'open' in ends ? 'open' : 'waits' in ends ? 'waits' : 'escalated')
