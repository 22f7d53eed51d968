import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import { Away } from '../../domain/away.ts'
import { aField, anAction, aPlan, aTask } from '../harness/plans.ts'
import { shop } from '../adapters/email/task-samples.ts'
import { aCase, aDetail } from '../api/fakes.ts'
import { takeAgain } from '../../mailbox/take.ts'
import { aMail, mailLab, TOKEN } from './lab.ts'

const reply = (text: string): string => `${text}\n\nOn Fri, 20 Nov 2026 at 10:00, Shop <sops@shop.example> wrote:\n> Receive and inspect the parcel\n> DONE short\n> CANNOT unsafe: x\n`
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const person = (id: string) => shop.people[id]!

describe('an answer by mail', () => {
  it.each([
    ['DONE good', { do: 'complete', outcome: 'good' }],
    ['good', { do: 'complete', outcome: 'good' }],
    ['Done: Short', { do: 'complete', outcome: 'short' }],
    [reply('DONE good'), { do: 'complete', outcome: 'good' }],
    ['\n\nDONE good\n\nThanks,\nAna Brandt\n', { do: 'complete', outcome: 'good' }],
    ['DONE good\n\n-- \nAna Brandt\nWarehouse, Shop Ltd\n+49 30 1', { do: 'complete', outcome: 'good' }],
    ['DONE good\n\nSent from my iPhone', { do: 'complete', outcome: 'good' }],
    ['CANNOT missing_data: the label is torn', { do: 'cannot', reason: 'missing_data', note: 'the label is torn' }],
    ['cannot out of stock', { do: 'cannot', reason: 'out_of_stock', note: '' }],
  ])('is taken when its first line is one and nothing else: %j', async (text, command) => {
    const { take, commands, settled, kept, used, answers } = mailLab()
    const raw = aMail(text)
    expect(await take(raw)).toBe('acted')
    expect(commands).toMatchObject([{ ...command, by: 'ana', via: 'email', step: 'inspect', instance: 'inspect#1', epoch: 2, commandId: `mail.${'d'.repeat(40)}` }])
    expect(settled).toMatchObject([{ state: 'acted', caseId: 'c1', person: 'ana', from: 'ana@shop.example' }])
    // The mail itself is the proof.
    expect(kept).toMatchObject([{ sha256: settled[0]!.sha256, type: 'message/rfc822', body: raw }])
    expect(used).toHaveLength(1)
    expect(answers).toEqual([])
  })

  it('is taken once, however often the same mail comes', async () => {
    const { take, commands } = mailLab()
    await take(aMail('DONE good'))
    expect(await take(aMail('DONE good'))).toBe('seen')
    expect(commands).toHaveLength(1)
  })

  it('waits while the engine is away, and nothing is settled', async () => {
    const { take, settled } = mailLab({ deps: { cases: { command: () => Promise.reject(new Away('engine', 'away')) } } })
    await expect(take(aMail('DONE good'))).rejects.toThrow(Away)
    expect(settled).toEqual([])
  })

  it('that the case refuses is told to the person, at most once an hour', async () => {
    const { take, answers, settled } = mailLab({ refusal: { code: 'wrong-form', message: 'weight: fill in "Weight"' } })
    for (let time = 0; time < 5; time++) await take(aMail('DONE good', { 'Message-ID': `<${time}@x>` }))
    expect(settled.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'refused'))
    expect(answers).toMatchObject([{ to: 'ana@shop.example', subject: 'Re: [due Fri 06:00] Inspect', text: expect.stringContaining('fill in "Weight"') }])
  })

  it('that came too late is told who was faster, by which way and when, in the time of whoever is told', async () => {
    const line = { position: 2, at: Date.parse('2026-11-20T09:30:00Z'), type: 'completed', text: 'bo finished Inspect: good', actor: 'person:bo', via: 'slack', step: 'inspect', detail: {}, minor: false, confirmed: true }
    const reader = { case: async () => aDetail({ tasks: [], timeline: [line], summary: aCase({ standing: 'It ended: good' }) }) }
    const over = mailLab({ task: null, deps: { reader } })
    await over.take(aMail('DONE good'))
    expect(over.answers[0]!.text).toMatch(/^The step is over already\. Bo finished Inspect: good, in Slack, at Fri 09:30 AM\. It ended: good/)

    const refused = mailLab({ refusal: { code: 'claimed-by-other', message: '"bo" took this step at 2026-11-20T09:30:00Z; ask them to give it back' } })
    await refused.take(aMail('DONE good'))
    expect(refused.answers[0]!.text).toMatch(/"bo" took this step at Fri 09:30 AM; ask them/)
  })

  it('that was taken before anybody could write that down is no answer that came too late', async () => {
    const line = { position: 2, at: Date.parse('2026-11-20T09:30:00Z'), type: 'completed', text: 'ana finished Inspect: good', actor: 'person:ana', via: 'email', step: 'inspect', detail: { outcome: 'good' }, minor: false, confirmed: true }
    const labWith = (over: object) => mailLab({ task: null, deps: { reader: { case: async () => aDetail({ tasks: [], timeline: [{ ...line, ...over }] }) } } })

    const again = labWith({})
    expect(await again.take(aMail('DONE good'))).toBe('acted')
    expect([again.commands, again.answers, again.used]).toEqual([[], [], ['good']])

    for (const over of [{ via: 'slack' }, { actor: 'person:bo' }, { detail: { outcome: 'short' } }]) expect(await labWith(over).take(aMail('DONE good'))).toBe('refused')
  })

  it('to a step that is over, or that somebody else has by now, changes nothing and says so', async () => {
    const over = mailLab({ task: null })
    expect(await over.take(aMail('DONE good'))).toBe('refused')
    expect(over.answers[0]!.text).toContain('The step is over already. It ended: good')
    const taken = mailLab({ task: { claimedBy: 'bo', epoch: 3 } })
    expect(await taken.take(aMail('DONE good'))).toBe('refused')
    expect([...over.commands, ...taken.commands]).toEqual([])
    expect(taken.noted).toEqual(['not-theirs'])
  })

  it.each([
    ['asks for an amount', { form: [aField('amount', { type: { kind: 'money' as const, currency: 'USD' } })] }, undefined],
    ['is an approval', { approvals: { need: 1, of: ['warehouse'], given: [] } }, undefined],
    ['pays next', {}, aPlan([aTask('inspect', { outcomes: ['good', 'short'], routes: { good: { to: 'refund' }, short: { finish: 'done' } } }), anAction('refund')])],
    ['is unknown to the SOP as it is now', {}, aPlan([])],
  ])('never finishes a step that %s', async (_what, task, plan) => {
    const { take, commands, answers } = mailLab({ task, ...(plan ? { plan } : {}) })
    expect(await take(aMail('DONE good'))).toBe('parked')
    expect(commands).toEqual([])
    expect(answers[0]!.text).toContain('sign in')
  })
})

