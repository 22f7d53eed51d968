import { describe, expect, it } from 'vitest'
import { planOffsets } from '../../compiler/zone-offsets.ts'
import { occurrences } from '../../domain/schedule.ts'

const weekdays = { days: [0, 1, 2, 3, 4], minute: 8 * 60 }
const at = (text: string): number => Date.parse(text)
const found = (trigger: { days: readonly number[]; minute: number }, zone: string, after: string, until: string) =>
  occurrences(trigger, planOffsets(zone), at(after), at(until)).map((one) => `${new Date(one.at).toISOString()} ${one.key}`)

describe('a SOP that begins by the clock', () => {
  it('begins on its weekdays at its local time, and keeps that time when the clocks change', () => {
    expect(found(weekdays, 'America/Chicago', '2026-10-30T00:00:00Z', '2026-11-03T00:00:00Z')).toEqual([
      '2026-10-30T13:00:00.000Z 2026-10-30T08:00', '2026-11-02T14:00:00.000Z 2026-11-02T08:00',
    ])
  })

  it('begins once on the night when its time comes twice, and at the end of the jump when it does not come', () => {
    const nightly = { days: [0, 1, 2, 3, 4, 5, 6], minute: 90 }
    expect(found(nightly, 'America/Chicago', '2026-11-01T00:00:00Z', '2026-11-01T12:00:00Z')).toEqual(['2026-11-01T06:30:00.000Z 2026-11-01T01:30'])
    const skipped = { days: [6], minute: 150 }
    expect(found(skipped, 'America/Chicago', '2026-03-08T00:00:00Z', '2026-03-09T00:00:00Z')).toEqual(['2026-03-08T08:00:00.000Z 2026-03-08T02:30'])
  })

  it('counts the instant looked at last no second time', () => {
    const time = '2026-11-02T14:00:00Z'
    expect(found(weekdays, 'America/Chicago', '2026-11-02T13:59:59Z', time)).toHaveLength(1)
    expect(found(weekdays, 'America/Chicago', time, '2026-11-02T15:00:00Z')).toEqual([])
  })
})
