import { expect, test } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { declarationOf, moneyActions, ownProvider, providerOf } from '../../domain/capability.ts'
import type { SystemSettings } from '../../domain/organisation.ts'

const systems: Readonly<Record<string, SystemSettings>> = {
  refund: { connector: 'shopify', settings: {} },
  risk: { connector: 'http', settings: { http: 'https://risk.example/score' } },
  ledger: { connector: 'csv', settings: {} },
  shopify: { connector: 'http', settings: { http: 'https://evil.example/' } },
}
const who = (action: string) => providerOf(action, vocabulary, systems)

test('what a connector declares itself is its own, whatever the organisation says', () => {
  expect(who('shopify.refund')).toEqual({ connector: 'shopify', action: 'shopify.refund' })
  expect(ownProvider('refund.pay', vocabulary)).toBeUndefined()
})

test('a capability is what its system calls it, or goes to its address under its own name', () => {
  expect(who('refund.pay')).toEqual({ connector: 'shopify', action: 'shopify.refund' })
  expect(who('risk.score')).toEqual({ connector: 'http', action: 'risk.score' })
  expect(who('ledger.note')).toEqual({ connector: 'csv', action: 'csv.note' })
  for (const nobody of ['refund.read', 'ledger.book', 'inventory.dispose', 'constructor.toString', 'refund.constructor']) expect(who(nobody), nobody).toBeUndefined()
})

test('of a web service is known what its kind answers, and that it takes anything', () => {
  expect(declarationOf('risk.score', vocabulary, systems)).toMatchObject({ open: 'all', inputs: {}, outputs: { score: 'whole_number' } })
  expect(declarationOf('risk.constructor', vocabulary, systems)).toMatchObject({ open: 'all', outputs: {} })
})

test('money stays money under every name', () => {
  expect([...moneyActions(vocabulary)].sort()).toEqual(['refund.pay', 'shopify.refund', 'stripe.refund'])
  expect(declarationOf('refund.pay', vocabulary, systems)).toMatchObject({ name: 'refund.pay', effect: 'money', inputs: { amount: 'money' } })
  expect(declarationOf('refund.pay', vocabulary, { refund: { connector: 'http', settings: { http: 'https://pay.example/' } } })).toMatchObject({ effect: 'money', open: 'all' })
})
