import { createHmac } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { createHttp } from '../../adapters/http/connector.ts'
import { loadSops } from '../../compiler/load.ts'
import type { JsonObject } from '../../domain/json.ts'
import { hasFields } from '../../domain/shape.ts'
import { startPlanning } from '../../stand-ins/planning/planning.ts'

/** Calls it as the product does: by the connector of web services. */
const asProduct = (url: string) => {
  const connector = createHttp({
    systems: () => Promise.resolve({ supply: { connector: 'http', settings: { http: `${url}/`, secret: 'env SUPPLY_TOKEN' } } }), secret: () => 'planning-stand-in', allowHosts: [new URL(url).host],
  })
  return async (action: string, input: JsonObject, key = action) => (await connector.perform({ action, input, key, signal: AbortSignal.timeout(5_000) } as Parameters<typeof connector.perform>[0])).outputs
}
const control = async (url: string, what: string, body?: object) => {
  const answer = await fetch(`${url}/_control/${what}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  return (await answer.json()) as Record<string, unknown>
}
const LINE = { po: 'PO-1', line: '2', sku: 'LAMP' }

it('hands out what comes by rank, and knows a key again after it was killed', async () => {
  const stateFile = join(await mkdtemp(join(tmpdir(), 'planning-')), 'state.json')
  const first = await startPlanning({ stateFile })
  await control(first.url, 'line', LINE)
  for (const orderId of ['O-1', 'O-2', 'O-3']) await control(first.url, 'order', { orderId, orderName: `#${orderId}`, sku: 'LAMP', promised: '2026-12-03' })
  const ask = asProduct(first.url)
  expect(await ask('supply.impact', { ...LINE, quantity: 5, requested: '2026-12-01' })).toMatchObject({ breaks: 3, first_promise: '2026-12-03T23:00:00Z', margin: { amount: '200.00', currency: 'USD' } })
  expect(await ask('supply.receive', { po: 'PO-1', line: '2', quantity: 2 }, 'once')).toEqual({ released: 2 })
  await first.close()
  const second = await startPlanning({ stateFile })
  expect(await asProduct(second.url)('supply.receive', { po: 'PO-1', line: '2', quantity: 2 }, 'once')).toEqual({ released: 2 })
  expect(second.state().lines['PO-1/2']?.received).toBe(2)
  // What is read is read anew, under whatever key.
  expect(await asProduct(second.url)('supply.impact', { ...LINE, quantity: 5, requested: '2026-12-01' })).toMatchObject({ breaks: 1 })
  expect(await asProduct(second.url)('supply.orders', LINE)).toMatchObject({ orders: [{ order_id: 'O-3' }] })
  await second.close()
})

it('says whether the window has moved, and does once what was answered with an error', async () => {
  const planning = await startPlanning()
  const ask = asProduct(planning.url)
  expect(await ask('supply.publish_eta', { sku: 'LAMP', due: '2026-12-15' }, 'a')).toMatchObject({ eta_from: '2026-12-15', eta_to: '2026-12-19', moved: true })
  expect(await ask('supply.publish_eta', { sku: 'LAMP', due: '2026-12-15' }, 'b')).toMatchObject({ moved: false })
  await control(planning.url, 'faults', { mode: 'error-after-commit' })
  await expect(ask('supply.consent', { order_id: 'O-1', kind: 'wait' }, 'c')).rejects.toThrow('500')
  expect(await ask('supply.consent', { order_id: 'O-1', kind: 'wait' }, 'c')).toEqual({ kept: true })
  expect(planning.state().consents).toHaveLength(1)
  await expect(ask('supply.nothing', {})).rejects.toThrow('404')
  await planning.close()
})

it('answers all that the SOP about late lines asks for, in the types that it names', async () => {
  const { plans } = await loadSops(join(import.meta.dirname, '../../sops'), vocabulary)
  const plan = plans.find(({ sop }) => sop === 'supplier-delay')
  const asked = [
    ...Object.values(plan?.facts ?? {}).flatMap((fact) => (fact.kind === 'from' ? [fact] : [])),
    ...Object.values(plan?.steps ?? {}).flatMap((step) => (step.kind === 'action' ? [step] : [])),
  ].filter(({ action }) => action.startsWith('supply.'))
  expect(new Set(asked.map(({ action }) => action)).size).toBe(13)
  const planning = await startPlanning()
  const ask = asProduct(planning.url)
  await control(planning.url, 'line', LINE)
  await control(planning.url, 'order', { orderId: 'O-1', orderName: '#1', sku: 'LAMP', promised: '2026-12-03' })
  const input = { ...LINE, quantity: 5, requested: '2026-12-01', date: '2026-12-15', due: '2026-12-15', order_id: 'O-9', substitute: 'ASH' }
  for (const { action, returns } of asked) expect([action, hasFields(await ask(action, input), returns ?? {})]).toEqual([action, true])
  await planning.close()
})

it('tells sources what happened, signed over the body as it was sent', async () => {
  const heard: { readonly headers: IncomingHttpHeaders; readonly body: string; readonly path: string }[] = []
  const shop = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => { body += part.toString('utf8') })
    request.on('end', () => { heard.push({ headers: request.headers, body, path: request.url ?? '' }); response.end('{}') })
  })
  await new Promise<void>((resolve) => { shop.listen(0, '127.0.0.1', resolve) })
  const planning = await startPlanning({ hooksUrl: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hooks` })
  expect(await control(planning.url, 'tell', { source: 'supplier_portal', event: 'po_line_overdue', ...LINE })).toEqual({ status: 200 })
  expect(heard[0]?.path).toBe('/hooks/supplier_portal')
  expect(heard[0]?.headers['x-signature']).toBe(createHmac('sha256', 'supplier-stand-in').update(heard[0]?.body ?? '').digest('hex'))
  expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ event: 'po_line_overdue', po: 'PO-1' })
  await planning.close()
  await new Promise((resolve) => shop.close(resolve))
})
