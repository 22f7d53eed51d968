import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createConnectors } from '../../adapters/connectors.ts'
import { offAtServer, offIn } from '../../adapters/off.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'
import type { Json } from '../../domain/json.ts'
import type { FieldType } from '../../domain/plan.ts'
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
  expect(Object.keys(offIn({}))).toEqual(['easypost', 'stripe', 'supplier', 'zendesk'])
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

test('every action says what it needs, what it looks at, how an earlier try is found and how it is taken back', () => {
  const names = vocabulary.actions.map((action) => action.name)
  for (const { name, summary, effect, idempotency, retry, guard, readBack, compensation, refusals, scopes } of vocabulary.actions) {
    expect(summary, name).not.toBe('')
    expect(new Set(refusals).size, name).toBe(refusals.length)
    expect(new Set(scopes).size, name).toBe(scopes.length)
    const told = [guard, readBack, compensation]
    if (effect === 'read') expect({ idempotency, retry, told }, name).toEqual({ idempotency: 'none-needed', retry: 'transient', told: [null, null, null] })
    else for (const one of told) expect(one, name).toMatch(/^\S.{4,}/)
    // An action that takes it back is one that there is.
    if (compensation !== null && !/^(none|by hand)\b/.test(compensation)) expect(names, name).toContain(compensation)
    if (effect === 'money') expect(guard, name).toContain('limits')
  }
})

test('the scopes that are declared are those that the page about connecting asks for', () => {
  const page = (name: string) => readFileSync(join(import.meta.dirname, `../../docs/connect-${name}.md`), 'utf8')
  const declared = (name: string) => [...new Set(vocabulary.actions.filter((action) => action.name.startsWith(`${name}.`)).flatMap(({ scopes }) => scopes))]
  const asked = new Set([...page('shopify').matchAll(/`((?:read|write)_\w+)`/g)].map(([, scope]) => scope))
  // For webhooks and for old orders; no action of its own needs them.
  for (const other of ['read_shopify_payments_disputes', 'read_all_orders']) expect(asked.delete(other), other).toBe(true)
  expect(new Set(declared('shopify'))).toEqual(asked)
  const rights = new Map([...page('stripe').matchAll(/^\| ([\w ]+) \| (Read|Write) \|/gm)].map(([, resource, right]) => [resource, right]))
  expect(new Set(declared('stripe').map((scope) => scope.split(':')[0]))).toEqual(new Set(rights.keys()))
  for (const scope of declared('stripe')) expect(['Read', rights.get(scope.split(':')[0] ?? '')], scope).toContain(scope.split(': ')[1])
})

test('a read whose answer never comes is tried again, as its retry class says', async () => {
  const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const connectors = createConnectors({
    SHOPIFY_SHOP_URL: url, SHOPIFY_ACCESS_TOKEN: 't', STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_API_URL: url, EASYPOST_API_KEY: 'EZTK1', EASYPOST_API_URL: url,
    ZENDESK_URL: url, ZENDESK_EMAIL: 'a@b.example', ZENDESK_API_TOKEN: 't', HTTP_ALLOW_HOSTS: new URL(url).host,
  })
  for (const { name, effect, inputs, retry } of vocabulary.actions.filter((action) => action.effect === 'read')) {
    const input = Object.fromEntries(Object.entries(inputs).map(([field, type]) => [field, field === 'url' ? url : sample(type)]))
    const failed = await failureOf(connectors.get(name.split('.')[0] ?? '')!.perform(aCall(name, input)))
    expect([effect, failed.failure], name).toEqual(['read', retry])
  }
  server.close()
})

/** Something of that type. */
function sample(type: FieldType): Json {
  if (typeof type === 'object') return 'optional' in type ? sample(type.optional) : 'list' in type ? [] : {}
  return type === 'whole_number' ? 1 : type === 'money' ? { amount: '1.00', currency: 'USD' } : '5'
}
