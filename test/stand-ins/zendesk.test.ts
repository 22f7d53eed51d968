import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { startZendesk } from '../../stand-ins/zendesk/zendesk.ts'
import type { Loose } from './ask.ts'

const AUTH = `Basic ${Buffer.from('agent@harbour.example/token:zd_stand_in').toString('base64')}`
const send = async (url: string, method: string, body?: object, authorization = AUTH): Promise<{ readonly status: number; readonly body: Loose }> => {
  const answer = await fetch(url, { method, headers: { Authorization: authorization, 'Content-Type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  return { status: answer.status, body: await answer.json() }
}

it('answers a safe update that comes too late with 409, and a closed ticket with 422', async () => {
  const desk = await startZendesk()
  const { body: { ticket } } = await send(`${desk.url}/_control/tickets`, 'POST', { deliver: false })
  const at = `${desk.url}/api/v2/tickets/${ticket}.json`
  const old = { ticket: { status: 'open', safe_update: true, updated_stamp: '2020-01-01T00:00:00Z' } }
  expect(await send(at, 'PUT', old)).toMatchObject({ status: 409, body: { error: 'UpdateConflict' } })
  expect(await send(at, 'PUT', { ticket: { status: 'closed' } })).toMatchObject({ status: 200, body: { ticket: { status: 'closed' }, audit: { events: [{ type: 'Change' }] } } })
  expect(await send(at, 'PUT', { ticket: { comment: { body: 'late' } } })).toMatchObject({ status: 422, body: { error: 'RecordInvalid' } })
  expect(await send(at, 'PUT', { ticket: { coment: { body: 'late' } } })).toMatchObject({ status: 400 })
  expect(await send(at, 'GET', undefined, 'Basic eDp5')).toMatchObject({ status: 401 })
  expect(await send(`${desk.url}/api/v2/tickets/1.json`, 'GET')).toMatchObject({ status: 404, body: { error: 'RecordNotFound' } })
  await desk.close()
})

it('asks to slow down above its limit', async () => {
  const desk = await startZendesk({ rateLimit: 2 })
  const { body: { ticket } } = await send(`${desk.url}/_control/tickets`, 'POST', { deliver: false })
  const statuses: number[] = []
  for (let index = 0; index < 3; index += 1) statuses.push((await send(`${desk.url}/api/v2/tickets/${ticket}`, 'GET')).status)
  expect(statuses).toEqual([200, 200, 429])
  await desk.close()
})

it('signs its webhooks over time and body, and sends what was held in any order, as often as asked', async () => {
  const got: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()))
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.end('{}')
    })
  }).listen(0)
  const desk = await startZendesk({ webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/zendesk` })
  await send(`${desk.url}/_control/webhooks/hold`, 'POST', {})
  const { body: { ticket } } = await send(`${desk.url}/_control/tickets`, 'POST', { orderRef: '#1142' })
  await send(`${desk.url}/_control/reply`, 'POST', { ticket, text: 'the label' })
  await send(`${desk.url}/_control/reply`, 'POST', { ticket, as: 'agent', public: false, text: 'seen' })
  expect(await send(`${desk.url}/_control/webhooks/release`, 'POST', { order: 'reversed', copies: 2 })).toMatchObject({ body: { statuses: [200, 200, 200, 200] } })
  expect(got.map(({ body }) => JSON.parse(body).type)).toEqual(['customer_replied', 'customer_replied', 'ticket_created', 'ticket_created'])
  for (const { headers, body } of got)
    expect(headers['x-zendesk-webhook-signature']).toBe(createHmac('sha256', 'zendesk-stand-in').update(`${String(headers['x-zendesk-webhook-signature-timestamp'])}${body}`).digest('base64'))
  await desk.close()
  server.close()
})
