import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, readFileSync, rmSync, appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startShop } from '../../stand-ins/shop/shop.ts'
import type { RunningShop } from '../../stand-ins/shop/shop.ts'
import { ask, control, orderId } from './ask.ts'
import type { Loose } from './ask.ts'

let shop: RunningShop
beforeEach(async () => {
  shop = await startShop()
})
afterEach(() => shop.close())

const REFUND = `mutation R($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { id note totalRefundedSet { presentmentMoney { amount currencyCode } shopMoney { amount } } }
  order { displayFinancialStatus } userErrors { field message } } }`

async function refundInput(amount: string, name = '#2041', more: object = {}): Promise<{ input: object }> {
  const id = await orderId(shop, name)
  const { body } = await ask(shop, 'query T($id: ID!) { order(id: $id) { transactions(first: 5) { id gateway kind } } }', { id })
  const sale = body.data.order.transactions[0]
  return {
    input: { orderId: id, transactions: [{ orderId: id, parentId: sale.id, gateway: sale.gateway, kind: 'REFUND', amount }], ...more },
  }
}

describe('the transport', () => {
  test('answers 401 to an unknown token and 404 to a version that never was', async () => {
    expect(await ask(shop, '{ shop { name } }', {}, { token: 'nobody' })).toMatchObject({
      status: 401, body: { errors: expect.stringContaining('Invalid API key or access token') },
    })
    expect(await ask(shop, '{ shop { name } }', {}, { version: '1999-01' })).toMatchObject({ status: 404, body: { errors: 'Not Found' } })
  })

  test('tells the cost of every answer, and throttles with no data once the bucket is empty', async () => {
    await using poor = Object.assign(
      await startShop({ costLimit: 5, costRestore: 1 }), { async [Symbol.asyncDispose]() { await poor.close() } },
    )
    const query = 'query Q($id: ID!) { order(id: $id) { customer { id } } }'
    const id = await orderId(poor, '#2041')
    const answers = [await ask(poor, query, { id }), await ask(poor, query, { id }), await ask(poor, query, { id })]
    expect(answers[0]?.body.extensions.cost).toMatchObject({
      requestedQueryCost: 2, actualQueryCost: 2, throttleStatus: { maximumAvailable: 5, currentlyAvailable: 3, restoreRate: 1 },
    })
    expect(answers[2]?.body).toMatchObject({
      errors: [{ extensions: { code: 'THROTTLED' } }], extensions: { cost: { requestedQueryCost: 2 } },
    })
    expect(answers[2]?.body).not.toHaveProperty('data')
  })

  test.each([
    [
      'a field that the type does not have', '{ shop { colour } }', {},
      { extensions: { code: 'undefinedField', typeName: 'Shop', fieldName: 'colour' } },
    ],
    ['a half-written query', '{ shop { name ', {}, { message: expect.stringContaining('syntax error') }],
    ['an argument that the field does not take', '{ shop(id: 1) { name } }', {}, { extensions: { code: 'argumentNotAccepted' } }],
    ['a missing required argument', '{ order { id } }', {}, { extensions: { code: 'missingRequiredArguments' } }],
    ['a variable that is not declared', '{ order(id: $id) { id } }', {}, { extensions: { code: 'variableNotDefined' } }],
    ['a missing variable', 'query Q($id: ID!) { order(id: $id) { id } }', {}, { extensions: { code: 'INVALID_VARIABLE' } }],
    ['an id that is no GID', 'query Q($id: ID!) { order(id: $id) { id } }', { id: '2041' }, { extensions: { code: 'INVALID_VARIABLE' } }],
    [
      'an input field that does not exist',
      'mutation M($i: ReturnApproveRequestInput!) { returnApproveRequest(input: $i) { return { id } userErrors { message } } }',
      { i: { id: 'gid://shopify/Return/1', colour: 'red' } },
      { extensions: { problems: [{ path: ['colour'], explanation: 'Field is not defined on ReturnApproveRequestInput' }] } },
    ],
    ['an object without selections', '{ shop }', {}, { extensions: { code: 'selectionMismatch' } }],
    [
      'a code on plain user errors',
      'mutation M($i: RefundInput!) { refundCreate(input: $i) @idempotent(key: "k") { userErrors { code } } }',
      { i: { orderId: 'gid://shopify/Order/1' } }, { extensions: { code: 'undefinedField', typeName: 'UserError' } },
    ],
  ])('refuses %s at the top level, with status 200', async (_what, query, variables, error) => {
    const { status, body } = await ask(shop, query, variables)
    expect(status).toBe(200)
    expect(body.errors[0]).toMatchObject(error)
    expect(body).not.toHaveProperty('data')
  })
})

