import { afterEach, beforeEach, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { createMailer } from '../../../adapters/email/mailer.ts'
import type { Mailer } from '../../../domain/ports.ts'
import { ConnectorError } from '../../../domain/ports.ts'
import type { Letter } from '../../../domain/state.ts'
import { startMailbox } from '../../../stand-ins/mailbox/mailbox.ts'
import type { RunningMailbox } from '../../../stand-ins/mailbox/mailbox.ts'

let mailbox: RunningMailbox
let mailer: Mailer
beforeEach(async () => {
  mailbox = await startMailbox()
  mailer = createMailer({ smtpUrl: mailbox.smtpUrl, from: 'Sample shop <service@shop.example>' })
})
afterEach(() => mailbox.close())

const aLetter = (more: Partial<Letter> = {}): Letter => ({
  template: 'refund_sent', locale: 'en', to: {
    name: 'Mia Torres', email: 'mia.torres@example.com',
  }, subject: 'Your refund', body: 'Hello Mia,\n\n80.00 USD is on its way.\nIt takes 5 days.', ...more,
})
const failureOf = async (sending: Promise<unknown>): Promise<ConnectorError> => {
  const error = await sending.then(() => undefined, (problem: unknown) => problem)
  if (error instanceof ConnectorError) return error
  throw new Error(`expected a failure, got ${String(error)}`)
}

test('a letter arrives as plain text and as simple HTML, marked as written by a program', async () => {
  const { reference } = await mailer.send(aLetter(), 'case-1/tell#1')
  const [mail] = mailbox.mails
  expect(mail).toMatchObject({
    to: ['mia.torres@example.com'], from: 'service@shop.example', subject: 'Your refund',
    text: 'Hello Mia,\n\n80.00 USD is on its way.\nIt takes 5 days.',
    headers: { 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All', 'content-language': 'en' },
  })
  expect(mail!.html).toContain('<p style="margin:0 0 1em">80.00 USD is on its way.<br>It takes 5 days.</p>')
  expect(mail!.messageId).toBe(reference)
  expect(reference).toMatch(/^<[0-9a-f]{40}@shop\.example>$/)
})

test('a letter to a supplier whom the case has asked stands in the thread of that letter and takes its answer; any other says nothing of it', async () => {
  const asked: string[] = []
  const thread = async (key: string, address: string) => {
    asked.push(`${key} ${address}`)
    return address === 'orders@norholt.example' ? { token: 'f'.repeat(40), messageId: '<asked@shop.example>' } : undefined
  }
  const remembering = createMailer({ smtpUrl: mailbox.smtpUrl, from: 'Sample shop <service@shop.example>', answers: { replyAddress: 'answers@shop.example', letters: { thread } } })
  await remembering.send(aLetter({ to: { email: 'orders@norholt.example' } }), 'case-7/answer/1/remind.1')
  await remembering.send(aLetter(), 'case-7/tell/1')
  expect(asked).toEqual(['case-7/answer/1/remind.1 orders@norholt.example', 'case-7/tell/1 mia.torres@example.com'])
  const [reminder, other] = mailbox.mails
  expect(reminder).toMatchObject({ headers: { 'reply-to': `answers+${'f'.repeat(40)}@shop.example`, 'in-reply-to': '<asked@shop.example>', references: '<asked@shop.example>' }, envelope: { from: 'answers@shop.example' } })
  expect(other!.headers).not.toHaveProperty('reply-to')
  expect(other!.headers).not.toHaveProperty('in-reply-to')
})

test('every try of one key carries the same Message-ID and key, another key another', async () => {
  await mailer.send(aLetter(), 'case-1/tell#1')
  await mailer.send(aLetter(), 'case-1/tell#1')
  await mailer.send(aLetter(), 'case-2/tell#1')
  const [first, second, third] = mailbox.mails
  expect(second!.messageId).toBe(first!.messageId)
  expect(second!.headers['x-evenkeel-key']).toBe(first!.headers['x-evenkeel-key'])
  expect(third!.messageId).not.toBe(first!.messageId)
})

test('nothing in a letter can become a header, a second addressee or markup', async () => {
  const evil = 'x\r\nBcc: spy@evil.example\r\n\r\n<script>alert(1)</script>'
  await mailer.send(
    aLetter({ subject: evil, to: { name: evil, email: 'mia@example.com' }, locale: `en${evil}`, body: `Hi <b>&\n${evil}\n.\nQUIT` }),
    `k${evil}`,
  )
  const [mail] = mailbox.mails
  expect(mail!.envelope.to).toEqual(['mia@example.com'])
  expect(mail!.headers).not.toHaveProperty('bcc')
  expect(mail!.html).not.toContain('<script>')
  expect(mail!.text).toContain('\n.\nQUIT')
  expect(mailbox.mails).toHaveLength(1)
})

test('an address that is none, or more than one, is refused before anything is sent', async () => {
  for (const email of [
    '', 'mia', 'mia@', '@example.com', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'Mia <a@b.example>', '"a"@b.example',
    'a@b@c.example', `${'a'.repeat(65)}@b.example`,
  ]) {
    expect(await failureOf(mailer.send(aLetter({ to: { email } }), 'k')), email).toMatchObject({ failure: 'refused', code: 'bad-address' })
  }
  await fc.assert(fc.asyncProperty(fc.string({ maxLength: 40 }).filter((text) => !/^[^\s@]+@[^\s@]+$/.test(text)), async (email) => {
    expect((await failureOf(mailer.send(aLetter({ to: { email } }), 'k'))).code).toBe('bad-address')
  }), { numRuns: 50 })
  expect(mailbox.mails).toEqual([])
})

test('what the mail server answers decides who deals with it', async () => {
  mailbox.fail('reject-address', 1)
  expect(await failureOf(mailer.send(aLetter(), 'k'))).toMatchObject({
    failure: 'refused', code: 'bad-address', message: expect.stringContaining('"mia.torres@example.com"'),
  })
  mailbox.fail('later', 1)
  expect(await failureOf(mailer.send(aLetter(), 'k'))).toMatchObject({ failure: 'transient', code: 'mail-later' })
  mailbox.fail('refuse', 1)
  expect(await failureOf(mailer.send(aLetter(), 'k'))).toMatchObject({ failure: 'refused', code: 'mail-refused' })
  expect(mailbox.mails).toEqual([])
})

test('a line cut after the text went out leaves the outcome unknown', async () => {
  mailbox.fail('drop-after-data', 1)
  expect(await failureOf(mailer.send(aLetter(), 'k'))).toMatchObject({ failure: 'unknown-outcome', code: 'mail-lost' })
  expect(mailbox.mails).toHaveLength(1)
})

test('a server that is not there is tried again', async () => {
  const nowhere = createMailer({ smtpUrl: 'smtp://127.0.0.1:1', from: 'a@shop.example' })
  expect(await failureOf(nowhere.send(aLetter(), 'k'))).toMatchObject({ failure: 'transient', code: 'mail-unreachable' })
})

test('without a server no letter is ever called sent', async () => {
  for (const smtpUrl of [undefined, '']) {
    expect(await failureOf(createMailer({ smtpUrl, from: 'a@shop.example' }).send(aLetter(), 'k'))).toMatchObject({
      failure: 'permission', code: 'mail-off', message: expect.stringContaining('SMTP_URL'),
    })
  }
})

test.each(['', 'Sample shop', 'service@'])('does not start without an address to send from: "%s"', (from) => {
  expect(() => createMailer({ smtpUrl: 'smtp://127.0.0.1:1', from })).toThrow('"MAIL_FROM"')
  expect(() => createMailer({ smtpUrl: '', from })).not.toThrow()
})
