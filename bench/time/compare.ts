import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { oracleOf } from './oracle.ts'
import { answer } from './product.ts'
import { questionsOf, type Question } from './questions.ts'
import { worlds, type World } from './worlds.ts'

/** What came of asking both. */
export interface Comparison {
  readonly asked: number
  /** Questions whose answer lies farther ahead than the slow one looks. */
  readonly skipped: number
  /** How many of each kind were asked. */
  readonly kinds: Readonly<Record<string, number>>
  readonly differences: readonly string[]
}

/** The same worlds for the same seed. */
export const worldsOf = (seed: number, count: number): readonly World[] => fc.sample(worlds, { numRuns: count, seed })

/** Asks the product and the slow second opinion all questions of a world. */
export function compare(world: World, seed: number): Comparison {
  const oracle = oracleOf(world)
  const kinds: Record<string, number> = {}
  const differences: string[] = []
  let skipped = 0
  for (const question of questionsOf(world, seed)) {
    const expected = oracle(question)
    if (expected === undefined) {
      skipped += 1
      continue
    }
    kinds[question.ask] = (kinds[question.ask] ?? 0) + 1
    const told = answer(world, question)
    if (!isDeepStrictEqual(told, expected)) differences.push(difference(world, question, told, expected))
  }
  return { asked: Object.values(kinds).reduce((sum, each) => sum + each, 0), skipped, kinds, differences }
}

function difference({ stretch, calendar, roster, organisation }: World, question: Question, told: unknown, expected: unknown): string {
  const about = ['on', 'shift-end', 'schedule'].includes(question.ask) ? { roster, absences: organisation.absences, calendars: organisation.calendars } : { calendar }
  return `${stretch.zone} ${new Date(stretch.from).toISOString()}: ${JSON.stringify(question)} is ${JSON.stringify(told)}, and looked at each minute ${JSON.stringify(expected)}; ${JSON.stringify(about)}`
}

/** One number for all that the product answers, so that two machines can be compared. */
export function answersOf(seed: number, count: number): string {
  const hash = createHash('sha256')
  for (const [index, world] of worldsOf(seed, count).entries()) {
    hash.update(JSON.stringify(world.organisation.zones))
    for (const question of questionsOf(world, seed + index)) hash.update(JSON.stringify(answer(world, question)))
  }
  return hash.digest('hex')
}
