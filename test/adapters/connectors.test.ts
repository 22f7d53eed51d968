import { expect, test } from 'vitest'
import { createConnectors } from '../../adapters/connectors.ts'
import { offAtServer, offIn } from '../../adapters/off.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { aCall, failureOf } from './shopify/call.ts'

test('every action that SOPs may name belongs to a connector that settings can switch on', () => {
  const connectors = createConnectors({ SHOPIFY_SHOP_URL: 'http://127.0.0.1:4010', SHOPIFY_ACCESS_TOKEN: 't' })
  expect(new Set(vocabulary.actions.map((action) => action.name.split('.')[0]))).toEqual(new Set(connectors.keys()))
})

test('what is not set up refuses each action for good, naming what to set, and what cannot work is refused at once', async () => {
  const connectors = createConnectors({ SHOPIFY_SHOP_URL: '' })
  const refusal = (name: string, action: string) => failureOf(connectors.get(name)!.perform(aCall(action, {})))
  expect(await refusal('shopify', 'shopify.refund')).toMatchObject({
    failure: 'permission', code: 'connector-off',
    message: '"shopify.refund" cannot run: this installation is not connected to "shopify"; set SHOPIFY_SHOP_URL and SHOPIFY_ACCESS_TOKEN and start again',
  })
  expect(await refusal('easypost', 'easypost.file_claim')).toMatchObject({ failure: 'permission', code: 'connector-off', message: expect.stringContaining('set EASYPOST_API_KEY and start again') })
  expect(await refusal('zendesk', 'zendesk.note')).toMatchObject({ failure: 'permission', code: 'connector-off', message: expect.stringContaining('set ZENDESK_URL and ZENDESK_EMAIL and ZENDESK_API_TOKEN and start again') })
  expect(await refusal('stripe', 'stripe.refund')).toMatchObject({ failure: 'permission', code: 'connector-off', message: expect.stringContaining('set STRIPE_SECRET_KEY and start again') })
  expect(() => createConnectors({ STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_API_URL: 'http://payments.example' })).toThrow(/use https/)
  expect(() => createConnectors({ ZENDESK_URL: 'http://desk.example', ZENDESK_EMAIL: 'a@b.example', ZENDESK_API_TOKEN: 't' })).toThrow(/use https/)
  expect(() => createConnectors({ SHOPIFY_SHOP_URL: 'http://127.0.0.1:4010' })).toThrow(/SHOPIFY_ACCESS_TOKEN/)
})

test('what can be reached depends on the settings, and the writer of a SOP does not have those of the shop', () => {
  expect(vocabulary.off).toEqual(offIn({}))
  expect(Object.keys(offIn({}))).toEqual(['easypost', 'stripe', 'zendesk'])
  expect(offIn({ EASYPOST_WEBHOOK_SECRET: 's' })['easypost']).not.toHaveProperty('events')
  expect(offAtServer({ SHOPIFY_SHOP_URL: 'u', SHOPIFY_ACCESS_TOKEN: 't', SHOPIFY_WEBHOOK_SECRET: 's' })['shopify']).toEqual({})
  expect(offAtServer({ SHOPIFY_ACCESS_TOKEN: 't' })['shopify']).toEqual({
    actions: 'set SHOPIFY_SHOP_URL and start again', events: 'set SHOPIFY_WEBHOOK_SECRET and start again',
  })
})

test('names are unique, and money never moves without a guard against a second time', () => {
  const names = vocabulary.actions.map((action) => action.name)
  expect(new Set(names).size).toBe(names.length)
  for (const action of vocabulary.actions) if (action.effect !== 'read') expect(action.idempotency, action.name).not.toBe('none-needed')
})
