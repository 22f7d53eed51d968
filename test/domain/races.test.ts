import { describe, expect, it } from 'vitest'
import { numbersFrom } from '../../bench/numbers.ts'
import { draw, WORDS, type Contest, type Rival, type Word } from '../../bench/races/contest.ts'
import { raceInAdvance } from '../../bench/races/in-advance.ts'
import { faultsInAnyOrder, faultsOf, rule, type Outcome } from '../../bench/races/referee.ts'

const RACES = 500

const rival = (word: Word, commandId: string = word): Rival => ({ word, by: 'ana', commandId, to: 'bo' })
const contest = (change: Partial<Contest> = {}): Contest => ({ takesOver: false, goesOn: true, due: false, claimed: false, rivals: [], ...change })

describe('people who saw the same of a step and act on it at the same instant', { timeout: 60_000 }, () => {
  it('have one winner of each thing, and every loser is told why and changes nothing', () => {
    const numbers = numbersFrom(20)
    const wrong: unknown[] = []
    const [won, told] = [new Set<string>(), new Set<string>()]
    for (let race = 0; race < RACES; race++) {
      const drawn = draw(numbers, `race-${race}`)
      const { outcome, faults } = raceInAdvance(drawn, numbers)
      if (faults.length > 0) wrong.push({ drawn, faults })
      for (const { word } of outcome.winners) won.add(word)
      for (const { code } of outcome.losers) told.add(code)
    }

    expect(wrong.slice(0, 3)).toEqual([])
    expect(won).toEqual(new Set(WORDS))
    expect(told).toEqual(new Set(['already-finished', 'case-closed', 'stale-step', 'already-paused']))
  })
})

describe('the referee of races', () => {
  const [first, second] = [rival('complete', '1'), rival('complete', '2')]
  const outcome = (change: Partial<Outcome>): Outcome => ({ winners: [], losers: [], record: [], ...change })
  const lost = (one: Rival, code: string, hasState = true) => ({ rival: one, code, message: 'because', hasState })

  it('lets a step be finished once, and whoever hands it on makes what others saw stale', () => {
    const [pause, handoff] = [rival('pause'), rival('handoff')]

    expect([...rule(contest(), [first, second], true).values()]).toEqual([undefined, 'finished'])
    expect([...rule(contest(), [pause, handoff, first], true).values()]).toEqual([undefined, undefined, 'stale-step'])
  })

  it('lets a level that is due come before a pause, and after whoever finishes', () => {
    const [escalate, pause] = [rival('escalate'), rival('pause')]

    expect([...rule(contest({ due: true }), [pause, escalate], true).values()]).toEqual([undefined, 'stale-step'])
    expect([...rule(contest({ due: true, takesOver: true }), ['timer', first], true).values()]).toEqual(['stale-step'])
    expect([...rule(contest({ due: true, takesOver: true }), [first, 'timer'], true).values()]).toEqual([undefined])
  })

  it('sees two winners, a loser who is told nothing, somebody who is not heard, and a record that says otherwise', () => {
    const both = contest({ rivals: [first, second] })

    expect(faultsOf(both, outcome({ winners: [first], losers: [lost(second, 'already-finished')], record: ['completed'] }))).toEqual([])
    expect(faultsOf(both, outcome({ winners: [first, second], record: ['completed', 'completed'] }))).toEqual(['2 won "complete"'])
    expect(faultsOf(both, outcome({ winners: [first], record: ['completed'] }))).toEqual(['somebody heard nothing'])
    expect(faultsOf(both, outcome({ winners: [first], losers: [lost(second, 'already-finished', false)], record: [] })))
      .toEqual(['1 won "complete", and the record has 0', '"complete" lost with "already-finished" and was not told how it stands'])
  })

  it('sees losers whom nobody beat, when the order is not known', () => {
    const race = contest({ rivals: [first, second] })

    expect(faultsInAnyOrder(race, outcome({ winners: [first], losers: [lost(second, 'case-closed')] }))).toEqual([])
    expect(faultsInAnyOrder(race, outcome({ winners: [first], losers: [lost(second, 'already-paused')] }))).toHaveLength(1)
    expect(faultsInAnyOrder(race, outcome({ losers: [lost(first, 'stale-step'), lost(second, 'stale-step')] }))).toHaveLength(1)
  })
})
