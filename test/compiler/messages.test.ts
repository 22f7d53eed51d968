import { describe, expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { fixture, organisation, world } from './world.ts'

const templates = (files: Readonly<Record<string, string>>) => ({
  ...world,
  messages: (name: string) => (name !== 'refunded' ? [] : Object.entries(files).map(([locale, front]) => ({ locale, path: `messages/refunded.${locale}.md`, text: `---\nsubject: Your refund\n${front}---\nHello.\n` }))),
})
const text = fixture('small.yaml').replace('message: refund_sent, to: customer, with: { amount: steps.pay.amount }', 'message: refunded, to: customer').replace('message: refused', 'message: refunded')
const compile = (files: Readonly<Record<string, string>>, locale = 'en') => compileSop(sourceFile('small.yaml', text), { ...templates(files), organisation: { ...organisation, locale } })
const said = (...given: Parameters<typeof compile>) => compile(...given).diagnostics.map(({ code, message, help, file }) => `${file} ${code} ${message} | ${help ?? ''}`)

describe('a template', () => {
  it('may say that it goes out by e-mail, and by nothing else', () => {
    expect(said({ en: '' })).toEqual([])
    expect(compile({ en: 'channel: email\n' }).plan?.version).toBe(compile({ en: '' }).plan?.version)
    for (const channel of ['sms', '[email]', 'Email']) expect(said({ en: `channel: ${channel}\n` }), channel).toEqual([
      'messages/refunded.en.md SOP203 "channel": expected email, the only channel that messages go out by | ',
    ])
  })

  it('exists in the locale of the organisation, which the Plan keeps, whatever others there are', () => {
    expect(compile({ en: '', de: '' }, 'de').plan?.locale).toBe('de')
    expect(said({ en: '' }, 'de')[0]).toBe('small.yaml SOP306 there is no template "messages/refunded.de.md" | add it: every message exists in the organisation\'s locale "de"')
    expect(said({})[0]).toMatch('there is no template "messages/refunded.en.md" | add the file, or correct the name')
  })
})