const html = (text: string): Buffer => aMail(text, { 'Content-Type': 'text/html; charset=utf-8' })
const nested = (depth: number): Buffer => {
  const open = Array.from({ length: depth }, (_, index) => `--b${index}\r\nContent-Type: multipart/mixed; boundary=b${index + 1}\r\n\r\n`).join('')
  return aMail(`${open}--b${depth}\r\nContent-Type: text/plain\r\n\r\nDONE good\r\n`, { 'Content-Type': 'multipart/mixed; boundary=b0' })
}

/** Every one of these is signed by nobody but Ana, and yet a person has to look. */
const UNCLEAR: readonly (readonly [string, Buffer])[] = [
  ['nothing', aMail('')],
  ['nothing but what it quotes', aMail('> DONE good\n')],
  ['a quoted APPROVE below a no', aMail('No!\n\n> APPROVE\n> DONE good')],
  ['a quoted answer on top', aMail('On Fri, Shop wrote:\n> DONE good\n\nwhat do you mean?')],
  ['two answers', aMail('DONE good\nDONE short')],
  ['two answers in one line', aMail('DONE good DONE short')],
  ['an answer and its opposite', aMail('DONE good\n\nCANNOT unsafe: it leaks')],
  ['an answer with a condition', aMail('DONE good\n\nbut only if the customer has paid')],
  ['an answer taken back', aMail('DONE good\nsorry, no, wait')],
  ['an answer in the second line', aMail('Hello,\nDONE good')],
  ['an answer with a full stop', aMail('DONE good.')],
  ['an answer as a question', aMail('DONE good?')],
  ['an answer after words', aMail('I think DONE good')],
  ['a no', aMail('not done')],
  ['another language', aMail('ERLEDIGT gut')],
  ['another alphabet', aMail('ДОНЕ good')],
  ['letters that only look alike', aMail('DОNE good')],
  ['wide letters', aMail('ＤＯＮＥ good')],
  ['an outcome that there is not', aMail('DONE great')],
  ['DONE where there are two ways', aMail('DONE')],
  ['a reason that there is not', aMail('CANNOT lazy: no')],
  ['another reason without words', aMail('CANNOT other')],
  ['a right-to-left override', aMail('DONE \u202Edoog')],
  ['an override around an answer', aMail('\u202EDONE good')],
  ['an override in what the next person reads', aMail('CANNOT unsafe: \u202Eti od')],
  ['a hidden space in the word', aMail('DO\u200BNE good')],
  ['a soft hyphen in the word', aMail('DONE go\u00ADod')],
  ['a zero width joiner', aMail('DONE good\u200D')],
  ['a byte order mark in a word', aMail('DO\uFEFFNE good')],
  ['a NUL', aMail('DONE\u0000 good')],
  ['an escape sequence', aMail('\u001B[2KDONE good')],
  ['HTML alone', html('<p>DONE good</p>')],
  ['HTML with hidden words', html('<p style="display:none">DONE good</p><p>No!</p>')],
  ['HTML in base64', aMail(base64('<p>DONE good</p>'), { 'Content-Type': 'text/html', 'Content-Transfer-Encoding': 'base64' })],
  ['base64 shown as it is', aMail(base64('DONE good'))],
  ['base64 of two answers', aMail(base64('DONE good\r\nDONE short'), { 'Content-Transfer-Encoding': 'base64' })],
  ['base64 that is cut off', aMail('RE9ORSBnb2', { 'Content-Transfer-Encoding': 'base64' })],
  ['a character set that there is not', aMail('DONE\u00C5good', { 'Content-Type': 'text/plain; charset=x-klingon' })],
  ['UTF-7', aMail('+AEQATwBOAEU- good', { 'Content-Type': 'text/plain; charset=utf-7' })],
  ['UTF-16 that says it is UTF-8', Buffer.concat([aMail(''), Buffer.from('DONE good', 'utf16le')])],
  ['an attachment alone', aMail('--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nDONE good\n--b--', { 'Content-Type': 'multipart/mixed; boundary=b' })],
  ['a forwarded mail', aMail('--b\nContent-Type: message/rfc822\n\nFrom: ana@shop.example\n\nDONE good\n--b--', { 'Content-Type': 'multipart/mixed; boundary=b' })],
  ['two texts with two answers', aMail('--b\nContent-Type: text/plain\n\nDONE good\n--b\nContent-Type: text/plain\n\nDONE short\n--b--', { 'Content-Type': 'multipart/mixed; boundary=b' })],
  ['a calendar entry', aMail('BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR', { 'Content-Type': 'text/calendar; method=REPLY' })],
  ['an encrypted mail', aMail('--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--', { 'Content-Type': 'multipart/encrypted; boundary=b' })],
  ['a subject instead of a text', aMail('', { Subject: 'DONE good' })],
  ['a line of 100 KB', aMail(`On ${'x'.repeat(100_000)} DONE good`)],
  ['an answer behind 10,000 empty lines', aMail(`${'\n'.repeat(10_000)}DONE good`)],
  ['100 KB of quotes', aMail('> DONE good\n'.repeat(10_000))],
]