describe('refundCreate', () => {
  test('fails at run time without @idempotent from 2026-04 on, and not before', async () => {
    const { input } = await refundInput('5.00')
    const bare = 'mutation R($input: RefundInput!) { refundCreate(input: $input) { refund { id } userErrors { message } } }'
    const now = await ask(shop, bare, { input })
    expect(now.body.errors[0].message).toContain('@idempotent')
    expect((await control(shop, 'GET', 'refunds')).refunds).toHaveLength(1)
    const old = await ask(shop, bare, { input }, { version: '2026-01' })
    expect(old.body.data.refundCreate.refund.id).toMatch(/^gid:\/\/shopify\/Refund\/\d+$/)
  })

  test('pays once for a key, answering a repeat from the state as it is now', async () => {
    const variables = { ...await refundInput('30.00', '#2041', { note: 'first' }), key: 'k1' }
    const first = await ask(shop, REFUND, variables)
    expect(first.body.data.refundCreate).toMatchObject({
      refund: {
        note: 'first', totalRefundedSet: { presentmentMoney: { amount: '30.0', currencyCode: 'USD' } },
      }, order: { displayFinancialStatus: 'PARTIALLY_REFUNDED' }, userErrors: [],
    })
    await ask(shop, REFUND, { ...await refundInput('50.00'), key: 'k2' })
    const repeat = await ask(shop, REFUND, variables)
    expect(repeat.body.data.refundCreate).toMatchObject({
      refund: { id: first.body.data.refundCreate.refund.id }, order: { displayFinancialStatus: 'REFUNDED' },
    })
    expect((await control(shop, 'GET', 'refunds')).refunds.filter((one: Loose) => one.orderName === '#2041')).toHaveLength(2)
  })

  test('refuses a used key with other parameters', async () => {
    await ask(shop, REFUND, { ...await refundInput('30.00'), key: 'k1' })
    const { body } = await ask(shop, REFUND, { ...await refundInput('31.00'), key: 'k1' })
    expect(body.errors[0].extensions.code).toBe('IDEMPOTENCY_KEY_PARAMETER_MISMATCH')
  })

  test('runs again for a key that was forgotten', async () => {
    const variables = { ...await refundInput('30.00'), key: 'k1' }
    await ask(shop, REFUND, variables)
    await control(shop, 'POST', 'forget-keys', {})
    await ask(shop, REFUND, variables)
    expect((await control(shop, 'GET', 'refunds')).refunds.filter((one: Loose) => one.orderName === '#2041')).toHaveLength(2)
  })

  test.each([
    ['more than was paid', '80.01', '#2041', {}],
    ['more than is left', '50.01', '#2049', {}],
    ['decimals of a currency without them', '10.5', '#2046', {}],
    ['nothing', '0', '#2041', {}],
    ['less than nothing', '-1', '#2041', {}],
    ['another currency', '10', '#2041', { currency: 'EUR' }],
  ])('answers userErrors without a code for %s, and moves nothing', async (_what, amount, name, more) => {
    const before = (await control(shop, 'GET', 'refunds')).refunds.length
    const { body } = await ask(shop, REFUND, { ...await refundInput(amount, name, more), key: 'k' })
    expect(body.data.refundCreate).toMatchObject({ refund: null, userErrors: [{ field: expect.any(Array), message: expect.any(String) }] })
    expect((await control(shop, 'GET', 'refunds')).refunds).toHaveLength(before)
  })
})

