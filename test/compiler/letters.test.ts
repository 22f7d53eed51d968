import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const read = (name: string): string => readFileSync(join(import.meta.dirname, `../../sops/messages/${name}.en.md`), 'utf8').replaceAll(/\s+/g, ' ')

/** What a letter has to say whatever the shop's own words are, and what it never says. */
const letters: Readonly<Record<string, { readonly says: readonly RegExp[]; readonly never: readonly RegExp[] }>> = {
  return_approved: { says: [/within \d+ days/, /label/, /complete/, /money/], never: [/fraud/i] },
  return_declined: { says: [/30 days after delivery/, /team lead looks at it/], never: [/fraud/i, /\b[A-Z]+_[A-Z]+\b/] },
  return_expired: { says: [/closed/, /answer this message/], never: [/fraud/i] },
  refund_sent: { says: [/\{\{ amount \}\}/, /5 to 10 days/], never: [/will arrive on/i] },
  damage_photos_request: { says: [/1\..*2\..*3\./, /keep everything/, /72 hours/], never: [/your fault/i] },
  verify_change: { says: [/another address/, /say no/], never: [/\{\{ (?:new_)?address/] },
  delay_notice: { says: [/cancel it free/], never: [/ on \d/] },
  pickup_ready: { says: [/\{\{ place \}\}/, /hours/, /\{\{ days \}\} days/], never: [] },
  lost_update: { says: [/\{\{ days \}\} days at the latest/, /send everything again or pay it back/], never: [/carrier's fault/i, /contact the carrier/i] },
  dispute_contact: { says: [/\{\{ amount \}\}/, /put it right/, /within three days/], never: [/\blegal\b/i, /collection agency/i, /must withdraw/i] },
}

describe('a letter to a customer', () => {
  it.each(Object.keys(letters))('%s says what it has to, and nothing that it must not', (name) => {
    const text = read(name)
    for (const part of letters[name]?.says ?? []) expect(text).toMatch(part)
    for (const part of letters[name]?.never ?? []) expect(text).not.toMatch(part)
  })

  it.each(Object.keys(letters))('%s names the order or the return, and has a type for each slot', (name) => {
    const text = read(name)
    expect(text).toMatch(/\{\{ (?:order|return)_name \}\}/)
    const declared = /slots: \{ ([^}]*) \}/.exec(text)?.[1] ?? ''
    for (const [, slot] of text.matchAll(/\{\{ (\w+) \}\}/g)) expect(declared).toMatch(new RegExp(`\\b${slot}: \\w+`))
  })
})
