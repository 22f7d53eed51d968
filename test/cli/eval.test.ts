import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sop } from './io.ts'

const folder = mkdtempSync(join(tmpdir(), 'eval-'))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const data = file('data.json', '{"event":{"amount":{"amount":"80.00","currency":"USD"}},"limit":30}')

describe('sop eval', () => {
  it('answers over a file, over standard input and over nothing', async () => {
    expect(await sop(['eval', 'event.amount > money("50 USD")', '--with', data, '--json'])).toEqual({ code: 0, out: '{"value":true,"type":"yes_no"}', err: '' })
    expect(await sop(['eval', 'limit + 7', '--with', '-', '--json'], { stdin: () => '\uFEFF{"limit": 30}' })).toMatchObject({ code: 0, out: '{"value":37,"type":"whole_number"}' })
    expect(await sop(['eval', '1 + 1'])).toMatchObject({ code: 0, out: '2  whole_number' })
    expect((await sop(['eval', 'event.amount', '--with', data])).out).toBe('80.00 USD  money')
  })

  it('shows where an expression is wrong, and what to write instead', async () => {
    const ran = await sop(['eval', 'limit > event.amuont', '--with', data, '--json'])
    expect(ran.code).toBe(1)
    expect(JSON.parse(ran.out)).toEqual({ error: { code: 'SOP307', message: 'there is no "amuont" in "event"', column: 9 } })
    expect(ran.err).toContain('  limit > event.amuont\n          ^\n  help: rename it to "amount"')
  })

  it('shows where an expression fails over its data, by the smallest part of it that does', async () => {
    const ran = await sop(['eval', 'limit > 5 && event.amount > money("50.00 EUR")', '--with', data, '--json'])
    expect(JSON.parse(ran.out)).toEqual({ error: { code: 'two-currencies', message: 'cannot put USD and EUR together', column: 14 } })
  })

  it('answers every line, good or not, and leaves with 1 when one was not', async () => {
    const lines = ['{"expression":"a + 1","with":{"a":1}}', '', 'nonsense', '{"expression":7}', '{"expression":"a +","with":{"a":1}}', '{"expression":"2"}\r']
    const ran = await sop(['eval', '--lines'], { stdin: () => lines.join('\n') })
    expect(ran.code).toBe(1)
    expect(ran.out.split('\n').map((line) => JSON.parse(line) as unknown)).toEqual([
      { value: 2, type: 'whole_number' }, { error: expect.objectContaining({ code: 'bad-line', column: 1 }) as unknown },
      { error: expect.objectContaining({ code: 'bad-line' }) as unknown }, { error: expect.objectContaining({ code: 'SOP411', column: 4 }) as unknown }, { value: 2, type: 'whole_number' },
    ])
    expect(await sop(['eval', '--lines', file('lines.jsonl', '{"expression":"1"}\n')])).toMatchObject({ code: 0, out: '{"value":1,"type":"whole_number"}' })
  })

  it('counts days in the zone that is asked for', async () => {
    const late = file('late.json', '{"a":"2026-11-20T23:00:00Z","b":"2026-11-21T02:00:00Z"}')
    expect((await sop(['eval', 'days_between(a, b)', '--with', late, '--json'])).out).toContain('"value":1')
    expect((await sop(['eval', 'days_between(a, b)', '--with', late, '--zone', 'America/Chicago', '--json'])).out).toContain('"value":0')
    expect((await sop(['eval', '1', '--zone', 'Mars/Olympus'])).code).toBe(2)
  })

  it('says what is missing', async () => {
    expect((await sop(['eval'])).code).toBe(2)
    expect((await sop(['eval', '1', '--with', join(folder, 'gone.json')])).code).toBe(3)
    expect((await sop(['eval', '1', '--with', file('bad.json', '{')])).code).toBe(2)
  })
})
