import { describe, expect, it } from 'vitest'
import * as here from '../../../adapters/slack/words.ts'
import { wordsFor } from '../../../adapters/email/words.ts'
import * as duration from '../../../console/src/logic/duration.ts'
import * as there from '../../../console/src/logic/words.ts'
import type { Json } from '../../../domain/json.ts'
import { NOW } from './samples.ts'

describe('a task reads in Slack and in a mail as it reads in the console', () => {
  it('in its values', () => {
    const values: readonly Json[] = [null, '', true, 1234.5, 'text', [], [1, false], { amount: '15.00', currency: 'USD' }, { a: 1, b: { c: 'd' } }]
    for (const value of values) {
      for (const locale of ['en-US', 'de', 'en-GB']) {
        expect(here.sayValue(value, locale)).toBe(there.sayValue(value, locale))
        expect(wordsFor({ zone: 'UTC', locale, now: NOW }).value(value)).toBe(there.sayValue(value, locale))
      }
    }
  })

  it('in its times', () => {
    for (const ms of [0, 1_000, 90_000, 5_000_000, 90_000_000, 2e9, -5_000_000]) {
      const shown = duration.exactly(NOW + ms, NOW, 'Europe/Berlin', 'en-US')
      expect(here.exactly(NOW + ms, NOW, 'Europe/Berlin', 'en-US')).toBe(shown)
      expect(wordsFor({ zone: 'Europe/Berlin', locale: 'en-US', now: NOW }).exactly(NOW + ms)).toBe(shown)
    }
  })
})
