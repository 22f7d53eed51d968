import fc from 'fast-check'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compare } from '../../bench/time/compare.ts'
import { answersByHost, HOST_ZONES } from '../../bench/time/hosts.ts'
import { differencesOf } from '../../bench/time.ts'
import { worlds } from '../../bench/time/worlds.ts'

const WORLDS = 220

describe('calendars, rosters and clocks', { timeout: 120_000 }, () => {
  it('answer five thousand questions as somebody does who looks at a clock, a calendar and a roster once a minute', () => {
    let asked = 0
    fc.assert(fc.property(worlds, fc.nat(), (world, seed) => {
      const compared = compare(world, seed)
      asked += compared.asked

      expect(compared.differences).toEqual([])
    }), { numRuns: WORLDS })
    expect(asked).toBeGreaterThanOrEqual(5000)
  })

  it('answer the same on machines in three time zones', async () => {
    const script = fileURLToPath(new URL('../../bench/time/host-process.ts', import.meta.url))

    const hosts = await answersByHost(script, ['--import', 'tsx'], 1, 20)

    expect(hosts.map(({ zone }) => zone)).toEqual(HOST_ZONES)
    expect(hosts.map(({ noon }) => noon)).toEqual(['2026-01-15T12:00:00.000Z', '2026-01-15T17:00:00.000Z', '2026-01-15T06:30:00.000Z'])
    expect(differencesOf(hosts)).toEqual([])
  })

  it('are found to differ where a machine answers otherwise, and where its zone was not set', () => {
    const host = (zone: string, noon: string, answers: string) => ({ zone, noon, answers })

    expect(differencesOf([host('UTC', '12', 'a'), host('Asia/Kolkata', '6', 'b')])).toEqual(['Asia/Kolkata answers otherwise than UTC'])
    expect(differencesOf([host('UTC', '12', 'a'), host('Asia/Kolkata', '12', 'a')])).toEqual(['the zones of the machines were not set'])
  })
})
