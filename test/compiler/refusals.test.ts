import { expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { world } from './world.ts'

const sop = (on: string, after = '"x"') => `
sop: paying
title: Paying
why: To show what a system may answer.
owner: cx_lead
customer: facts.order.customer
trigger: [ { on: shopify.return_requested, key: event.return_id } ]
facts:
  order: { from: shopify.order, with: { id: event.order_id } }
steps:
  - { id: pay, action: shopify.refund, with: { order_id: facts.order.id, amount: facts.order.refundable, note: '"Return"' }, on: ${on} }
  - { id: less, action: shopify.decline_return, with: { return_id: event.return_id, reason: '"OTHER"', note: '${after}' }, finish: less }
  - { id: told, action: shopify.close_return, with: { return_id: event.return_id }, finish: paid }
outcomes: [paid, less]
`
const compile = (on: string, after?: string) => compileSop(sourceFile('paying.yaml', sop(on, after)), world)
const said = (on: string, after?: string) => compile(on, after).diagnostics.map(({ code, help }) => [code, help])

it('a refusal that the system can answer with may have a way of its own, beside the one for any failure', () => {
  const { plan, diagnostics } = compile('{ ok: told, over_refund: less, failed: told }')

  expect(diagnostics).toEqual([])
  expect(plan?.steps[0]?.routes).toEqual({ ok: { to: 'told' }, over_refund: { to: 'less' }, failed: { to: 'told' } })
})

it('what the system never answers is no outcome, and the nearest refusal is named', () => {
  expect(said('{ ok: told, over_refunds: less, failed: less }')).toEqual([['SOP305', 'rename it to "over_refund"']])
})

it('after a refusal nothing that the action would have answered is known', () => {
  expect(said('{ ok: told, over_refund: less, failed: told }', 'steps.pay.reference').map(([code]) => code)).toEqual(['SOP413'])
})
