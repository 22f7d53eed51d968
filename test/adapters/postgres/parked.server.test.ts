import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEvidenceStore } from '../../../adapters/postgres/evidence.ts'
import { createInbox } from '../../../adapters/postgres/inbox.ts'
import { createInteractions } from '../../../adapters/postgres/interactions.ts'
import { createMailInbox } from '../../../adapters/postgres/mailbox.ts'
import { createParkedThings } from '../../../adapters/postgres/parked.ts'
import { interactionParked, type Interaction } from '../../../domain/interaction.ts'
import type { SettledMail } from '../../../domain/mail/inbound.ts'
import { databaseLab, rows } from './lab.ts'

let database: Awaited<ReturnType<typeof databaseLab>>
beforeAll(async () => { database = await databaseLab() })
afterAll(() => database[Symbol.asyncDispose]())

const things = () => createParkedThings(database)
const listed = async (kind: string) => (await things().list()).filter((one) => one.kind === kind)
const decisions = () => rows(database, 'select kind, decision, by_person, because from parked_decision order by id')
const failing = () => Promise.reject(new Error('the engine knows no such SOP'))

describe('a webhook that was set aside', () => {
  const item = { source: 'shop', deliveryId: 'd1', eventId: 'e1', topic: 'orders/create', body: '{"id":1}', event: { name: 'shop.order', fields: { id: '1' } } }
  const inbox = () => createInbox(database, { tries: 1 })

  it('is listed with its reason, and tried again with all the patience it had', async () => {
    await inbox().store(item)
    await inbox().deliver(5, failing)
    const [one] = await listed('webhook')
    expect(one).toMatchObject({ what: 'orders/create', from: 'shop', reason: 'the engine knows no such SOP (after 1 tries)', again: false, file: null })
    // It came long ago, and that is not held against it.
    await database.pool.query("update inbox set received_at = clock_timestamp() - interval '30 days'")

    expect(await things().again('webhook', one!.id, 'olu')).toBe('done')
    expect(await listed('webhook')).toMatchObject([{ again: true }])
    expect(await things().again('webhook', one!.id, 'olu')).toBe('settled')
    expect(await inbox().deliver(5, async () => ({ state: 'later', reason: 'the engine is away' }))).toBe(1)
    expect(await listed('webhook')).toMatchObject([{ again: true, reason: 'the engine is away' }])
    await database.pool.query('update inbox set next_at = clock_timestamp()')
    await inbox().deliver(5, async () => ({ state: 'delivered', caseId: 'c1', note: 'opened' }))
    expect(await rows(database, 'select state, case_id from inbox')).toEqual([{ state: 'delivered', case_id: 'c1' }])
  })

  it('is dismissed once, with who did it and why, and is not delivered after that', async () => {
    await inbox().store({ ...item, deliveryId: 'd2', eventId: 'e2' })
    await inbox().deliver(5, failing)
    const [one] = (await listed('webhook')).filter(({ again }) => !again)

    const came = await Promise.all([things().dismiss('webhook', one!.id, 'olu', 'a test of the shop'), things().dismiss('webhook', one!.id, 'ana', 'me too')])

    expect(came.toSorted()).toEqual(['done', 'settled'])
    expect(await things().again('webhook', one!.id, 'olu')).toBe('settled')
    expect(await inbox().deliver(5, failing)).toBe(0)
    expect((await decisions()).filter(({ decision }) => decision === 'dismissed')).toHaveLength(1)
  })
})

