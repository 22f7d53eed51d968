import { describe, expect, it } from 'vitest'
import { exactly } from '../../adapters/times.ts'
import { sayValue } from '../../adapters/words.ts'
import { wordsFor } from '../../adapters/email/words.ts'
import type { Json } from '../../domain/json.ts'

const NOW = Date.parse('2026-11-20T10:00:00Z')

describe('a value reads the same in Slack, in a mail and in the console', () => {
  it.each<[Json, string, string]>([
    [null, 'en-US', 'none'], ['', 'en-US', 'none'], [[], 'en-US', 'none'], [true, 'en-US', 'yes'], [1234.5, 'en-US', '1,234.5'], ['text', 'de', 'text'], [[1, false], 'de', '1, no'],
    [{ amount: '15.00', currency: 'USD' }, 'en-US', '$15.00'], [{ amount: '15.00', currency: 'USD' }, 'de', 'US$15.00'], [{ amount: '12345678901.01', currency: 'EUR' }, 'en-GB', '€12,345,678,901.01'],
    [{ a: 1, b: { c: 'd' } }, 'en-GB', 'a 1, b c d'], [1234.5, 'en_US', '1,234.5'],
  ])('%j for %s is "%s"', (value, locale, words) => {
    expect([sayValue(value, locale), wordsFor({ zone: 'UTC', locale, now: NOW }).value(value)]).toEqual([words, words])
  })
})

describe('an instant', () => {
  it('is a weekday and a time when it is near, and has its date when it is far', () => {
    expect(exactly(NOW, NOW, 'Europe/Berlin', 'en-US')).toBe('Fri 11:00 AM')
    expect(exactly(NOW + 5 * 86_400_000, NOW, 'Europe/Berlin', 'de')).toBe('Wed 11:00')
    expect(exactly(NOW + 7 * 86_400_000, NOW, 'Europe/Berlin', 'en-GB')).toBe('27 Nov 11:00')
  })

  it('is in UTC, and says so, where the zone is none, and breaks no page where it is no time at all', () => {
    expect(exactly(NOW, NOW, 'Mars/Base', 'en-US')).toBe('2026-11-20 10:00 UTC')
    expect(exactly(Number.NaN, NOW, 'UTC', 'en-US')).toBe('some time')
  })
})