describe('a mail that was set aside and is to be taken in again', () => {
  const raw = aMail('DONE good')
  const again = { sha256: 'a'.repeat(64), mailbox: 'in', bytes: raw.length, raw }

  it('is acted on where what stood in its way is gone', async () => {
    const { deps, commands, settled } = mailLab({ again })
    expect(await takeAgain(deps)).toBe(true)
    expect(commands).toMatchObject([{ do: 'complete', outcome: 'good', by: 'ana', via: 'email' }])
    expect(settled).toMatchObject([{ sha256: again.sha256, state: 'acted', from: 'ana@shop.example' }])
  })

  it('is set aside again, with an alarm, where nothing has changed', async () => {
    const { deps, settled, alarms } = mailLab({ again: { ...again, raw: aMail('yes or no') } })
    await takeAgain(deps)
    expect(settled).toMatchObject([{ state: 'parked' }])
    expect(alarms).toHaveLength(1)
  })

  it('waits while the engine is away, and is a person\'s again where it cannot be taken in at all', async () => {
    const away = mailLab({ again, deps: { cases: { command: async () => Promise.reject(new Away('engine', 'away')) } } })
    await expect(takeAgain(away.deps)).rejects.toThrow('away')
    expect(away.settled).toEqual([])
    const broken = mailLab({ again, deps: { cases: { command: async () => Promise.reject(new Error('a bug')) } } })
    expect(await takeAgain(broken.deps)).toBe(true)
    expect(broken.settled).toMatchObject([{ state: 'parked', reason: 'it could not be taken in; the log of the mailbox process says why' }])
  })

  it('is none where nobody wants any', async () => expect(await takeAgain(mailLab().deps)).toBe(false))
})

