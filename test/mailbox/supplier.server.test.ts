import { expect, it } from 'vitest'
import { createSuppliers } from '../../adapters/email/supplier.ts'
import { openMailbox } from '../../adapters/email/imap.ts'
import { readMail } from '../../adapters/email/read-mail.ts'
import { createEvidenceStore } from '../../adapters/postgres/evidence.ts'
import { createInbox } from '../../adapters/postgres/inbox.ts'
import { createMailInbox } from '../../adapters/postgres/mailbox.ts'
import { createSupplierLetters } from '../../adapters/postgres/supplier-letters.ts'
import type { StoredItem } from '../../domain/ports.ts'
import { readMailbox } from '../../mailbox/read-loop.ts'
import { startMailbox } from '../../stand-ins/mailbox/mailbox.ts'
import { databaseLab, rows } from '../adapters/postgres/lab.ts'
import { aCall } from '../adapters/shopify/call.ts'
import { eventually } from '../harness/eventually.ts'
import { hasDovecot, startDovecot } from './dovecot.ts'
import { deliver, type ImapLab } from './imap-lab.ts'
import { aMail, mailLab } from './lab.ts'
import { startScriptedImap } from './scripted-imap.ts'

const put = (server: ImapLab & { put?(raw: Buffer): void }, raw: Buffer): Promise<void> | void => (server.put ? server.put(raw) : deliver(server.url, raw))

it('a letter leaves by SMTP, its answer comes by IMAP, and the case that asked hears of it once', async () => {
  const smtp = await startMailbox()
  await using imap = await (hasDovecot ? startDovecot() : startScriptedImap())
  await using database = await databaseLab()
  const letters = createSupplierLetters(database)
  const connector = createSuppliers({ smtpUrl: smtp.smtpUrl, from: 'Shop <buying@shop.example>', replyAddress: 'answers@shop.example', letters })
  const call = aCall('supplier.ask', { to: 'orders@norholt.example', supplier: 'Norholt', about: 'PO-3307/2', subject: 'PO-3307', text: 'Which date is firm?' }, { key: 'case-7/ask#1/1', caseId: 'case-7' })
  const { outputs } = await connector.perform(call)
  // A second try, after an answer that was lost: both of its addresses take the answer.
  expect((await connector.perform(call)).outputs).toEqual(outputs)
  const [first, second] = smtp.mails.map(({ headers }) => headers['reply-to']!)
  expect(first).not.toBe(second)
  expect(await rows(database, 'select case_id, address, about from supplier_letter')).toEqual([{ case_id: 'case-7', address: 'orders@norholt.example', about: 'PO-3307/2' }])

  const their = (to: string, text: string, more: Parameters<typeof aMail>[1] = {}): Buffer =>
    aMail(text, { From: 'Norholt <orders@norholt.example>', To: to, 'Authentication-Results': 'mx.shop.example; dmarc=pass header.from=norholt.example', 'Message-ID': '<1@norholt.example>', ...more })
  await put(imap, their(first!, 'Back on 3 December.', { 'Auto-Submitted': 'auto-replied' }))
  await put(imap, their(first!, '19 December, 600 pieces.\n\nOn Wed, Shop wrote:\n> Which date is firm?'))
  await put(imap, their(first!, 'pay elsewhere', { From: 'evil@norholt.example' }))
  const over = new AbortController()
  const { deps } = mailLab()
  const reading = readMailbox({
    ...deps, inbox: createMailInbox(database), evidence: createEvidenceStore(database), letters, events: createInbox(database), now: () => Date.now(),
    read: (raw) => readMail(raw, { server: 'mx.shop.example', address: 'answers@shop.example' }),
  }, 'answers', () => openMailbox(imap.url), over.signal)
  await eventually(async () => ((await rows(database, 'select id from mail')).length === 3 ? true : undefined))
  over.abort()
  await reading
  expect(await rows(database, 'select state, case_id, reason from mail order by id')).toEqual([
    { state: 'ignored', case_id: 'case-7', reason: 'a program of orders@norholt.example wrote it, which is no answer' },
    { state: 'acted', case_id: 'case-7', reason: 'orders@norholt.example answered about PO-3307/2' },
    { state: 'parked', case_id: 'case-7', reason: 'it answers a letter to orders@norholt.example, and somebody else sent it' },
  ])
  const heard: StoredItem[] = []
  await createInbox(database).deliver(10, async (item) => { heard.push(item); return { state: 'delivered', caseId: 'case-7', note: '' } })
  expect(heard.map(({ event }) => [event?.name, event?.fields['letter'], event?.fields['text']].join(' | ')).toSorted((a, b) => a.localeCompare(b))).toEqual([
    `supplier.away | ${String(outputs['letter'])} | Back on 3 December.`, `supplier.replied | ${String(outputs['letter'])} | 19 December, 600 pieces.`,
  ])
  expect(await letters.byToken('0'.repeat(40))).toBeUndefined()
  expect((await letters.byToken(second!.slice(8, 48)))?.id).toBe(outputs['letter'])

  // Whatever the case writes there next takes answers to it, and what another case writes does not, however alike its name.
  const next = await letters.thread('case-7/answer/1/remind.1', 'Orders@norholt.example')
  expect([next?.messageId, (await letters.byToken(next!.token))?.id]).toEqual([smtp.mails[0]!.messageId, outputs['letter']])
  for (const [key, address] of [['case-70/answer/1', 'orders@norholt.example'], ['case-7/answer/1', 'eva@norholt.example'], ['case', 'orders@norholt.example']] as const) expect(await letters.thread(key, address)).toBeUndefined()
  await letters.keep({ id: '2'.repeat(40), caseId: 'case-7/2', address: 'orders@norholt.example', about: 'another', messageId: '<2@shop.example>' })
  expect((await letters.thread('case-7/2/answer/1', 'orders@norholt.example'))?.messageId).toBe('<2@shop.example>')
  await smtp.close()
})
