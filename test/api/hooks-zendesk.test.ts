import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { zendeskWebhooks } from '../../adapters/zendesk/webhooks.ts'
import { createSource } from '../../api/source.ts'
import { startZendesk, type RunningZendesk } from '../../stand-ins/zendesk/zendesk.ts'
import type { Loose } from '../stand-ins/ask.ts'
import { fakes } from './fakes.ts'

const made = fakes({ sources: { zendesk: createSource(zendeskWebhooks(['new-secret', 'zendesk-stand-in'], () => Date.now())) } })
const server = made.app.listen(0)
let desk: RunningZendesk
beforeAll(async () => {
  desk = await startZendesk({ webhookUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/zendesk`, webhookRetryMs: [] })
})
afterAll(async () => {
  await desk.close()
  server.closeAllConnections()
  server.close()
})

const control = async (path: string, body: object): Promise<Loose> => {
  const answer = await fetch(`${desk.url}/_control/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  return answer.json()
}

it('a ticket and an answer to it come in under what was signed, in any order and however often they are sent', async () => {
  await control('webhooks/hold', {})
  const { ticket } = await control('tickets', { orderRef: '#1142', text: 'She wrote "broken"\nand more' })
  await control('reply', { ticket, text: 'here is the label' })
  expect(await control('webhooks/release', { order: 'reversed', copies: 3 })).toEqual({ statuses: [200, 200, 200, 200, 200, 200] })

  expect(made.asked.stored.map(({ event }) => event?.name)).toEqual([...Array.from({ length: 3 }, () => 'zendesk.customer_replied'), ...Array.from({ length: 3 }, () => 'zendesk.ticket_created')])
  // The inbox keeps one of each: their ids are the same however often they come.
  expect(new Set(made.asked.stored.map(({ eventId }) => eventId)).size).toBe(2)
  expect(made.asked.stored.at(-1)).toMatchObject({ source: 'zendesk', event: { fields: { ticket_id: String(ticket), order_ref: '#1142', intent_code: 'damaged', text: 'She wrote "broken"\nand more' } } })
})

it('one that was signed long ago is refused, and one that cannot be read is kept with what is wrong with it', async () => {
  const before = made.asked.stored.length
  const id = desk.store.state.told[0]?.id
  expect(await control('resend', { webhook: id, signedSecondsAgo: 1_000 })).toEqual({ status: 401 })
  expect(await control('resend', { webhook: id, signedSecondsAgo: 800 })).toEqual({ status: 200 })
  expect(await control('resend', { webhook: id, body: '{"type":"ticket_created","ticket_id":"x"}' })).toEqual({ status: 200 })
  expect(made.asked.stored).toHaveLength(before + 2)
  expect(made.asked.stored.at(-1)).toMatchObject({ topic: 'unreadable', deliveryId: expect.stringContaining('unreadable:') })
})
