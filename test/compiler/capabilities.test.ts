import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { compileSop } from '../../compiler/compile.ts'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import { judge } from '../../domain/judge.ts'
import { simulate } from '../../domain/simulate.ts'
import { fixture, surroundings, world } from './world.ts'

const organisationWith = (systems: string) =>
  compileOrganisation(sourceFile('organisation.yaml', `${fixture('organisation.yaml')}limits: { shopify.refund: { per_day: 5000.00 USD } }\nsystems:\n${systems}`), surroundings)
const all = organisationWith('  refund: shopify\n  risk: { http: https://risk.example/score }\n  ledger: { http: https://books.example/note }\n').organisation!

const sop = (change: (text: string) => string = (text) => text) => change(`sop: scored
title: A return with a score
why: To show who provides what.
owner: cx_lead
escalation: customer_care
trigger:
  - on: shopify.return_requested
    key: event.return_id
facts:
  order: { from: shopify.order, with: { id: event.order_id } }
  risk: { from: risk.score, with: { customer: facts.order.customer.id }, returns: { score: whole_number }, unknown: { ask: inspector } }
  stock: { from: http.get, with: { url: '"https://stock.example/7"' }, returns: { free: whole_number, shelf: { optional: text } }, unknown: { use: { free: 0 } } }
steps:
  - id: weigh
    decide:
      by: { value: facts.order.value, score: facts.risk.score, free: facts.stock.free }
      rules:
        - { value: "> 500.00 USD", then: stop }
        - { score: ">= 70", then: stop }
        - { free: "> 0", then: pay }
        - { otherwise: true, then: stop }
    on: { pay: pay, stop: stop }
  - { id: pay, action: refund.pay, with: { order_id: facts.order.id, amount: facts.order.value, note: '"Return"' } }
  - { id: note, action: ledger.note, with: { amount: steps.pay.amount, entries: '[1, 2]' }, returns: { entry: text } }
  - { id: ask, action: http.post, with: { url: '"https://label.example"', body: steps.note.entry }, returns: { label: text } }
  - { id: end, action: shopify.close_return, with: { return_id: steps.ask.label }, finish: paid }
  - { id: stop, action: shopify.close_return, with: { return_id: event.return_id }, finish: stopped }
outcomes: [paid, stopped]
`).replace('{ optional: text }', 'text').replace(', shelf: text', '')

const compile = (text: string, organisation = all) => compileSop(sourceFile('scored.yaml', text), { ...world, organisation })
const said = (text: string, organisation = all) =>
  compile(text, organisation).diagnostics.map(({ code, message, help }) => `${code} ${message} | ${help}`)

const play = (facts: string, more = '') => {
  const text = `scenarios:
  - name: one
    starts: 2026-11-20T10:00:00Z
    event: { return_id: R-1, return_name: R, order_id: O-1, reason: unwanted, quantity: 1 }
    facts: { order: { id: O-1, value: 10.00 USD, customer: { id: C-1, email: a@example.com } }, ${facts} }
    systems: { refund.pay: { ok: { amount: 10.00 USD, reference: re_1 } }, ledger.note: { ok: { entry: E-1 } }, http.post: { ok: { label: L-1 } } }
    ${more}
    expect: { outcome: paid }
`
  const { plan } = compile(sop())
  const { scenarios, diagnostics } = compileScenarios(sourceFile('scored.test.yaml', text), plan!, all, vocabulary)
  const [scenario] = scenarios
  return { said: diagnostics.map(({ code, message }) => `${code} ${message}`), played: scenario && simulate(plan!, all, scenario), failures: scenario && judge(scenario, simulate(plan!, all, scenario)) }
}

