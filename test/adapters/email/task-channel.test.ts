import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ChannelError } from '../../../domain/delivery.ts'
import { moneyActions } from '../../../domain/capability.ts'
import { vocabulary } from '../../../adapters/vocabulary.ts'
import { startMailbox } from '../../../stand-ins/mailbox/mailbox.ts'
import type { RunningMailbox } from '../../../stand-ins/mailbox/mailbox.ts'
import { aField, anAction, aPlan, aTask, usd } from '../../harness/plans.ts'
import { aCard, aDelivery, anOutgoing, channelTo, NOW } from './task-samples.ts'

let mailbox: RunningMailbox
beforeEach(async () => { mailbox = await startMailbox() })
afterEach(() => mailbox.close())

const failureOf = async (sending: Promise<unknown>): Promise<ChannelError> => {
  const error = await sending.then(() => undefined, (problem: unknown) => problem)
  if (error instanceof ChannelError) return error
  throw new Error(`expected a failure, got ${String(error)}`)
}

describe('a task by mail', () => {
  it('is complete as plain text: the task first, then facts, what to do, what comes next, and a link for each answer', async () => {
    const { channel } = channelTo(mailbox.smtpUrl)
    await channel.send(anOutgoing())
    const [mail] = mailbox.mails
    expect(mail!.subject).toBe('[due Fri 06:00 AM] Receive and inspect the parcel — #2041')
    expect(mail!.text).toMatchInlineSnapshot(`
      "Receive and inspect the parcel
      Receive and inspect the parcel is yours: on the warehouse roster now
      Returns: #2041
      Due in 2 h, Fri 06:00 AM (America/Chicago)

      FACTS
      Order value: $80.00 (shop, read 1 h ago)
      Delivered: Thu 04:00 AM (carrier, read 1 h ago)

      DO
      Weigh it and look at the seal.

      CHECK
      - The seal is whole
      - The weight fits

      IF WRONG
      Photograph it and stop.

      WHAT HAPPENS NEXT
      Fri 05:00 AM: reminds Ana Brandt
      After 2 h to the shift lead

      FINISH IT
      Your code for this mail: 012 345
      Each link opens a page that asks for this code and changes nothing before you send it. Do not pass this mail on.
      Good:
      https://ek.test/t/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1?o=good

      Short:
      https://ek.test/t/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1?o=short

      I cannot do this:
      https://ek.test/t/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1?o=%21cannot


      Or answer this mail with nothing but one of these lines:
      - DONE good
      - DONE short
      - CANNOT missing_data: what is missing

      ALL ABOUT THE CASE
      Open it in the console:
      https://ek.test/cases/returns%2FR1"
    `)
    expect(mail!.to).toEqual(['ana@shop.example'])
  })

  it('says the same in HTML that is readable dark, without pictures, scripts or anything to fetch, and short enough not to be cut off', async () => {
    const { channel } = channelTo(mailbox.smtpUrl)
    const long = 'Weigh <b>it</b> & look. '.repeat(4000)
    await channel.send(anOutgoing({ task: aCard({ do: long, ifWrong: long, check: Array.from({ length: 200 }, () => long), facts: Array.from({ length: 300 }, () => ({ label: long, value: '漢'.repeat(5000), type: 'text' as const, source: long, at: NOW })) }) }))
    await channel.send(anOutgoing())
    const [huge, mail] = mailbox.mails
    expect(Buffer.byteLength(huge!.html)).toBeLessThan(30_000)
    expect(Buffer.byteLength(huge!.text)).toBeLessThan(30_000)
    expect(huge!.html).not.toContain('<b>it')
    for (const { html } of [huge!, mail!]) {
      expect(html).not.toMatch(/<img|<script|<link|src=|url\(|@import|background|(?<!-)color:/i)
      expect(html).toContain('name="color-scheme" content="light dark"')
    }
    for (const words of ['Receive and inspect the parcel', 'The seal is whole', 'Photograph it and stop.', '012 345', 'https://ek.test/t/']) expect(mail!.html).toContain(words)
  })

  it('is known as a program\'s, keeps one name however often it is tried, and stands in the thread of its case', async () => {
    const { channel } = channelTo(mailbox.smtpUrl)
    const reference = await channel.send(anOutgoing())
    await channel.send(anOutgoing({ delivery: aDelivery({ tries: 2, possibleRepeat: true }) }))
    await channel.send(anOutgoing({ delivery: aDelivery({ id: '8' }), threadOf: reference }))
    const [first, again, later] = mailbox.mails
    expect(first!.headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'x-auto-response-suppress': 'All', 'x-sop-case': 'returns/R1' })
    expect(again!.messageId).toBe(first!.messageId)
    expect(first!.messageId).toBe(reference)
    expect(again!.text).toContain('You may have had this mail before')
    expect(first!.text).not.toContain('had this mail before')
    expect(later!.messageId).not.toBe(reference)
    expect(later!.headers['in-reply-to']).toBe(reference)
    expect(later!.headers['references']).toBe(`${first!.headers['references']!} ${reference}`)
  })

  it('takes answers only at an address of that one person and step, and offers them only where a plain answer is enough', async () => {
    const { channel, issued } = channelTo(mailbox.smtpUrl)
    await channel.send(anOutgoing())
    await channel.send(anOutgoing({ task: aCard({ form: [aField('weight', { required: true })] }) }))
    const [open, filled] = mailbox.mails
    const reply = issued.find(({ purpose }) => purpose === 'reply')
    expect(open!.headers['reply-to']).toBe(`answers+${reply!.token}@shop.example`)
    expect(reply).toMatchObject({ caseId: 'returns/R1', step: 'inspect', instance: 'inspect#1', epoch: 2, person: 'ana' })
    expect(open!.text).toContain('- DONE good\n- DONE short\n- CANNOT missing_data')
    expect(filled!.headers).not.toHaveProperty('reply-to')
    expect(filled!.text).not.toContain('DONE')
    expect(filled!.text).toContain('/t/')
  })

  it.each([
    ['its form asks for an amount', aCard({ form: [aField('amount', { type: { kind: 'money', currency: 'USD' } })] }), undefined],
    ['it is an approval', aCard({ approvals: { need: 2, of: ['warehouse'], given: [] } }), undefined],
    ['money goes out after it', aCard(), aPlan([aTask('inspect', { outcomes: ['good', 'short'], routes: { good: { to: 'pay' }, short: { finish: 'done' } } }), anAction('pay', { action: 'refund.pay' })])],
    ['nobody knows what comes after it', aCard(), aPlan([])],
  ])('never takes a mail for an answer where %s', async (_why, task, plan) => {
    const { channel, issued } = channelTo(mailbox.smtpUrl, { moneyActions: moneyActions(vocabulary), ...(plan ? { plan: async () => plan } : {}) })
    await channel.send(anOutgoing({ task }))
    expect(mailbox.mails[0]!.headers).not.toHaveProperty('reply-to')
    expect(issued.map(({ purpose }) => purpose)).toEqual(['page'])
  })

  it('gives no link to whoever only has to know', async () => {
    const { channel, issued } = channelTo(mailbox.smtpUrl)
    await channel.send(anOutgoing({ task: aCard({ assignee: 'bo', claimedBy: 'bo' }), delivery: aDelivery({ kind: 'told' }) }))
    await channel.send(anOutgoing({ task: null, over: { text: 'Bo finished Inspect: good', at: NOW }, delivery: aDelivery({ id: '9', kind: 'notice' }) }))
    expect(issued).toEqual([])
    expect(mailbox.mails[0]!.text).not.toContain('/t/')
    expect(mailbox.mails[0]!.text).toContain('Nothing is asked of you now')
    expect(mailbox.mails[1]!.text).toContain('Bo finished Inspect: good')
  })

  it('bundles what came in a storm, each with its case and when it is due', async () => {
    const { channel, issued } = channelTo(mailbox.smtpUrl)
    const items = Array.from({ length: 100 }, (_, index) => ({ headline: `Step ${index} is yours`, title: 'Step', caseLabel: `#${index}`, url: `https://ek.test/cases/${index}`, dueAt: NOW + 3_600_000 }))
    await channel.send(anOutgoing({ delivery: aDelivery({ kind: 'digest', caseId: '', step: null, instance: null, urgent: true, headline: '100 urgent messages for you' }), caseLabel: '', task: null, items }))
    expect(mailbox.mails[0]!.subject).toBe('[urgent] 100 urgent messages for you')
    expect(mailbox.mails[0]!.text).toContain('Step 41 is yours — #41, due in 1 h')
    expect(Buffer.byteLength(mailbox.mails[0]!.html)).toBeLessThan(30_000)
    expect(issued).toEqual([])
    expect(Object.keys(mailbox.mails[0]!.headers).filter((name) => name.startsWith('list-'))).toEqual([])
  })
})

