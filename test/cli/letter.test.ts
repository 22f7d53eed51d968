import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sop } from './io.ts'

const folder = mkdtempSync(join(tmpdir(), 'letter-'))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const letter = file('delay.en.md', '---\nsubject: About {{ order_name }}\nkind: legal\nslots: { order_name: text, paid: money, by: instant, items: { list: text } }\n---\nDear customer,\n\nanswer by {{ by }}, or {{ paid }} comes back for {{ items }}.\n')

describe('a letter before it is sent', () => {
  it('is shown as its recipient reads it, and which values are only samples', async () => {
    const { code, out, err } = await sop(['letter', letter])
    expect([code, out, err]).toEqual([0, 'Subject: About (order name)\n\nDear customer,\n\nanswer by 2026-11-20 15:00 UTC, or 15.00 USD comes back for (items), (items).', '\nsamples: order_name, paid, by, items (give values by --with)\n'])
  })

  it('takes values by their types and instants in the zone that is asked for', async () => {
    const values = file('values.json', '{"order_name":"#2041","paid":"9.5 USD","by":"2026-07-01T12:00:00Z","items":["a shirt"]}')
    const { out, err } = await sop(['letter', letter, '--with', values, '--zone', 'America/Chicago'])
    expect([out, err]).toEqual(['Subject: About #2041\n\nDear customer,\n\nanswer by 2026-07-01 07:00 (UTC-05:00), or 9.50 USD comes back for a shirt.', ''])
  })

  it('refuses a value for a slot that there is not, and one of another type, by name', async () => {
    expect(await sop(['letter', letter, '--with', file('stranger.json', '{"order_nam":"x"}')])).toMatchObject({ code: 1, err: expect.stringContaining('no slot "order_nam": rename it to "order_name"') })
    expect(await sop(['letter', letter, '--with', file('wrong.json', '{"paid":"many"}')])).toMatchObject({ code: 1, err: expect.stringContaining('"paid" is "many", not') })
    expect(await sop(['letter', letter, '--zone', 'Mars'])).toMatchObject({ code: 2 })
  })

  it('with a slot that nobody declared is refused at its place', async () => {
    const { code, err } = await sop(['letter', file('bad.en.md', '---\nsubject: Hello\nslots: {}\n---\nDear {{ name }},\n')])
    expect(code).toBe(1)
    expect(err).toMatch(/error\[SOP424\][\s\S]*bad\.en\.md:5:/)
  })

  it('is data for programs, too', async () => {
    expect(JSON.parse((await sop(['letter', letter, '--json'])).out)).toMatchObject({ subject: 'About (order name)', kind: 'legal', samples: ['order_name', 'paid', 'by', 'items'] })
  })
})
