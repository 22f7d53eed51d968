import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { compileScenarios } from '../../compiler/scenarios.ts'
import { sourceFile } from '../../compiler/source.ts'
import { judge } from '../../domain/judge.ts'
import { simulate } from '../../domain/simulate.ts'
import { beside, fixture, organisation } from './world.ts'

const folder = () => {
  const callee = fixture('pay-back.yaml').replace('gives:', 'facts:\n  order: { from: shopify.order, with: { id: event.order_id } }\n\ngives:').replace('amount: event.amount, note', 'amount: facts.order.refundable, note')
  const texts = new Map([['pay-back', callee], ['lines', fixture('lines.yaml')]])
  return beside(undefined, (name) => texts.get(name))
}
const plan = folder().compile('lines')!.plan!

const money = (amount: string) => `${amount} USD`
const scenario = (people: string, expectation: string, facts = `pay: { order: { id: O-1, refundable: ${money('75.00')} } }`) => `scenarios:
  - name: two lines and an approval
    starts: 2026-11-20T10:00:00Z
    event: { return_id: R-1, return_name: R, order_id: O-1, reason: unwanted, quantity: 2 }
    facts:
      order:
        id: O-1
        value: 180.00 USD
        customer: { email: a@example.com, locale: en }
        lines: [{ id: L1, sku: A, title: Mug, quantity: 2, unit_price: 10.00 USD }, { id: L2, sku: B, title: Jug, quantity: 1, unit_price: 60.00 USD }]
      ${facts}
    systems:
      shopify.refund: { ok: { amount: 75.00 USD, reference: re_1 } }
      shopify.return: { ok: { status: open } }
      shopify.approve_return: { ok: { status: ok } }
      http.post: { ok: { shelf: S } }
    people:
      ${people}
    expect: ${expectation}
`
const compiled = (text: string) => {
  const { scenarios, diagnostics } = compileScenarios(sourceFile('lines.test.yaml', text), plan, organisation, vocabulary)
  return { scenarios, said: diagnostics.map(({ code, message, help }) => `${code} ${message} | ${help}`) }
}
const acts = `inspect[0]/grade: { after: 1h, outcome: good, form: { quantity: 2 } }
      inspect[1]/grade: { after: 1h, outcome: bad }
      pay/approve: { after: 1h, outcome: approve }`

describe('a scenario of a SOP with steps inside steps', () => {
  it('says by path who does what, and gives the called SOP facts of its own', () => {
    const { scenarios, said } = compiled(scenario(acts, '{ outcome: paid, messages: [refund_sent], visited: [inspect, pay, books, tell], owner: { pay/approve: dana } }'))
    expect(said).toEqual([])
    for (const each of scenarios) {
      const done = simulate(plan, organisation, each)
      expect(judge(each, done)).toEqual([])
      expect(done.effects.slice(0, 4)).toEqual(['http.post', 'shopify.close_return', 'shopify.close_return', 'shopify.refund'])
      expect(done.effects.slice(4).sort()).toEqual(['shopify.approve_return', 'shopify.close_return', 'shopify.return'])
    }
  })

  it('names no step that would never run under that path', () => {
    for (const wrong of ['grade', 'inspect/grade', 'inspect[0]/grad', 'approve', 'pay[0]/approve', 'books/shelf', 'inspect[0]', 'pay/approve/x'])
      expect(compiled(scenario(`${wrong}: { nobody: true }`, '{ outcome: paid }')).said[0]).toMatch(`SOP601 there is no step "${wrong}"`)
    expect(compiled(scenario('inspect[0]/grad: { nobody: true }', '{ outcome: paid }')).said).toEqual(['SOP601 there is no step "inspect[0]/grad" | rename it to "inspect[0]/grade"'])
    expect(compiled(scenario(acts, '{ visited: [books.goods.1, "inspect[7]/grade", pay/pay] }')).said).toEqual([])
  })

  it('names no fact, action or message that neither the SOP nor what it calls has', () => {
    expect(compiled(scenario(acts, '{ outcome: paid }', 'pay: { orders: { id: O-1 } }')).said[0]).toMatch('SOP601 there is no fact "orders"')
    expect(compiled(scenario(acts, '{ effects: [shopify.refund], messages: [refused] }')).said).toEqual([])
    expect(compiled(scenario(acts, '{ effects: [shopify.decline_return] }')).said[0]).toMatch('SOP601 there is no action in this SOP')
  })
})