describe('what somebody did in Slack and nobody could do', () => {
  const act: Interaction = {
    id: 'a'.repeat(64), from: { channel: 'slack', user: 'U1', place: null },
    asked: { do: 'command', caseId: 'c1', command: { do: 'complete', commandId: 'x', by: 'ana', via: 'slack', step: 'inspect', outcome: 'good', form: {} }, files: {} },
  }

  it('raises an alarm, is listed as who wanted what, and is done once somebody has it tried again, though it is old', async () => {
    const raised: string[] = []
    const alarms = { raise: async (kind: string, subject: string, message: string) => void raised.push(`${kind} ${subject.slice(0, 4)}: ${message}`) }
    const book = createInteractions(database, { tries: 1, leaseMs: 0, onParked: interactionParked(alarms, () => undefined) })
    await book.keep(act)
    await book.actOnDue(5, failing)
    expect(raised).toEqual(['interaction-parked aaaa: the engine knows no such SOP'])
    expect(await listed('interaction')).toMatchObject([{ id: act.id, what: 'complete inspect', from: 'ana', caseId: 'c1', reason: 'the engine knows no such SOP' }])
    await database.pool.query("update interaction set received_at = clock_timestamp() - interval '9 days'")

    expect(await things().again('interaction', act.id, 'olu')).toBe('done')
    await book.actOnDue(1, async () => ({ state: 'later', reason: 'the engine is away' }))
    expect(await listed('interaction')).toMatchObject([{ again: true }])
    await database.pool.query('update interaction set next_at = clock_timestamp()')
    await book.actOnDue(1, async () => ({ state: 'done' }))
    expect(await listed('interaction')).toEqual([])
  })
})

describe('a mail that was set aside', () => {
  const mail = (sha256: string): SettledMail => ({
    mailbox: 'in', uidValidity: '1', uid: 1, sha256, bytes: 5, messageId: '<1@x>', from: 'ana@shop.test', subject: 'Re: Inspect', state: 'parked', reason: 'it answers no task', caseId: null, person: null,
  })
  const kept = 'b'.repeat(64)

  it('is handed out as it was kept, until something came of it, and by its hash for whoever reads it', async () => {
    await createEvidenceStore(database).keep({ sha256: kept, type: 'message/rfc822', bytes: 5, body: Buffer.from('hello'), by: 'mail', original: kept, small: null })
    const box = createMailInbox(database)
    await box.settle(mail(kept))
    const [one] = await listed('mail')
    expect(one).toMatchObject({ what: 'Re: Inspect', from: 'ana@shop.test', file: kept })
    expect(await box.toTakeAgain()).toBeUndefined()

    expect(await things().again('mail', one!.id, 'olu')).toBe('done')
    expect(await listed('mail')).toMatchObject([{ again: true }])
    const again = await box.toTakeAgain()
    expect([again?.sha256, Buffer.from(again!.raw).toString()]).toEqual([kept, 'hello'])
    await box.resettle({ ...mail(kept), state: 'acted', reason: 'good', caseId: 'c1', person: 'ana' })
    expect(await box.toTakeAgain()).toBeUndefined()
    expect(await rows(database, 'select state, case_id from mail')).toEqual([{ state: 'acted', case_id: 'c1' }])
  })

  it('stays dismissed, whatever comes of it afterwards', async () => {
    const sha256 = 'c'.repeat(64)
    const box = createMailInbox(database)
    await box.settle(mail(sha256))
    const [one] = await listed('mail')
    expect(one).toMatchObject({ file: null })
    await things().again('mail', one!.id, 'olu')
    expect(await things().dismiss('mail', one!.id, 'olu', 'an advertisement')).toBe('done')
    await box.resettle({ ...mail(sha256), state: 'acted' })
    expect(await rows(database, `select state from mail where sha256 = '${sha256}'`)).toEqual([{ state: 'dismissed' }])
    expect((await decisions()).at(-1)).toEqual({ kind: 'mail', decision: 'dismissed', by_person: 'olu', because: 'an advertisement' })
  })
})

it('knows nothing under a name that it never gave', async () => {
  for (const kind of ['webhook', 'mail', 'interaction'] as const) {
    for (const id of ['999999', '-1', '1; drop table mail', '9'.repeat(40), '\u0000']) expect(await things().dismiss(kind, id, 'olu', 'no')).toBe('unknown')
  }
})
