import { describe, expect, it } from 'vitest'
import { openHouse } from '../../bench/chaos/house.ts'
import { judge } from '../../bench/chaos/judge/judge.ts'
import { recordsDiffer } from '../../bench/chaos/judge/record.ts'
import { settled } from '../../bench/chaos/judge/settled.ts'
import { play } from '../../bench/chaos/play.ts'
import { openStage } from '../../scripts/bench/stage.mjs'

const SCRIPT = { cases: 60, kills: 10, atOnce: 40, patienceMs: 120_000, seed: 7, note: () => undefined }

describe('a shop whose machines die', () => {
  it('loses no case of its ten SOPs, does nothing twice, keeps its books, and its record says what the engine says', async () => {
    const stage = await openStage({ quick: true, seed: SCRIPT.seed, bench: { name: 'chaos' } }, { say: () => undefined })
    try {
      await using house = await openHouse(stage)
      const played = await play(house, SCRIPT)
      await settled(house)
      const { cases, lost, doubleEffects, unbalanced, escalationsNotOnce } = await judge(house, played.opened)

      expect({ lost, doubleEffects, unbalanced, escalationsNotOnce }).toEqual({ lost: [], doubleEffects: [], unbalanced: [], escalationsNotOnce: [] })
      expect(cases.filter(({ state }) => state === 'open').map(({ sop, key, standing }) => `${sop} ${key}: ${standing}`)).toEqual([])
      expect([cases.length, Object.values(played.kills).reduce((sum, one) => sum + one, 0)]).toEqual([SCRIPT.cases, SCRIPT.kills])
      expect(await recordsDiffer(house, cases.map(({ caseId }) => caseId))).toEqual([])
    } finally {
      await stage.close()
    }
  }, 360_000)
})
