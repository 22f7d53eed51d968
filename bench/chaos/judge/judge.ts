import type { House } from '../house.ts'
import type { Opened } from '../opening.ts'
import { outOfBalance } from './balance.ts'
import { readBooks, type Books } from './books.ts'
import { allCases, lostAmong, tooMany, type CaseRow } from './cases.ts'
import { climbsNotOnce } from './climbs.ts'
import { doneTwice } from './effects.ts'
import { readStories } from './stories.ts'

/** What is wrong, in words; all empty when nothing is. */
export interface Verdict {
  readonly lost: readonly string[]
  readonly doubleEffects: readonly string[]
  readonly unbalanced: readonly string[]
  readonly escalationsNotOnce: readonly string[]
  readonly cases: readonly CaseRow[]
  readonly books: Books
  /** How many levels of escalation told somebody. */
  readonly climbs: number
}

/** Holds what came of the cases against the books of everybody outside. */
export async function judge(house: House, opened: readonly Opened[]): Promise<Verdict> {
  const cases = await allCases(house)
  const stories = await readStories(house, cases)
  const books = await readBooks(house)
  return {
    lost: [...lostAmong(opened, cases), ...books.untaken],
    doubleEffects: [...tooMany(opened, cases), ...doneTwice(books)],
    unbalanced: outOfBalance(books, cases, opened, stories.waived),
    escalationsNotOnce: climbsNotOnce(stories, books.mails),
    cases, books, climbs: stories.climbs.length,
  }
}
