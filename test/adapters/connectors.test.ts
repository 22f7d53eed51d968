import { expect, test } from 'vitest'
import { createConnectors } from '../../adapters/connectors.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'

test('every action that SOPs may name belongs to a connector that settings can switch on', () => {
  const connectors = createConnectors({ SHOPIFY_SHOP_URL: 'http://127.0.0.1:4010', SHOPIFY_ACCESS_TOKEN: 't' })
  expect(new Set(vocabulary.actions.map((action) => action.name.split('.')[0]))).toEqual(new Set(connectors.keys()))
})

test('what is not set up is off, and what cannot work is refused at once', () => {
  expect([...createConnectors({}).keys()]).toEqual(['http'])
  expect(() => createConnectors({ SHOPIFY_SHOP_URL: 'http://127.0.0.1:4010' })).toThrow(/SHOPIFY_ACCESS_TOKEN/)
})

test('names are unique, and money never moves without a guard against a second time', () => {
  const names = vocabulary.actions.map((action) => action.name)
  expect(new Set(names).size).toBe(names.length)
  for (const action of vocabulary.actions) if (action.effect !== 'read') expect(action.idempotency, action.name).not.toBe('none-needed')
})