describe('what a name or a case says', () => {
  it('cannot become a header, another addressee or markup, nor turn what is read', async () => {
    const { channel } = channelTo(mailbox.smtpUrl)
    const evil = 'a\r\nBcc: x@evil.test\r\n\r\n<script>alert(1)</script>\u202Egpj.exe'
    await channel.send(anOutgoing({
      caseLabel: evil, sopTitle: evil, person: { id: 'ana', name: evil, zone: evil, locale: evil }, threadOf: `<x@y>\r\nBcc: x@evil.test`,
      delivery: aDelivery({ headline: evil, caseId: evil }), task: aCard({ title: evil, do: evil, facts: [{ label: evil, value: evil, type: 'text', source: evil, at: NOW }] }),
    }))
    const [mail] = mailbox.mails
    expect(mail!.envelope.to).toEqual(['ana@shop.example'])
    expect(mail!.headers).not.toHaveProperty('bcc')
    expect(mail!.html).not.toContain('<script>')
    expect(`${mail!.subject}${mail!.text}${mail!.html}`).not.toContain('\u202E')
  })

  it('stays behind its label in plain text, and looks like no heading and no link of ours', async () => {
    const { channel } = channelTo(mailbox.smtpUrl)
    const note = 'broken\n\nFINISH IT\nGood:\nhttps://evil.test/t/1'
    await channel.send(anOutgoing({ task: aCard({ facts: [{ label: 'note', value: note, type: 'text', source: null, at: null }] }) }))
    const { text } = mailbox.mails.at(-1)!
    expect(text).toContain('note: broken\n    FINISH IT\n    Good:\n    https://evil.test/t/1\n')
    expect(text.match(/^FINISH IT$/gm)).toHaveLength(1)
  })

  it('cannot be an address', async () => {
    const { channel } = channelTo(mailbox.smtpUrl)
    for (const address of ['a@b.test, x@evil.test', 'a@b.test\r\nRCPT TO:<x@evil.test>', '<a@b.test>', '', 'ana']) {
      expect(await failureOf(channel.send(anOutgoing({ delivery: aDelivery({ address }) })))).toMatchObject({ failure: 'unreachable', code: 'bad-address' })
    }
    expect(mailbox.mails).toEqual([])
  })
})