describe('returns', () => {
  const MOVE = `mutation A($input: ReturnApproveRequestInput!) {
    returnApproveRequest(input: $input) { return { status } userErrors { field message code } } }`

  test('go from requested to open to closed, and answer INVALID_STATE to anything else', async () => {
    const { id } = await control(shop, 'POST', 'return', {})
    expect((
      await ask(shop, MOVE, { input: { id } })
    ).body.data.returnApproveRequest).toEqual({ return: { status: 'OPEN' }, userErrors: [] })
    expect((
      await ask(shop, MOVE, { input: { id } })
    ).body.data.returnApproveRequest).toMatchObject({ return: null, userErrors: [{ code: 'INVALID_STATE' }] })
    const close = await ask(shop, 'mutation C($id: ID!) { returnClose(id: $id) { return { status } userErrors { code } } }', { id })
    expect(close.body.data.returnClose.return.status).toBe('CLOSED')
  })

  test('are sent for #2041 first, then for other orders, then for new ones', async () => {
    const sent: string[] = []
    for (let index = 0; index < 10; index += 1) sent.push((await control(shop, 'POST', 'return', {})).name)
    expect(sent).toEqual([
      '#2041-R1', '#2042-R1', '#2043-R1', '#2044-R1', '#2045-R1', '#2046-R1', '#2047-R1', '#2049-R1', '#2050-R1', '#2051-R1',
    ])
  })
})

