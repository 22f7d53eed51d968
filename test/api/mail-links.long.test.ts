import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import type { ApiDeps } from '../../api/deps.ts'
import { Refused } from '../../domain/refusal.ts'
import type { ListedTask } from '../../domain/ports.ts'
import type { Plan } from '../../domain/plan.ts'
import { aField, anAction, aTask as aStep } from '../harness/plans.ts'
import { aCase, aDetail, answer, aTask, fakes, NOW, organisation, plan } from './fakes.ts'
import { mailBook } from './mail-book.ts'

/** The inspection leads to nothing but the end. */
const harmless: Plan = { ...plan, steps: [aStep('inspect', { outcomes: ['good', 'bad'] })] }
const catalogueOf = (of: Plan, people = organisation): ApiDeps['catalogue'] => ({ all: async () => [of], current: async () => of, organisation: async () => people, publishedAt: async () => ({}) })

function desk(over: Partial<ApiDeps> & { readonly tasks?: readonly ListedTask[] } = {}) {
  const { tasks = [aTask()], ...deps } = over
  const book = mailBook()
  const shop = { ...fakes().deps.reader, case: async (id: string) => (id === 'c1' ? aDetail({ tasks }) : undefined) }
  const made = fakes({ mailLinks: book.parts, catalogue: catalogueOf(harmless), reader: shop, ...deps })
  return { ...made, book, get: (token: string, query = '') => supertest(made.app).get(`/t/${token}${query}`), post: (token: string, form: Record<string, unknown>) => supertest(made.app).post(`/t/${token}`).type('form').send(form) }
}

