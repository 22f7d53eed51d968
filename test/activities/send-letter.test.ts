import { ApplicationFailure } from '@temporalio/activity'
import { expect, it } from 'vitest'
import { createSendLetter } from '../../activities/send-letter.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { Ledger, LedgerState, Mailer } from '../../domain/ports.ts'

const message = { template: 'done', locale: 'en', to: { email: 'mia.torres@example' }, subject: 'Your return', body: 'Hello' }
const order = { caseId: 'C1', effect: { kind: 'send', id: 'C1/tell/1/message.done/1', instance: 'tell#1', message }, proves: [] } as const

/** A ledger with one row, as the real one keeps it. */
function aLedger(): Ledger {
  let row: LedgerState | undefined
  return {
    begin: async () => (row ??= { state: 'unknown', firstTriedAt: 0 }),
    find: async () => row,
    finish: async (_key, result, reference) => void (row = { state: 'done', result, reference }),
    refuse: async (_key, code, message) => void (row = { state: 'refused', code, message }),
  }
}

const sending = (ledger: Ledger, send: Mailer['send']) =>
  createSendLetter({ ledger, mailer: { send }, addressOf: async () => undefined, recorder: { record: () => Promise.reject(new Error('no')), prove: async () => undefined } })(order)

it('keeps in the ledger that the mail server refused a letter, and tells a run that asks again the same without sending', async () => {
  const ledger = aLedger()
  const refusing: Mailer['send'] = () => Promise.reject(new ConnectorError('refused', 'bad-address', 'the mail server refuses it'))
  let sent = 0

  await expect(sending(ledger, refusing)).rejects.toMatchObject({ type: 'bad-address', nonRetryable: true })
  const again = await sending(ledger, async () => ({ reference: String(++sent) })).catch((error: unknown) => error)

  expect(again).toBeInstanceOf(ApplicationFailure)
  expect(again).toMatchObject({ type: 'bad-address', message: 'the mail server refuses it', nonRetryable: true })
  expect(sent).toBe(0)
})

it('sends a letter again whose fate is not known, and never one that was sent', async () => {
  const ledger = aLedger()
  const lost: Mailer['send'] = () => Promise.reject(new ConnectorError('unknown-outcome', 'mail-lost', 'the connection broke'))
  let sent = 0
  const send: Mailer['send'] = async () => ({ reference: String(++sent) })

  await expect(sending(ledger, lost)).rejects.toMatchObject({ type: 'mail-lost', nonRetryable: false })
  const told = [await sending(ledger, send), await sending(ledger, send)]

  expect(told).toMatchObject([{ type: 'sent', reference: '1' }, { type: 'sent', reference: '1' }])
  expect(sent).toBe(1)
})

it('finds the address of a role when the letter leaves, and says whom nobody stands for', async () => {
  const toRole = { ...order, effect: { ...order.effect, message: { ...message, to: { email: '', whom: 'cx_lead' } } } } as const
  const sentTo: string[] = []
  const send = (addressOf: Parameters<typeof createSendLetter>[0]['addressOf']) => createSendLetter({
    ledger: aLedger(), addressOf, recorder: { record: () => Promise.reject(new Error('no')), prove: async () => undefined },
    mailer: { send: async (letter) => { sentTo.push(letter.to.email); return { reference: 'm-1' } } },
  })(toRole)

  await expect(send(async (whom) => ({ name: 'Dana', email: `${whom}@harbour.example` }))).resolves.toMatchObject({ reference: 'm-1' })
  await expect(send(async () => undefined)).rejects.toMatchObject({ type: 'nobody', nonRetryable: true })
  expect(sentTo).toEqual(['cx_lead@harbour.example'])
})

it('holds a letter that comes into quiet hours, before anything is tried, and asks nobody about one that keeps none', async () => {
  const asked: unknown[] = []
  let tried = 0
  const send = (effect: typeof order.effect & { readonly at?: number; readonly message: { readonly quiet?: { readonly zone?: string } } }) => createSendLetter({
    ledger: { ...aLedger(), begin: async () => { tried += 1; return { state: 'fresh', firstTriedAt: 0 } } }, addressOf: async () => undefined,
    recorder: { record: () => Promise.reject(new Error('no')), prove: async () => undefined }, mailer: { send: async () => ({ reference: 'm-1' }) },
    quietUntil: async (...hour) => { asked.push(hour); return hour[1] < 100 ? 100 : undefined },
  })({ ...order, effect })
  const kept = { ...order.effect, message: { ...message, quiet: { zone: 'Asia/Tokyo' } } }

  expect(await send({ ...kept, at: 50 })).toEqual({ type: 'held', effect: order.effect.id, until: 100 })
  expect(tried).toBe(0)
  expect(await send({ ...kept, at: 100 })).toMatchObject({ type: 'sent' })
  expect(await send({ ...order.effect, at: 50 })).toMatchObject({ type: 'sent' })
  expect(asked).toEqual([['Asia/Tokyo', 50], ['Asia/Tokyo', 100]])
})
