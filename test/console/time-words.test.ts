import { describe, expect, it } from 'vitest'
import { exactly } from '../../adapters/times.ts'
import { agoInWords, clockState } from '../../console/src/logic/duration.ts'
import { dueInWords, inWords } from '../../domain/words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOW = Date.parse('2026-11-20T10:20:00Z')

describe('times in words', () => {
  it.each([
    [0, '0 s'], [59_999, '59 s'], [MINUTE, '1 min'], [HOUR - 1, '59 min'], [100 * MINUTE, '1 h 40 min'], [2 * HOUR, '2 h'],
    [24 * HOUR, '1 d'], [26 * HOUR, '1 d 2 h'], [20 * 24 * HOUR + HOUR, '20 d'], [-5, '0 s'],
  ])('%i ms are %s', (ms, words) => {
    expect(inWords(ms)).toBe(words)
  })

  it('says how an instant stands to the present, before, at and after it', () => {
    expect(dueInWords(NOW + 100 * MINUTE, NOW)).toBe('due in 1 h 40 min')
    expect(dueInWords(NOW, NOW)).toBe('due now')
    expect(dueInWords(NOW - 40 * MINUTE, NOW)).toBe('40 min past due')
    expect(agoInWords(NOW - 10_000, NOW)).toBe('10 s ago')
    expect(agoInWords(NOW + 5 * MINUTE, NOW)).toBe('in 5 min')
  })

  it('gives the exact time in the zone of the reader, over the night on which the clocks change', () => {
    expect(exactly(Date.parse('2026-10-25T00:30:00Z'), Date.parse('2026-10-24T12:00:00Z'), 'Europe/Berlin', 'en-GB')).toBe('Sun 02:30')
    expect(exactly(Date.parse('2026-10-25T01:30:00Z'), Date.parse('2026-10-24T12:00:00Z'), 'Europe/Berlin', 'en-GB')).toBe('Sun 02:30')
    expect(exactly(NOW, NOW, 'America/New_York', 'en-US')).toMatch(/^Fri 05:20\sAM$/)
    expect(exactly(NOW + 30 * 24 * HOUR, NOW, 'Europe/Berlin', 'de')).toBe('20 Dec 11:20')
  })

  it('calls a clock at risk in its last quarter and breached from the due instant on', () => {
    const clock = { startedAt: NOW, dueAt: NOW + 100 * MINUTE, breached: false }

    expect(clockState(clock, NOW + 75 * MINUTE - 1)).toBe('calm')
    expect(clockState(clock, NOW + 75 * MINUTE)).toBe('at-risk')
    expect(clockState(clock, NOW + 100 * MINUTE)).toBe('breached')
    expect(clockState({ ...clock, breached: true }, NOW)).toBe('breached')
  })
})