describe('the webhook', () => {
  test('has the published body, headers and signature, and comes again under the same ids until it is taken', async () => {
    const seen: { headers: Record<string, unknown>; body: string }[] = []
    const receiver = createServer((request, response) => void text(request).then((body) => {
      seen.push({ headers: request.headers, body })
      response.writeHead(seen.length === 1 ? 503 : 200).end()
    }))
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
    await using sender = Object.assign(
      await startShop({ webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`, webhookRetryMs: [5] }),
      { async [Symbol.asyncDispose]() { await sender.close() } },
    )
    const taken = new Promise<void>((done) => receiver.on(
      'request', (_request, response) => response.on('finish', () => seen.length === 2 && done()),
    ))

    await control(sender, 'POST', 'return', { reason: 'unwanted', note: 'does not fit', quantity: 1 })
    await taken
    receiver.close()

    const { headers, body } = seen[0]!
    expect(headers).toMatchObject({
      'x-shopify-topic': 'returns/request', 'x-shopify-shop-domain': 'sample-shop.myshopify.com', 'x-shopify-api-version': '2026-10',
      'x-shopify-webhook-id': expect.any(String), 'x-shopify-event-id': expect.any(String),
      'x-shopify-triggered-at': expect.stringMatching(/Z$/),
      'x-shopify-hmac-sha256': createHmac('sha256', 'stand-in-secret').update(body).digest('base64'),
    })
    expect(seen[1]!.headers['x-shopify-webhook-id']).toBe(headers['x-shopify-webhook-id'])
    const payload = JSON.parse(body)
    expect(Object.keys(payload)).toEqual([
      'id', 'admin_graphql_api_id', 'status', 'name', 'order', 'total_return_line_items', 'return_line_items', 'customer',
    ])
    expect(Object.keys(payload.order)).toEqual(['id', 'admin_graphql_api_id'])
    expect(Object.keys(payload.return_line_items[0])).toEqual([
      'id', 'admin_graphql_api_id', 'fulfillment_line_item', 'quantity', 'return_reason', 'return_reason_note', 'customer_note',
    ])
    expect(Object.keys(payload.return_line_items[0].fulfillment_line_item)).toEqual(['id', 'line_item'])
    expect(payload).toMatchObject({
      status: 'requested', name: '#2041-R1', total_return_line_items: 1,
      return_line_items: [{ return_reason: 'unwanted', customer_note: 'does not fit' }],
    })
    expect(body).toMatch(/^\{"id":\d{16},/)
    expect(body).not.toMatch(/price|title|deliver/)
  })
})

test('a webhook that nobody took is tried again by the next start of the shop, under the same ids', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'))
  const stateFile = join(folder, 'state.jsonl')
  const first = await startShop({ stateFile, webhookUrl: 'http://127.0.0.1:1/hooks', webhookRetryMs: [60_000] })
  const sent = await control(first, 'POST', 'return', {})
  await vi.waitFor(async () => expect((await control(first, 'GET', 'webhooks')).webhooks).toMatchObject([{ attempts: 1, done: null }]))
  await first.close()

  const receiver = createServer((_request, response) => response.end())
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const taken = new Promise<string>((done) => receiver.on('request', (request) => done(String(request.headers['x-shopify-webhook-id']))))
  const second = await startShop({ stateFile, webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks` })
  expect(await taken).toBe(sent.webhookId)
  await vi.waitFor(async () => expect((await control(second, 'GET', 'webhooks')).webhooks).toMatchObject([{ done: 'delivered' }]))
  await second.close()
  receiver.close()
  rmSync(folder, { recursive: true })
})

describe('faults', () => {
  test('commit before they lose the answer, once each', async () => {
    for (const mode of ['error-after-commit', 'reset-after-commit', 'garbage-after-commit']) {
      await control(shop, 'POST', 'faults', { operation: 'refundCreate', mode })
      const variables = { ...await refundInput('1.00'), key: mode }
      await ask(shop, REFUND, variables).then((answer) => expect(answer.status).toBe(500), () => undefined)
    }
    expect((await control(shop, 'GET', 'refunds')).refunds.filter((one: Loose) => one.orderName === '#2041')).toHaveLength(3)
    expect((await control(shop, 'GET', 'faults')).faults).toEqual([])
  })

  test('leave the shop as it was when they come before', async () => {
    for (const mode of ['error-before', 'reset-before', 'rate-limited', 'throttled', 'user-error', 'graphql-error']) {
      await control(shop, 'POST', 'faults', { operation: 'refundCreate', mode, code: 'ACCESS_DENIED' })
      await ask(shop, REFUND, { ...await refundInput('1.00'), key: mode }).catch(() => undefined)
    }
    expect((await control(shop, 'GET', 'refunds')).refunds.filter((one: Loose) => one.orderName === '#2041')).toHaveLength(0)
  })

  test('are refused when they are unknown, or would kill a process that is not named', async () => {
    expect(await control(shop, 'POST', 'faults', { mode: 'sulk' })).toMatchObject({ error: expect.stringContaining('"sulk"') })
    expect(await control(shop, 'POST', 'faults', { mode: 'kill', pid: -1 })).toMatchObject({ error: expect.any(String) })
  })
})

describe('the state', () => {
  test('survives a kill at any moment: half a last line is a commit that never was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-'))
    const files = { stateFile: join(folder, 'state.jsonl'), logFile: join(folder, 'log.jsonl') }
    const first = await startShop(files)
    const sent = await control(first, 'POST', 'return', {})
    await first.close()
    appendFileSync(files.stateFile, '[{"table":"returns","row":{"id":"1","na')

    const second = await startShop(files)
    const { returns } = await control(second, 'GET', 'returns')
    const { orders } = await control(second, 'GET', 'orders')
    await ask(second, '{ shop { name } }')
    await second.close()

    expect(returns.map((one: Loose) => one.id)).toEqual([sent.id])
    expect(orders).toHaveLength(9)
    expect(readFileSync(files.logFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line).kind)).toEqual(['request', 'answer'])
    rmSync(folder, { recursive: true })
  })
})