describe('a mail that is not clear', () => {
  it.each(UNCLEAR)('goes to a person and is never guessed at: %s', async (_what, raw) => {
    const { take, commands, alarms, settled, kept, answers } = mailLab()
    const spent = stopwatch()
    expect(await take(raw)).toBe('parked')
    expect(spent().cpuMs).toBeLessThan(2_000)
    expect(commands).toEqual([])
    expect(alarms).toHaveLength(1)
    expect(alarms[0]).toContain('has to be read by a person')
    expect(settled[0]!.reason).not.toBe('')
    expect(kept).toHaveLength(1)
    expect(answers.length).toBeLessThanOrEqual(1)
  })
})

const AR = 'mx.shop.example; dmarc=pass header.from=shop.example'
/** Our server's own finding, what it takes for the beginning of the text, and what a careless reader would still take for the header. */
const behindTheEnd = (line: string): Buffer => {
  const [head = '', text = ''] = aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; spf=pass smtp.mailfrom=x@evil.test' }).toString('latin1').split('\r\n\r\n')
  return Buffer.from(`${head.replaceAll('\r\n', '\n')}\n${line}\r\nAuthentication-Results: mx.shop.example; dkim=pass header.d=shop.example\r\n\r\n${text}`, 'latin1')
}
/** None of these is told anything: what looks like the person may be anybody. */
const FORGED: readonly (readonly [string, Buffer])[] = [
  ['somebody else', aMail('DONE good', { From: 'bo@shop.example' })],
  ['somebody else with her name', aMail('DONE good', { From: '"Ana Brandt" <ana@evil.test>', 'Authentication-Results': 'mx.shop.example; dmarc=pass header.from=evil.test' })],
  ['somebody else with her address as a name', aMail('DONE good', { From: '"ana@shop.example" <x@evil.test>' })],
  ['somebody else with her address as bare words', aMail('DONE good', { From: 'ana@shop.example <x@evil.test>' })],
  ['two senders in one field', aMail('DONE good', { From: 'ana@shop.example, x@evil.test' })],
  ['two fields From', aMail('DONE good', { From: ['Ana Brandt <ana@shop.example>', 'x@evil.test'] })],
  ['two fields From in the other order', aMail('DONE good', { From: ['x@evil.test', 'Ana Brandt <ana@shop.example>'] })],
  ['a group', aMail('DONE good', { From: 'us:ana@shop.example;' })],
  ['a comment in the address', aMail('DONE good', { From: 'ana(x)@shop.example' })],
  ['a comment behind the address', aMail('DONE good', { From: 'x@evil.test (ana@shop.example)' })],
  ['two angles', aMail('DONE good', { From: '<x@evil.test> <ana@shop.example>' })],
  ['an angle in a quoted name', aMail('DONE good', { From: '"a <ana@shop.example> b" <x@evil.test>' })],
  ['a quoted local part', aMail('DONE good', { From: '"ana@shop.example"@evil.test' })],
  ['a route', aMail('DONE good', { From: '<@evil.test:ana@shop.example>' })],
  ['an escape in a name', aMail('DONE good', { From: '"\\" <ana@shop.example>, \\"" <x@evil.test>' })],
  ['an encoded address', aMail('DONE good', { From: '=?utf-8?Q?ana=40shop.example?= <x@evil.test>' })],
  ['a NUL in the address', aMail('DONE good', { From: 'ana@shop.example\u0000@evil.test' })],
  ['a letter that only looks alike', aMail('DONE good', { From: 'аna@shop.example' })],
  ['an empty From', aMail('DONE good', { From: '' })],
  ['no From', aMail('DONE good', { From: null })],
  ['a Sender alone', aMail('DONE good', { From: null, Sender: 'ana@shop.example' })],
  ['nobody vouching', aMail('DONE good', { 'Authentication-Results': null })],
  ['another server vouching', aMail('DONE good', { 'Authentication-Results': 'mx.evil.test; dmarc=pass header.from=shop.example' })],
  ['a server of a like name vouching', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example.evil.test; dmarc=pass header.from=shop.example' })],
  ['a server in a comment', aMail('DONE good', { 'Authentication-Results': '(mx.shop.example;) mx.evil.test; dmarc=pass header.from=shop.example' })],
  ['DMARC that failed', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dmarc=fail header.from=shop.example' })],
  ['DMARC that passed in a comment', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dmarc=fail (dmarc=pass header.from=shop.example) header.from=shop.example' })],
  ['DMARC of another domain', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dmarc=pass header.from=evil.test' })],
  ['two findings that contradict each other', aMail('DONE good', { 'Authentication-Results': [`mx.shop.example; dmarc=fail header.from=shop.example`, AR] })],
  ['two findings of one kind', aMail('DONE good', { 'Authentication-Results': [AR, AR] })],
  ['a pass slipped in beside a signature of somebody else', aMail('DONE good', { 'Authentication-Results': ['mx.shop.example; dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=x@evil.test', AR] })],
  ['a finding in the quoted name of whoever sent it', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; spf=pass smtp.mailfrom="a;dkim=pass header.d=shop.example;b"@evil.test' })],
  ['a domain in the quoted name of whoever signed it', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dkim=pass header.d=evil.test header.i="a header.d=shop.example"@evil.test' })],
  ['a domain named twice', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dkim=pass header.d=evil.test header.d=shop.example' })],
  ['a comment that is opened in a quoted name and never closed', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dkim=pass header.d=shop.example; spf=pass smtp.mailfrom="("@evil.test; dmarc=fail header.from=shop.example' })],
  ['a comment that is closed behind a backslash', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; spf=pass (a \\) ; dkim=pass header.d=shop.example) smtp.mailfrom=x@evil.test' })],
  ['a quote without an end', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dkim=pass header.d=shop.example; dmarc=" fail' })],
  ['a finding too long to read', aMail('DONE good', { 'Authentication-Results': [`mx.shop.example; dmarc=fail header.from=shop.example ${'x'.repeat(9_000)}`, 'mx.shop.example; dkim=pass header.d=shop.example'] })],
  ['a finding behind the end of the header', behindTheEnd('')],
  ['a finding behind a line that is no field', behindTheEnd('not a field')],
  ['a finding behind a lonely carriage return', behindTheEnd('\r')],
  ['SPF alone', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; spf=pass smtp.mailfrom=ana@shop.example' })],
  ['a signature of a domain below', aMail('DONE good', { 'Authentication-Results': 'mx.shop.example; dkim=pass header.d=evil.shop.example' })],
]

describe('a mail that somebody else may have written', () => {
  it.each(FORGED)('is not taken, and nobody is written to: %s', async (_what, raw) => {
    const { take, commands, answers, alarms } = mailLab()
    expect(await take(raw)).toBe('parked')
    expect(commands).toEqual([])
    expect(answers).toEqual([])
    expect(alarms).toHaveLength(1)
  })

  it.each([
    ['no token', null, {}, `answers@shop.example`],
    ['a token that was never given', null, {}, `answers+${'9'.repeat(40)}@shop.example`],
    ['a token that is altered', null, {}, `answers+${TOKEN.slice(0, -1)}1@shop.example`],
    ['a part of a token', null, {}, `answers+${TOKEN.slice(0, 20)}@shop.example`],
    ['a token of another domain', null, {}, `answers+${TOKEN}@shop.example.evil.test`],
    ['two tokens', null, {}, `answers+${TOKEN}@shop.example, answers+${'9'.repeat(40)}@shop.example`],
    ['the token of a page', null, { purpose: 'page' as const }, undefined],
    ['a token that has expired', null, { expiresAt: 0 }, undefined],
    ['a token of Bo', null, { person: 'bo' }, undefined],
    ['a token of somebody who never was', null, { person: 'constructor' }, undefined],
    ['a token of somebody who has left', { ...shop, people: { ...shop.people, ana: { ...person('ana'), active: false } } }, {}, undefined],
  ])('is not taken with %s', async (_what, organisation, link, to) => {
    const { take, commands, answers } = mailLab({ link, ...(organisation ? { organisation } : {}) })
    expect(await take(aMail('DONE good', to === undefined ? {} : { To: to }))).toBe('parked')
    expect(commands).toEqual([])
    expect(answers).toEqual([])
  })
})

describe('what no person has written', () => {
  it.each([
    ['an out-of-office', { 'Auto-Submitted': 'auto-replied' }],
    ['an out-of-office with parameters', { 'Auto-Submitted': 'auto-replied; owner-email="x"' }],
    ['an out-of-office of an older kind', { 'X-Autoreply': 'yes' }],
    ['an answering machine', { Precedence: 'auto_reply' }],
    ['a list', { 'List-Id': '<staff.shop.example>' }],
    ['bulk', { Precedence: 'bulk' }],
    ['a null sender', { 'Return-Path': '<>' }],
    ['a mail of ours that came back round', { 'Auto-Submitted': 'auto-generated', 'X-SOP-Case': 'c1' }],
    ['an answer of ours that came back round', { 'Auto-Submitted': 'auto-replied' }],
  ])('is never an answer and never answered: %s', async (_what, fields) => {
    const { take, commands, answers, alarms } = mailLab()
    expect(['ignored', 'bounce']).toContain(await take(aMail('DONE good', fields)))
    expect([...commands, ...answers, ...alarms]).toEqual([])
  })

  it('is read as a person\'s when it only asks that it be not answered by programs', async () => {
    const { take } = mailLab()
    expect(await take(aMail('DONE good', { 'X-Auto-Response-Suppress': 'All', 'Auto-Submitted': 'no' }))).toBe('acted')
  })

  const report = (action: string, id: string): Buffer => aMail(
    `--b\nContent-Type: text/plain\n\nIt did not arrive. DONE good\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.shop.example\n\nFinal-Recipient: rfc822; ana@shop.example\nAction: ${action}\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <${id}@shop.example>\nTo: ana@shop.example\n--b--`,
    { 'Return-Path': '<>', From: 'MAILER-DAEMON@mx.shop.example', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b', 'Auto-Submitted': 'auto-replied' })

  it('tells that a mail came back, by its name and with why', async () => {
    const { take, back, commands } = mailLab()
    expect(await take(report('failed', 'a'.repeat(40)))).toBe('bounce')
    expect(back).toEqual([{ messageId: `<${'a'.repeat(40)}@shop.example>`, reason: 'the mail came back: 5.1.1 smtp; 550 no such user' }])
    expect(commands).toEqual([])
  })

  it('tells nothing when a mail only takes longer, or is none of ours', async () => {
    const { take, back } = mailLab()
    expect(await take(report('delayed', 'a'.repeat(40)))).toBe('bounce')
    expect(await take(report('failed', 'not-ours'))).toBe('bounce')
    expect(back).toEqual([])
  })
})

describe('a mail that is made to be hard to read', () => {
  it.each([
    ['1,000 parts in each other', nested(1_000)],
    ['100 parts in each other', nested(100)],
    ['1,000 parts beside each other', aMail(`${'--b\nContent-Type: text/plain\n\nDONE good\n'.repeat(1_000)}--b--`, { 'Content-Type': 'multipart/mixed; boundary=b' })],
    ['100,000 header fields', aMail('DONE good', { 'X-A': Array.from({ length: 100_000 }, () => 'x') })],
    ['a header field of 1 MB', aMail('DONE good', { 'X-A': 'x'.repeat(1_000_000) })],
    ['a header without an end', Buffer.from(`From: ana@shop.example\r\n${' x\r\n'.repeat(300_000)}`)],
    ['30 MiB', aMail('x'.repeat(30 * 1024 * 1024))],
    ['a boundary of 100 KB', aMail('DONE good', { 'Content-Type': `multipart/mixed; boundary="${'b'.repeat(100_000)}"` })],
    ['10,000 addressees', aMail('DONE good', { To: Array.from({ length: 10_000 }, (_, index) => `p${index}@shop.example`).join(', ') })],
    ['10,000 comments in a finding', aMail('DONE good', { 'Authentication-Results': `mx.shop.example; ${'('.repeat(10_000)}` })],
    ['a name of 100 KB', aMail('DONE good', { From: `${'a '.repeat(50_000)}<ana@shop.example>` })],
    ['nothing at all', Buffer.alloc(0)],
    ['noise', Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256))],
  ])('is set aside within 5 s, and the next one is read: %s', async (_what, raw) => {
    const { take, commands } = mailLab()
    const spent = stopwatch()
    expect(await take(raw)).toBe('parked')
    expect(spent().cpuMs).toBeLessThan(5_000)
    expect(commands).toEqual([])
    expect(await take(aMail('DONE good'))).toBe('acted')
  })
})
