import { describe, expect, it } from 'vitest'
import { zoneOffsets } from '../../compiler/zone-offsets.ts'

const iso = (pairs: readonly (readonly [number, number])[]) =>
  pairs.map(([from, offset]) => [new Date(from).toISOString(), offset / 3_600_000])
const year = (zone: string, from = 2026, to = 2027) => iso(zoneOffsets(zone, Date.UTC(from, 0, 1), Date.UTC(to, 0, 1)))

describe('offsets of a zone', () => {
  it('change at the minute in which the clocks change', () => {
    expect(year('America/Chicago')).toEqual([
      ['2026-01-01T00:00:00.000Z', -6],
      ['2026-03-08T08:00:00.000Z', -5],
      ['2026-11-01T07:00:00.000Z', -6],
    ])
    expect(year('Europe/Berlin')).toEqual([
      ['2026-01-01T00:00:00.000Z', 1],
      ['2026-03-29T01:00:00.000Z', 2],
      ['2026-10-25T01:00:00.000Z', 1],
    ])
    expect(year('Australia/Lord_Howe').map(([, offset]) => offset)).toEqual([11, 10.5, 11])
  })

  it('stay where they do not change', () => {
    expect(year('UTC')).toEqual([['2026-01-01T00:00:00.000Z', 0]])
    expect(year('Asia/Kathmandu')).toEqual([['2026-01-01T00:00:00.000Z', 5.75]])
  })

  it('do not depend on the zone of the machine', () => {
    const before = process.env['TZ']
    process.env['TZ'] = 'Asia/Tokyo'
    expect(year('America/Chicago')).toHaveLength(3)
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
})