describe('a mail server that does not take it', () => {
  it.each([
    ['reject-address', 'unreachable', '550'],
    ['later', 'later', '451'],
    ['refuse', 'refused', '554'],
    ['drop-after-data', 'unknown', 'mail-lost'],
  ] as const)('is understood: %s is %s', async (fault, failure, code) => {
    mailbox.fail(fault, 1)
    const { channel } = channelTo(mailbox.smtpUrl)
    expect(await failureOf(channel.send(anOutgoing()))).toMatchObject({ failure, code })
  })

  it('has the mail perhaps when it is cut off after the text, and the repeat has the same name', async () => {
    mailbox.fail('drop-after-data', 1)
    const { channel } = channelTo(mailbox.smtpUrl)
    await failureOf(channel.send(anOutgoing()))
    await channel.send(anOutgoing({ delivery: aDelivery({ possibleRepeat: true }) }))
    expect(mailbox.mails.map(({ messageId }) => messageId)).toEqual([mailbox.mails[0]!.messageId, mailbox.mails[0]!.messageId])
  })

  it('is tried again later when it cannot be reached at all', async () => {
    await mailbox.close()
    const { channel } = channelTo(mailbox.smtpUrl)
    expect(await failureOf(channel.send(anOutgoing()))).toMatchObject({ failure: 'later' })
    mailbox = await startMailbox()
  })
})

it('an amount in a suggestion is shown as money', async () => {
  const { channel } = channelTo(mailbox.smtpUrl)
  await channel.send(anOutgoing({ task: aCard({ kind: 'suggestion', suggestion: { action: 'shop.refund', input: { amount: usd('80.00') } } }) }))
  expect(mailbox.mails[0]!.text).toContain('Amount: $80.00')
})