describe('whoever only looks', () => {
  it('changes nothing: GET, HEAD and OPTIONS, a hundred times, with any headers a robot sends', async () => {
    const { app, asked, book, get } = desk()
    const token = book.give()
    for (let time = 0; time < 25; time++) {
      await get(token, time % 2 ? '?o=good' : '').set('Purpose', 'prefetch').expect(200)
      await supertest(app).head(`/t/${token}?o=good`).expect(200)
      await supertest(app).options(`/t/${token}`)
      await get(token).set('Sec-Fetch-Site', 'cross-site').set('X-HTTP-Method-Override', 'POST').expect(200)
    }
    expect(asked.commands).toEqual([])
    expect([...book.links.values()]).toMatchObject([{ usedAt: null, tries: 0 }])
    for (const method of ['put', 'patch', 'delete'] as const) await supertest(app)[method](`/t/${token}`).expect(405)
  })

  it('sees the task, with each answer as a choice and none taken for them but the one of their link', async () => {
    const { book, get } = desk()
    const token = book.give()
    const { text } = await get(token).expect(200)
    for (const words of ['Inspect', 'look', 'seal', 'stop', 'to ops', 'Good', 'Bad', 'I cannot do this', 'Code from the mail']) expect(text).toContain(words)
    expect(text).not.toContain(book.CODE)
    expect(text).not.toMatch(/<script|<input[^>]* checked|autofocus|onload/i)
    expect((await get(token, '?o=bad')).text).toMatch(/value="bad" checked/)
    expect((await get(token, '?o=%22%3E%3Cscript%3Ealert(1)%3C/script%3E')).text).not.toContain('<script')
  })

  it('gets a page that tells nobody where it was, is kept nowhere and runs nothing', async () => {
    const { book, get } = desk()
    const { headers, text } = await get(book.give()).expect(200)
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store', 'x-robots-tag': expect.stringContaining('noindex') })
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/)
    expect(text).not.toMatch(/ src=|<link|<iframe|url\(|style="/)
  })
})

describe('a robot that sends every form it finds', () => {
  it('changes nothing without the code, with each choice, with guesses, and locks the link in the end', async () => {
    const { asked, book, get, post } = desk()
    const token = book.give()
    const { text } = await get(token)
    const names = [...text.matchAll(/name="([^"]+)"/g)].map(([, name]) => name ?? '')
    for (const value of ['', 'on', 'good']) await post(token, Object.fromEntries(names.map((name) => [name, name === 'code' ? '' : value]))).expect(422)
    await post(token, {}).expect(422)
    for (const o of ['good', 'bad', '!cannot']) await post(token, { o, reason: 'unsafe' }).expect(422)
    expect(asked.commands).toEqual([])
    expect([...book.links.values()]).toMatchObject([{ tries: 0 }])
    for (const code of ['000000', '111111', '222222', '333333']) expect((await post(token, { o: 'good', code }).expect(422)).text).toContain('this is not the code')
    await post(token, { o: 'good', code: '444444' }).expect(404)
    // Not even the right one opens it now.
    await post(token, { o: 'good', code: book.CODE }).expect(404)
    await get(token).expect(404)
    expect(asked.commands).toEqual([])
    expect(book.noted.map(({ why }) => why)).toEqual(['wrong-code', 'wrong-code', 'wrong-code', 'wrong-code', 'locked', 'locked', 'locked', 'locked'])
  })

  it('cannot have a page of another site send it', async () => {
    const { asked, book, post } = desk()
    await post(book.give(), { o: 'good', code: book.CODE }).set('Sec-Fetch-Site', 'cross-site').expect(403)
    expect(asked.commands).toEqual([])
  })

  it.each([
    ['a form that asks for an amount', [aTask({ form: [aField('amount', { type: { kind: 'money', currency: 'USD' } })] })], harmless],
    ['an approval', [aTask({ approvals: { need: 1, of: ['warehouse'], given: [] } })], harmless],
    ['an action that pays next', [aTask()], { ...plan, steps: [aStep('inspect', { outcomes: ['good', 'bad'], routes: { good: { to: 'pay' }, bad: { finish: 'x' } } }), anAction('pay')] }],
    ['nobody knowing what comes next', [aTask()], plan],
  ] as const)('never moves money, even with the code, where people sign in and it is not signed in: %s', async (_what, tasks, of) => {
    const out = desk({ tasks, catalogue: catalogueOf(of), settings: { ...fakes().deps.settings, openAccess: false } })
    const refused = await out.post(out.book.give(), { o: 'good', code: out.book.CODE, 'f.amount': '1.00' }).expect(403)
    expect(refused.text).toContain('Sign in to do this')
    expect(out.asked.commands).toEqual([])
    expect([...out.book.links.values()]).toMatchObject([{ tries: 0 }])
    const book = mailBook()
    const signedIn = fakes({ mailLinks: { ...book.parts, requiresSession: async (_request, person) => person !== 'ana' }, catalogue: catalogueOf(of), reader: { ...fakes().deps.reader, case: async () => aDetail({ tasks }) } })
    await supertest(signedIn.app).post(`/t/${book.give()}`).type('form').send({ o: 'good', code: '000000' }).expect(422)
    expect(signedIn.asked.commands).toEqual([])
    await supertest(signedIn.app).post(`/t/${book.give()}`).type('form').send({ o: 'good', code: book.CODE, 'f.amount': '1.00' }).expect(303)
    expect(signedIn.asked.commands).toHaveLength(1)
  })
})

it('whether money moves is said by the procedure that the case has, and not by the one that new cases get', async () => {
  const pays: Plan = { ...plan, steps: [aStep('inspect', { outcomes: ['good', 'bad'], routes: { good: { to: 'pay' }, bad: { finish: 'x' } } }), anAction('pay')] }
  const catalogue = { ...catalogueOf(harmless), current: async (_sop: string, version?: string) => (version === aCase().version ? pays : harmless) }
  const { asked, book, post } = desk({ catalogue, settings: { ...fakes().deps.settings, openAccess: false } })
  await post(book.give(), { o: 'good', code: book.CODE }).expect(403)
  expect(asked.commands).toEqual([])
})

describe('whoever has the mail', () => {
  it('finishes the step with a choice and the code, as themselves, by what they saw', async () => {
    const { asked, book, get, post } = desk({ tasks: [aTask({ form: [aField('note'), aField('parts', { type: { kind: 'choose_many', options: ['a', 'b'] } })] })] })
    const token = book.give()
    const { headers } = await post(token, { o: 'good', epoch: '1', code: ' 402 519 ', 'f.note': 'one\r\ntwo', 'f.parts': ['a', 'b'], 'f.stray': 'x' }).expect(303)
    expect(headers['location']).toBe(`/t/${token}`)
    expect(asked.commands).toEqual([{ caseId: 'c1', command: { do: 'complete', by: 'ana', via: 'email', step: 'inspect', instance: 'inspect#1', epoch: 1, commandId: `mail.${book.idOf(token).slice(0, 40)}`, outcome: 'good', form: { note: 'one\ntwo', parts: ['a', 'b'] } } }])
    expect((await get(token).expect(200)).text).toContain('Your answer was taken: good')
  })

  it.each([
    ['that it cannot be done', aTask(), { o: '!cannot', reason: 'unsafe', note: 'it leaks' }, { do: 'cannot', reason: 'unsafe', note: 'it leaks' }],
    ['yes to what it would do', aTask({ kind: 'suggestion', suggestion: { action: 'shop.tag', input: {} } }), { o: '!yes' }, { do: 'confirm', yes: true }],
    ['no, and why', aTask({ kind: 'suggestion', suggestion: { action: 'shop.tag', input: {} } }), { o: '!no', note: 'wrong one' }, { do: 'confirm', yes: false, note: 'wrong one' }],
    ['what no system knows', aTask({ kind: 'question', question: { fact: 'weight' }, form: [aField('weight')] }), { o: '!answer', 'f.weight': '3' }, { do: 'answer', form: { weight: '3' } }],
    ['that it was done by hand', aTask({ kind: 'exception', problem: { code: 'x', message: 'no', step: 'inspect' }, choices: ['retry', 'done_by_hand'] }), { o: '!done_by_hand', reference: 'R-1', by_hand: 'bad' }, { do: 'settle', choice: 'done_by_hand', reference: 'R-1', outcome: 'bad', roles: ['warehouse'] }],
  ])('can say %s', async (_what, task, typed, command) => {
    const { asked, book, post } = desk({ tasks: [task] })
    await post(book.give(), { ...typed, code: book.CODE }).expect(303)
    expect(asked.commands).toMatchObject([{ command }])
  })

  it('keeps all that was typed when something is missing, and is told what at its place', async () => {
    const cases = { ...fakes().deps.cases, command: async () => { throw new Refused({ code: 'wrong-form', message: 'weight: write a whole number', fields: [{ field: 'weight', message: 'write a whole number, such as 2' }] }) } }
    const { book, post } = desk({ cases, tasks: [aTask({ form: [aField('weight', { type: { kind: 'whole_number' } }), aField('note')] })] })
    const token = book.give()
    const nothing = await post(token, { 'f.note': 'it is "wet" & <b>' }).expect(422)
    expect(nothing.text).toContain('choose how it ended')
    expect(nothing.text).toContain('>\nit is &quot;wet&quot; &amp; &lt;b&gt;</textarea>')
    const wrong = await post(token, { o: 'bad', code: book.CODE, 'f.weight': 'heavy', 'f.note': 'wet' }).expect(422)
    expect(wrong.text).toMatch(/value="heavy" aria-describedby="in-f-weight-help in-f-weight-error" aria-invalid="true"/)
    expect(wrong.text).toMatch(/value="bad" checked/)
    expect(wrong.text).toContain('write a whole number, such as 2')
    // What was refused has used nothing up.
    expect([...book.links.values()]).toMatchObject([{ usedAt: null }])
  })

  it('sends photos with it, each by its own bytes, and need not choose them anew after a mistake', async () => {
    const { app, asked, book } = desk({ tasks: [aTask({ evidence: [{ name: 'photos', label: 'Photos', kind: 'photo', atLeast: 1, atMost: 3, required: true, unless: false }] })] })
    const token = book.give()
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(64, 7)])
    const send = () => supertest(app).post(`/t/${token}`).field('o', 'good').field('code', book.CODE)
    const refused = await send().attach('e.photos', Buffer.from('%PDF-1.7\n'), { filename: 'a.jpg', contentType: 'image/jpeg' }).attach('e.photos', jpeg, 'C:\\fakepath\\front.jpg').expect(422)
    expect(refused.text).toContain('&quot;a.jpg&quot; is no photo')
    const kept = /name="k.photos" value="([0-9a-f]{64}\/front\.jpg)" checked/.exec(refused.text)
    expect(asked.commands).toEqual([])
    await send().field('k.photos', kept![1]!).field('k.photos', `${'0'.repeat(64)}/never.jpg`).expect(303)
    expect(asked.commands[0]!.command).toMatchObject({ evidence: { photos: [{ kind: 'photo', sha256: kept![1]!.slice(0, 64), name: 'front.jpg', type: 'image/jpeg' }] } })
  })

  it('sends one page fifty times at once and gives one answer', async () => {
    const seen = new Map<string, string>()
    const cases = { ...fakes().deps.cases, command: async (_case: string, command: { readonly commandId: string }) => { seen.set(command.commandId, JSON.stringify(command)); return answer } }
    const { book, post } = desk({ cases })
    const token = book.give()
    const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await post(token, { o: 'good', code: book.CODE })).status))
    expect(new Set(statuses)).toEqual(new Set([303, ...statuses.filter((status) => status === 200)]))
    expect(seen.size).toBe(1)
    expect((await post(token, { o: 'bad', code: book.CODE }).expect(200)).text).toContain('Your answer was taken: good')
    expect(seen.size).toBe(1)
  })

  it('is told who was faster, and can do nothing any more', async () => {
    const timeline = [{ position: 2, at: NOW, type: 'completed', text: 'bo finished Inspect: good', actor: 'person:bo', via: 'slack', step: 'inspect', detail: {}, minor: false, confirmed: true }]
    const reader = { ...fakes().deps.reader, case: async () => aDetail({ tasks: [], timeline, summary: aCase({ standing: 'waits for nobody' }) }) }
    const { asked, book, get, post } = desk({ reader })
    const token = book.give()
    expect((await get(token).expect(410)).text).toContain('Bo finished Inspect: good, in Slack, at Fri 11:00')
    expect((await post(token, { o: 'good', code: book.CODE }).expect(410)).text).toContain('This step is over')
    expect(asked.commands).toEqual([])
  })
})

