import { describe, expect, it } from 'vitest'
import type { FieldKind } from '../../domain/plan.ts'
import { limitsInWords, needOfEvidence } from '../../domain/task-words.ts'
import { dueInWords, inWords, say, sayAction, sayFirst, sayOpener, sayVia } from '../../domain/words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('the words that every channel has for a task', () => {
  it('turn names of authors into words', () => {
    expect([say('pay_part'), sayFirst('pay_part'), sayAction('shop.approve_return'), sayAction('wait'), sayFirst('')]).toEqual(['pay part', 'Pay part', 'Approve return (shop)', 'Wait', ''])
  })

  it('say by which way somebody acted, and which system opened a case', () => {
    expect(['slack', 'email', 'console', 'cli', 'api', 'fax_machine', undefined].map(sayVia)).toEqual(['in Slack', 'by mail', 'in the console', 'in the terminal', 'through the API', 'by fax machine', undefined])
    expect(['integration:erp', 'ana', 'shopify'].map(sayOpener)).toEqual(['the integration erp', 'ana', 'shopify'])
  })

  it('say lengths in two units at most, and how an instant stands to now', () => {
    expect([0, 59_000, 90_000, HOUR + 40 * MINUTE, 2 * HOUR, DAY + HOUR, 20 * DAY, -5].map(inWords)).toEqual(['0 s', '59 s', '1 min', '1 h 40 min', '2 h', '1 d 1 h', '20 d', '0 s'])
    expect([HOUR, 0, -30_000, -HOUR].map((ms) => dueInWords(ms, 0))).toEqual(['due in 1 h', 'due now', 'due now', '1 h past due'])
  })

  it('say what a field takes', () => {
    const kinds: readonly FieldKind[] = [{ kind: 'text', max: 20 }, { kind: 'text', max: 500 }, { kind: 'whole_number', min: 1, max: 3 }, { kind: 'decimal', min: '0.5' }, { kind: 'money', currency: 'EUR', max: '9.00' }, { kind: 'scan' }, { kind: 'date' }]
    expect(kinds.map((type) => limitsInWords({ type }))).toEqual(['up to 20 characters', '', 'a whole number, from 1 to 3', 'a number, such as 12.5, 0.5 or more', 'in EUR, at most 9.00', 'scan it or type it', ''])
  })

  it('say how much proof is needed, and when', () => {
    const photos = { name: 'p', label: 'P', kind: 'photo', atLeast: 1, atMost: 3, unless: false } as const
    expect(needOfEvidence({ ...photos, required: true })).toBe('at least 1 photo')
    expect(needOfEvidence({ ...photos, required: false })).toBe('optional')
    expect(needOfEvidence({ ...photos, atMost: 1, unless: true, required: true })).toBe('1 photo, for most answers')
    expect([null, 'good', 'bad'].map((outcome) => needOfEvidence({ ...photos, required: ['good'] }, outcome))).toEqual(['at least 1 photo, needed for good', 'at least 1 photo', 'optional'])
  })
})
