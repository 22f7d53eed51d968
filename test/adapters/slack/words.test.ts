import { describe, expect, it } from 'vitest'
import * as here from '../../../adapters/slack/words.ts'
import * as duration from '../../../console/src/logic/duration.ts'
import { limitsInWords } from '../../../console/src/logic/form-values.ts'
import { needOfEvidence } from '../../../console/src/logic/proof.ts'
import * as there from '../../../console/src/logic/words.ts'
import type { Json } from '../../../domain/json.ts'
import type { FieldKind } from '../../../domain/plan.ts'
import { NOW } from './samples.ts'

describe('a task reads in Slack as it reads in the console', () => {
  it('in its reasons and names', () => {
    expect(here.CANNOT_WORDS).toEqual(there.CANNOT_WORDS)
    for (const name of ['pay_part', 'shop.approve_return', 'x', '']) expect([here.say(name), here.sayFirst(name), here.sayAction(name)]).toEqual([there.say(name), there.sayFirst(name), there.sayAction(name)])
  })

  it('in its values', () => {
    const values: readonly Json[] = [null, '', true, 1234.5, 'text', [], [1, false], { amount: '15.00', currency: 'USD' }, { a: 1, b: { c: 'd' } }]
    for (const value of values) {
      for (const locale of ['en-US', 'de', 'en-GB']) expect(here.sayValue(value, locale)).toBe(there.sayValue(value, locale))
    }
  })

  it('in its times', () => {
    for (const ms of [0, 1_000, 90_000, 5_000_000, 90_000_000, 2e9, -5_000_000]) {
      expect(here.dueInWords(NOW + ms, NOW)).toBe(duration.dueInWords(NOW + ms, NOW))
      expect(here.exactly(NOW + ms, NOW, 'Europe/Berlin', 'en-US')).toBe(duration.exactly(NOW + ms, NOW, 'Europe/Berlin', 'en-US'))
    }
  })

  it('in what its fields and its proof ask for', () => {
    const kinds: readonly FieldKind[] = [{ kind: 'text', max: 20 }, { kind: 'text', max: 500 }, { kind: 'whole_number', min: 1, max: 3 }, { kind: 'decimal', min: '0.5' }, { kind: 'money', currency: 'EUR', max: '9.00' }, { kind: 'scan' }, { kind: 'date' }]
    for (const type of kinds) expect(here.limitsInWords({ name: 'f', label: 'F', type, required: true })).toBe(limitsInWords({ name: 'f', label: 'F', type, required: true }))
    for (const required of [true, false, ['good']] as const) {
      for (const outcome of [undefined, 'good', 'bad']) {
        const wanted = { name: 'p', label: 'P', kind: 'photo', atLeast: 1, atMost: 3, required, unless: false } as const
        expect(here.needOfEvidence(wanted, outcome)).toBe(needOfEvidence(wanted, outcome ?? null))
      }
    }
  })
})