describe('a link that opens nothing', () => {
  const left = { ...organisation, people: { ...organisation.people, ana: { ...organisation.people['ana']!, active: false } } }
  const rows: readonly (readonly [string, (book: ReturnType<typeof mailBook>) => string, Partial<ApiDeps> & { tasks?: readonly ListedTask[] }])[] = [
    ['was never given', () => randomBytes(20).toString('hex'), {}],
    ['is altered by a letter', (book) => `${book.give().slice(0, -1)}c`, {}],
    ['is altered in its case', (book) => book.give().toUpperCase(), {}],
    ['is a token of another kind', () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmEifQ.', {}],
    ['is 20,000 letters long', () => 'a'.repeat(7_000), {}],
    ['was made for answers by mail', (book) => book.give({ purpose: 'reply' }), {}],
    ['has expired', (book) => book.give({ expiresAt: NOW }), {}],
    ['is locked', (book) => book.give({ locked: true }), {}],
    ['is of a case that is gone', (book) => book.give({ caseId: 'c9' }), {}],
    ['is of somebody who has left', (book) => book.give(), { catalogue: catalogueOf(harmless, left) }],
    ['is of somebody who never was', (book) => book.give({ person: '__proto__' }), {}],
    ['is of a step that Bo has taken', (book) => book.give(), { tasks: [aTask({ claimedBy: 'bo', epoch: 2 })] }],
    ['is of a step that went to Bo', (book) => book.give(), { tasks: [aTask({ assignee: 'bo', epoch: 2 })] }],
    ['is of a step that Ana must not do', (book) => book.give(), { tasks: [aTask({ notFor: ['ana'] })] }],
  ]

  it.each(rows)('looks as any other, in words and in time, and is noted: it %s', async (_why, tokenOf, over) => {
    const { asked, book, get, post } = desk(over)
    const token = tokenOf(book)
    const began = performance.now()
    const looked = await get(token).expect(404)
    expect(performance.now() - began).toBeGreaterThan(240)
    const sent = await post(token, { o: 'good', code: book.CODE }).expect(404)
    const other = await get('f'.repeat(40)).expect(404)
    expect(looked.text).toBe(other.text)
    expect(sent.text).toBe(other.text)
    expect({ ...looked.headers, date: '', 'x-request-id': '' }).toEqual({ ...other.headers, date: '', 'x-request-id': '' })
    expect(asked.commands).toEqual([])
    expect(book.noted).toHaveLength(3)
  })
})

describe('what is sent to a link', () => {
  it.each([
    ['100,000 fields', 'application/x-www-form-urlencoded', () => Buffer.from('a=1&'.repeat(100_000)), 413],
    ['30 MB', 'application/x-www-form-urlencoded', () => Buffer.alloc(30_000_000, 0x61), 413],
    ['100,000 parts', 'multipart/form-data; boundary=x', () => Buffer.from('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(100_000)), 413],
    ['parts without an end', 'multipart/form-data; boundary=x', () => Buffer.from('--x\r\nContent-Disposition: form-data; name="a"'), 400],
    ['JSON', 'application/json', () => Buffer.from('{"o":"good"}'), 415],
    ['a form in an unknown shape', 'multipart/form-data', () => Buffer.from('o=good'), 415],
  ] as const)('is refused as a page, at once, when it is %s', async (_what, type, bodyOf, status) => {
    const { app, asked, book } = desk()
    const server = app.listen(0)
    try {
      const spent = stopwatch()
      const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/t/${book.give()}`, { method: 'POST', headers: { 'Content-Type': type }, body: bodyOf() })
      expect(answer.status).toBe(status)
      expect(spent().cpuMs).toBeLessThan(10_000)
      expect(await answer.text()).toContain('It was not taken')
    } finally {
      server.close()
    }
    expect(asked.commands).toEqual([])
  })
})

describe('a token', () => {
  it('is in no log, and no name that a request gives itself is in a page or in where it leads', async () => {
    const written: string[] = []
    const log = pino({ level: 'trace' }, new Writable({ write: (chunk, _encoding, done) => { written.push(String(chunk)); done() } }))
    const { book, get, post } = desk({ log, reader: { ...fakes().deps.reader, case: async (id) => { if (id === 'c1' && written.length > 3) throw new Error('broken'); return aDetail() } } })
    const token = book.give()
    const evil = { Host: 'evil.test', 'X-Forwarded-Host': 'evil.test', Referer: `https://mail.test/t/${token}` }
    const page = await get(token).set(evil).expect(200)
    const done = await post(token, { o: 'good', code: book.CODE }).set(evil).expect(303)
    expect(page.text + done.headers['location']!).not.toContain('evil.test')
    expect(page.text).toContain('http://localhost:3000/cases/c1')
    for (let time = 0; time < 6; time++) await get(token)
    expect(written.join('')).toContain('broken')
    expect(written.join('')).toContain('/t/[masked]')
    expect(written.join('')).not.toContain(token)
    expect(written.join('')).not.toContain(book.CODE)
  })
})
