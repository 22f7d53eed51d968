import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSuppliers } from '../../../adapters/email/supplier.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { SupplierLetter } from '../../../domain/mail/supplier.ts'
import { startMailbox, type RunningMailbox } from '../../../stand-ins/mailbox/mailbox.ts'
import { aCall, failureOf } from '../shopify/call.ts'

let mailbox: RunningMailbox
let kept: (SupplierLetter & { readonly messageId: string })[]
beforeEach(async () => {
  mailbox = await startMailbox()
  kept = []
})
afterEach(() => mailbox.close())

const suppliers = () => createSuppliers({
  smtpUrl: mailbox.smtpUrl, from: 'Sample shop <buying@shop.example>', replyAddress: 'answers@shop.example',
  letters: { keep: async (letter) => { kept.push(letter); return String(kept.length).padStart(40, '0') } },
})

const slots: JsonObject = {
  to: 'Orders@norholt.example', supplier: 'Norholt Lighting', about: 'PO-3307/2', subject: 'Purchase order PO-3307, line 2', text: 'We have accepted no new date.', questions: ['What is the cause?', 'Which date is firm?'], answer_by: '2026-11-23',
}
const ask = (more: JsonObject = {}, key = 'case-7/ask#1/1') => suppliers().perform(aCall('supplier.ask', { ...slots, ...more }, { key, caseId: 'case-7' }))

describe('a letter to a supplier', () => {
  it('is kept before it leaves, and its answers go to an address of its own', async () => {
    const { outputs, reference } = await ask()
    const [mail] = mailbox.mails
    expect(kept).toEqual([{ id: outputs['letter'], caseId: 'case-7', address: 'orders@norholt.example', about: 'PO-3307/2', messageId: reference }])
    expect(mail).toMatchObject({
      to: ['Orders@norholt.example'], from: 'buying@shop.example', subject: 'Purchase order PO-3307, line 2', messageId: `<${String(outputs['letter'])}@shop.example>`, envelope: { from: 'answers@shop.example' },
      headers: { 'reply-to': `answers+${'1'.padStart(40, '0')}@shop.example`, 'auto-submitted': 'auto-generated' },
    })
    expect(mail!.text).toBe('Hello Norholt Lighting,\n\nWe have accepted no new date.\n\nPlease answer each of these:\n\n1. What is the cause?\n2. Which date is firm?\n\nPlease answer by 2026-11-23 by replying to this mail from this address, so that your answer comes to the right place.')
    expect(mail!.headers).not.toHaveProperty('x-auto-response-suppress')
  })

  it('is the same letter however often it is tried, and stands in the thread of the one that it follows', async () => {
    const first = await ask()
    await ask()
    const { outputs } = await ask({ follows: first.outputs['letter']! }, 'case-7/ask#2/1')
    expect(mailbox.mails.map(({ messageId }) => messageId)).toEqual([first.reference, first.reference, `<${String(outputs['letter'])}@shop.example>`])
    expect(mailbox.mails[2]!.headers).toMatchObject({ 'in-reply-to': first.reference, references: first.reference })
  })

  it('says what it can say without slots that are left out', async () => {
    const { questions: _questions, answer_by: _by, ...few } = slots
    await suppliers().perform(aCall('supplier.ask', few, { key: 'k/1', caseId: 'case-7' }))
    expect(mailbox.mails[0]!.text).toBe('Hello Norholt Lighting,\n\nWe have accepted no new date.\n\nPlease answer by replying to this mail from this address, so that your answer comes to the right place.')
  })

  it('never has a header that its slots made', async () => {
    await ask({ subject: 'x\r\nBcc: spy@evil.example', supplier: 'N\r\nX-Evil: 1' })
    expect(mailbox.mails[0]!.headers).not.toHaveProperty('bcc')
    expect(mailbox.mails[0]!.subject).toBe('x Bcc: spy@evil.example')
    expect(mailbox.mails[0]!.envelope.to).toEqual(['Orders@norholt.example'])
  })

  it.each([
    [{ to: 'none' }, 'bad-address'], [{ to: 'a@b.example, c@d.example' }, 'bad-address'], [{ text: ' ' }, 'wrong-letter'], [{ subject: 'x'.repeat(201) }, 'wrong-letter'],
    [{ questions: Array.from({ length: 31 }, () => 'x') }, 'wrong-letter'],
  ])('is refused where %j cannot be sent, and nothing is kept', async (more, code) => {
    expect(await failureOf(ask(more as JsonObject))).toMatchObject({ failure: 'refused', code })
    expect([kept, mailbox.mails]).toEqual([[], []])
  })

  it('that the mail server refuses is the buyer\'s, and one whose line broke is tried again', async () => {
    mailbox.fail('reject-address', 1)
    expect(await failureOf(ask())).toMatchObject({ failure: 'refused', code: 'bad-address' })
    mailbox.fail('drop-after-data', 1)
    expect(await failureOf(ask())).toMatchObject({ failure: 'unknown-outcome', code: 'mail-lost' })
  })
})

it('an address for answers that is none is refused at once', () => {
  const config = { smtpUrl: 'smtp://127.0.0.1:1', from: 'a@b.example', letters: { keep: async () => '' } }
  expect(() => createSuppliers({ ...config, replyAddress: 'nowhere' })).toThrow('REPLY_ADDRESS')
  expect(() => createSuppliers({ ...config, from: 'nobody', replyAddress: 'a@b.example' })).toThrow('MAIL_FROM')
})
