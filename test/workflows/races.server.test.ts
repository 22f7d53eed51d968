import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { numbersFrom } from '../../bench/numbers.ts'
import { draw, organisation } from '../../bench/races/contest.ts'
import { raceOnEngine } from '../../bench/races/on-engine.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'

const RACES = 15
const AT_ONCE = 5

describe('people who act on a step at the same instant, on the real engine', { timeout: 90_000 }, () => {
  let lab: CaseLab
  beforeAll(async () => {
    lab = await openCaseLab({ organisation, world: scriptedWorld({}) })
  })
  afterAll(() => lab[Symbol.asyncDispose]())

  it('have one winner of each thing, and every loser is told why and how the case stands', async () => {
    const numbers = numbersFrom(7)
    const waiting = Array.from({ length: RACES }, (_, race) => draw(numbers, `race-${race}`)).entries()
    const faults: string[] = []
    let lost = 0
    const runner = async (): Promise<void> => {
      for (const [race, contest] of waiting) {
        const raced = await raceOnEngine(lab, contest, `race-${race}-${randomUUID()}`)
        faults.push(...raced.faults.map((fault) => `${fault}: ${JSON.stringify({ contest, outcome: raced.outcome })}`))
        lost += raced.outcome.losers.length
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, runner))

    expect(faults).toEqual([])
    expect(lost).toBeGreaterThanOrEqual(RACES)
  })
})