describe('a capability', () => {
  it('is an action like any other where a system provides it', () => {
    expect(said(sop())).toEqual([])
    expect(play('risk: { score: 5 }, stock: { free: 3 }')).toMatchObject({ said: [], failures: [], played: { effects: ['refund.pay', 'ledger.note', 'http.post', 'shopify.close_return'] } })
  })

  it('has the inputs and the answer that its connector declares', () => {
    expect(said(sop((text) => text.replace('amount: facts.order.value, note', 'amount: 7, note')))[0]).toMatch('SOP412 "amount" of "refund.pay" is money')
    expect(said(sop((text) => text.replace('steps.pay.amount', 'steps.pay.amout')))[0]).toMatch('there is no "amout"')
  })

  it('is missed where nobody provides it, and says what to do', () => {
    expect(said(sop(), organisationWith('  risk: { http: https://risk.example/score }\n  ledger: { http: https://books.example/note }\n').organisation!)).toEqual([
      'SOP303 there is no action "refund.pay" | name what provides "refund" under "systems" of the organisation file',
    ])
    expect(said(sop((text) => text.replace('refund.pay', 'refund.take_back')))[0]).toBe('SOP303 there is no action "refund.take_back" | "shopify", which provides "refund", cannot do it')
  })

  it('is what any connector makes of it where there is no organisation file', () => {
    const { diagnostics } = compileSop(sourceFile('scored.yaml', sop().replace('from: risk.score', 'from: http.get').replace('customer: facts.order.customer.id', `url: '"https://x.example"'`).replace(/ledger\.note, with: .*?\},/, `http.post, with: { url: '"https://x.example"', body: steps.pay.amount },`)), { ...world, organisation: undefined })
    expect(diagnostics).toEqual([])
  })
})

describe('what a web service answers', () => {
  it('has no types unless the SOP gives them', () => {
    expect(said(sop((text) => text.replace(', returns: { label: text }', '').replace(', returns: { free: whole_number, shelf: { optional: text } }, unknown: { use: { free: 0 } }', '')))).toEqual([
      'SOP429 what "http.get" answers has no types | add "returns: { NAME: TYPE }"',
      'SOP429 what "http.post" answers has no types | add "returns: { NAME: TYPE }"',
    ])
    expect(said(sop((text) => text.replace('returns: { free: whole_number, shelf: { optional: text } }, unknown: { use: { free: 0 } }', 'unknown: { ask: inspector }')))).toContain(
      'SOP412 nobody can be asked for "stock", of which no field is known | add "returns: { NAME: TYPE }"',
    )
  })

  it('is known where its kind is: a score is a whole number, until the SOP says otherwise', () => {
    const without = sop((text) => text.replace('returns: { score: whole_number }, ', ''))
    expect(said(without)).toEqual([])
    expect(compile(without).plan?.facts['risk']).toMatchObject({ returns: { score: 'whole_number' }, fields: [{ name: 'score' }] })
    expect(said(sop((text) => text.replace('returns: { score: whole_number }, ', 'returns: { score: text }, ')))).not.toEqual([])
  })

  it('is read by its types and under no name that every step has', () => {
    expect(said(sop((text) => text.replace('facts.stock.free }', 'facts.stock.fre }')))).toContainEqual(expect.stringMatching('no "fre"'))
    expect(said(sop((text) => text.replace('returns: { entry: text }', 'returns: { entry: text, outcome: text }')))).toEqual([
      'SOP308 every step has "outcome" of its own | read the answer as a fact instead',
    ])
  })

  it.each([['{}'], ['{ free: null }']])('counts as unknown where it is %s', (stock) => {
    expect(play(`risk: { score: 5 }, stock: ${stock}`).played).toMatchObject({ outcome: 'stopped' })
  })

  it('is asked of a person where the service does not give it', () => {
    const { played, said: mistakes } = play('risk: {}, stock: { free: 3 }', 'asks: { risk: { after: 1h, value: { score: 5 } } }')
    expect(mistakes).toEqual([])
    expect(played).toMatchObject({ outcome: 'paid' })
    expect(played!.trace.find(({ type }) => type === 'fact_asked')?.detail).toMatchObject({ fact: 'risk', role: 'inspector', because: 'risk does not know it' })
  })

  it('may only have the fields that the SOP says it has, in a scenario', () => {
    expect(play('risk: { scor: 5 }').said).toEqual(['SOP601 the fact has no "scor"'])
  })
})
