import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../domain/json.ts'
import { startZendesk, type RunningZendesk } from '../../../stand-ins/zendesk/zendesk.ts'
import { createZendesk } from '../../../adapters/zendesk/connector.ts'
import type { Loose } from '../../stand-ins/ask.ts'
import { aCall, connectTo, failureOf } from './call.ts'

let desk: RunningZendesk
let ticket: string
beforeAll(async () => {
  desk = await startZendesk()
})
afterAll(() => desk.close())
beforeEach(async () => {
  ticket = String((await control('tickets', { orderRef: '#1142', text: 'arrived in pieces' })).ticket)
})
afterEach(() => desk.faults.clear())

const control = async (path: string, body: object): Promise<Loose> => {
  const answer = await fetch(`${desk.url}/_control/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  return answer.json()
}
const fault = (operation: string, mode: string, more: object = {}) => control('faults', { operation, mode, ...more })
const perform = (action: string, input: JsonObject, more = {}) => connectTo(desk, { timeoutMs: 400 }).perform(aCall(action, { ticket_id: ticket, ...input }, more))
const note = (more = {}) => perform('zendesk.note', { text: 'Paid, case 7' }, more)
const history = () => desk.store.state.audits.filter((audit) => String(audit.ticket_id) === ticket)
const notes = () => history().flatMap(({ events }) => events).filter((event) => event['type'] === 'Comment' && event['public'] === false)
const now = () => desk.store.state.tickets.find(({ id }) => String(id) === ticket)

describe('a ticket of Zendesk', () => {
  it('is read with who asks and where it stands', async () => {
    const { outputs, reference } = await perform('zendesk.ticket', {})
    expect(outputs).toEqual({ ticket_id: ticket, url: `${desk.url}/agent/tickets/${ticket}`, requester_email: 'ada@example.com', subject: 'My order', status: 'new', tags: [] })
    expect(reference).toBe(ticket)
  })

  it('gets a note that the customer does not see, once under its key', async () => {
    const first = await note()
    const again = await note()
    expect(again.outputs).toEqual(first.outputs)
    expect(notes()).toMatchObject([{ body: 'Paid, case 7', public: false }])
    await note({ key: 'return-damaged-photo-evidence/1/note_ticket#2/zendesk.note/1' })
    expect(notes()).toHaveLength(2)
  })

  it.each(['error-after-commit', 'reset-after-commit', 'garbage-after-commit', 'hang-after-commit'])('has one note, although the answer to it was lost by %s', async (mode) => {
    await fault('tickets.update', mode, { ms: 1_000 })
    expect(await failureOf(note())).toMatchObject({ failure: 'unknown-outcome' })
    expect(notes()).toHaveLength(1)
    expect((await note()).outputs).toEqual({ note_id: String(notes()[0]?.['id']) })
    expect(notes()).toHaveLength(1)
  })

  it.each(['error-before', 'reset-before', 'hang-before', 'unavailable'])('has no note before it is tried again after %s', async (mode) => {
    await fault('tickets.update', mode, { ms: 1_000 })
    expect(await failureOf(note())).toMatchObject({ failure: 'unknown-outcome' })
    expect(notes()).toHaveLength(0)
    await note()
    expect(notes()).toHaveLength(1)
  })

  it('is looked through whole before a note is written, however long its history is', async () => {
    for (let index = 0; index < 130; index += 1) await control('reply', { ticket: Number(ticket), as: 'agent', public: false, text: `call ${index}` })
    await note()
    await note()
    expect(notes().filter(({ body }) => body === 'Paid, case 7')).toHaveLength(1)
    const asked = desk.log.all().filter((entry) => entry['operation'] === 'tickets.audits' && String(entry['path']).includes(`/${ticket}/`) && entry['kind'] === 'request')
    expect(asked.length).toBe(4)
  })

  it('is read again when an agent was quicker, and nothing is written over', async () => {
    await fault('tickets.update', 'conflict')
    expect(await failureOf(note())).toMatchObject({ failure: 'transient', code: 'zendesk-changed' })
    expect(notes()).toHaveLength(0)
    await note()
    expect(notes()).toHaveLength(1)
    expect(desk.log.all().filter((entry) => entry['operation'] === 'tickets.update' && entry['kind'] === 'request').every(({ body }) => JSON.parse(String(body)).ticket.safe_update === true)).toBe(true)
  })

  it('gets a tag once, and keeps those that it has', async () => {
    await perform('zendesk.tag', { tag: 'damage concealed' })
    await perform('zendesk.tag', { tag: 'vip' })
    await perform('zendesk.tag', { tag: 'damage_concealed' })
    expect(now()?.tags).toEqual(['damage_concealed', 'vip'])
    const puts = desk.log.all().filter((entry) => entry['operation'] === 'tickets.tag' && entry['kind'] === 'request' && String(entry['path']).includes(`/${ticket}/`))
    expect(puts).toHaveLength(2)
    expect(await failureOf(perform('zendesk.tag', { tag: 'a,b' }))).toMatchObject({ failure: 'refused', code: 'user-error' })
  })

  it('is moved on, and one that stands there already is left alone', async () => {
    expect((await perform('zendesk.set_status', { status: 'solved' })).outputs).toEqual({ status: 'solved' })
    const changes = history().length
    await perform('zendesk.set_status', { status: 'solved' })
    expect(history()).toHaveLength(changes)
    expect(now()?.status).toBe('solved')
    expect(await failureOf(perform('zendesk.set_status', { status: 'closed' }))).toMatchObject({ failure: 'refused', code: 'user-error', message: expect.stringContaining('open, pending, hold, solved') })
  })

  it('that is closed refuses whatever is written', async () => {
    await control('ticket/status', { ticket: Number(ticket), status: 'closed' })
    for (const [action, input] of [['zendesk.note', { text: 'late' }], ['zendesk.tag', { tag: 'late' }], ['zendesk.set_status', { status: 'open' }]] as const)
      expect(await failureOf(perform(action, input))).toMatchObject({ failure: 'refused', code: 'user-error', message: expect.stringContaining('closed') })
  })
})

describe('what Zendesk refuses', () => {
  it('a ticket that is not there is a refusal, and so is what is no number', async () => {
    for (const ticket_id of ['1', '../users', '', '88213/tags'])
      expect(await failureOf(perform('zendesk.note', { ticket_id, text: 'x' }))).toMatchObject(ticket_id === '' ? { failure: 'contract' } : { failure: 'refused', code: 'not-found' })
  })

  it('its own words about an update are in the refusal', async () => {
    expect(await failureOf(perform('zendesk.note', { text: '   ' }))).toMatchObject({ failure: 'refused', code: 'user-error', message: expect.stringContaining('Comment: cannot be blank') })
  })

  it('a token that it does not know goes to whoever set it up', async () => {
    expect(await failureOf(connectTo(desk, { apiToken: 'other' }).perform(aCall('zendesk.ticket', { ticket_id: ticket })))).toMatchObject({ failure: 'permission', code: 'zendesk-token' })
  })

  it('too many requests are tried again after what it says', async () => {
    await fault('tickets.show', 'rate-limited', { retryAfter: 7 })
    expect(await failureOf(note())).toMatchObject({ failure: 'transient', code: 'zendesk-throttled', retryAfterMs: 7_000 })
  })

  it('an address that is none, or that is not private, is a mistake of the settings', () => {
    for (const url of ['here', 'http://harbour.zendesk.com', 'https://harbour.zendesk.com/agent'])
      expect(() => createZendesk({ url, email: 'a@b.example', apiToken: 'x' })).toThrow(/ZENDESK_URL/)
    expect(() => createZendesk({ url: 'https://harbour.zendesk.com', email: 'nobody', apiToken: 'x' })).toThrow(/ZENDESK_EMAIL/)
    expect(() => createZendesk({ url: 'https://harbour.zendesk.com', email: 'a@b.example', apiToken: '' })).toThrow(/ZENDESK_API_TOKEN/)
  })
})
