import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsFor } from '../../adapters/email/words.ts'
import { readMail } from '../../adapters/email/read-mail.ts'
import { createAlarms } from '../../adapters/postgres/alarms.ts'
import { createEvidenceStore } from '../../adapters/postgres/evidence.ts'
import { createInbox } from '../../adapters/postgres/inbox.ts'
import { createMailInbox } from '../../adapters/postgres/mailbox.ts'
import { createMailLinks } from '../../adapters/postgres/mail-links.ts'
import { createSupplierLetters } from '../../adapters/postgres/supplier-letters.ts'
import { createRefusals } from '../../adapters/postgres/refusals.ts'
import { createApp } from '../../api/app.ts'
import type { LinkPurpose } from '../../domain/mail/link.ts'
import { takeIn, type TakeDeps } from '../../mailbox/take.ts'
import { fakes } from '../api/fakes.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrganisation } from '../harness/mini-plan.ts'
import { aField, aPlan, aTask, elapsed, HOUR, role } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { aMail } from './lab.ts'

const organisation = { ...miniOrganisation, roles: { ...miniOrganisation.roles, graders: { id: 'graders', accountableFor: 'grading', people: ['ana', 'bo'], pick: 'first' } } } as const
const plan = aPlan([aTask('grade', { assign: role('graders'), owner: 'graders', sla: { finish: elapsed(4 * HOUR) }, outcomes: ['good', 'bad'], form: [aField('count', { type: { kind: 'whole_number', min: 1 }, required: ['bad'] })] })], { sop: 'grading', outcomes: ['good', 'bad'] })

let lab: CaseLab
let url = ''
let taking: TakeDeps
const closing: (() => unknown)[] = []

beforeAll(async () => {
  lab = await openCaseLab({ organisation, world: scriptedWorld({}) })
  await lab.catalogue.publish(plan, '')
  const links = createMailLinks(lab.database)
  const server = createApp({
    ...fakes().deps, catalogue: lab.catalogue, cases: lab.cases, reader: lab.reader, evidence: createEvidenceStore(lab.database), refusals: createRefusals(lab.database), now: () => Date.now(),
    mailLinks: { links, words: wordsFor, moneyActions: new Set() },
  }).listen(0)
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  taking = {
    inbox: createMailInbox(lab.database), links, catalogue: lab.catalogue, reader: lab.reader, cases: lab.cases, evidence: createEvidenceStore(lab.database), alarms: createAlarms(lab.database), letters: createSupplierLetters(lab.database), events: createInbox(lab.database), typeOf: () => undefined, moneyActions: new Set(), on: ['email'],
    read: (raw) => readMail(raw, { server: 'mx.shop.example', address: 'answers@shop.example' }), consoleUrl: url, now: () => Date.now(), exactly: (at) => new Date(at).toISOString(), report: () => undefined,
  }
  closing.push(() => server.closeAllConnections(), () => server.close(), () => lab[Symbol.asyncDispose]())
})
afterAll(async () => { for (const close of closing) await close() })

/** A case whose step has reached Ana. */
async function opened(key: string) {
  const { caseId } = await lab.open({ plan, key, trigger: 'shop.return', event: { id: key, customer: { email: 'cy@example.com', name: 'Cy' } } })
  const task = await eventually(async () => (await lab.reader.case(caseId))?.tasks.find(({ assignee }) => assignee === 'ana'))
  const link = (purpose: LinkPurpose) => createMailLinks(lab.database).issue({ purpose, caseId, step: task.step, instance: task.instance, epoch: task.epoch, person: 'ana' })
  return { caseId, page: await link('page'), reply: await link('reply') }
}

const post = (token: string, form: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${url}/t/${token}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
let uid = 0
const mail = (token: string, text: string): Promise<unknown> => {
  const raw = aMail(text, { 'Message-ID': `<${++uid}@x>`, From: 'ana@example.com', To: `answers+${token}@shop.example`, 'Authentication-Results': 'mx.shop.example; dmarc=pass header.from=example.com' })
  return takeIn(taking, { mailbox: 'in', uidValidity: '1', uid, bytes: raw.length, raw })
}
const ends = async (caseId: string): Promise<readonly string[]> => eventually(async () => {
  const lines = (await lab.reader.case(caseId))?.timeline.filter(({ type }) => type === 'completed').map(({ text, detail }) => `${text} ${String(detail['outcome'])}`) ?? []
  return lines.length > 0 ? lines : undefined
})

describe('on the engine', () => {
  it('fifty of one page at once, and one mail, finish a step once', async () => {
    const { caseId, page, reply } = await opened('RACE-1')
    const answers = await Promise.all([...Array.from({ length: 50 }, () => post(page.token, { o: 'good', code: page.code })), mail(reply.token, 'DONE good')])
    const statuses = answers.slice(0, 50).map((answer) => (answer as Response).status)
    expect(statuses.filter((status) => ![200, 303, 410].includes(status))).toEqual([])
    expect(await ends(caseId)).toHaveLength(1)
  })

  it('a page and a mail that say different things at once: one wins, and the other is told', async () => {
    const { caseId, page, reply } = await opened('RACE-2')
    const [response] = await Promise.all([post(page.token, { o: 'bad', code: page.code, 'f.count': '2' }), mail(reply.token, 'DONE good')])
    const won = await ends(caseId)
    expect(won).toHaveLength(1)
    const [row] = (await lab.database.pool.query<{ state: string }>('select state from mail where case_id = $1', [caseId])).rows
    const bad = won[0]!.endsWith('bad')
    // Whoever lost is told so by the case itself, or, once that is written down, by the page.
    expect({ page: response.status, mail: row!.state }).toEqual(bad ? { page: 303, mail: 'refused' } : { page: response.status === 409 ? 409 : 410, mail: 'acted' })
  })

  it('what the step needs is asked for at its place by the page and named in the answer to the mail, and then both are free to try again', async () => {
    const { caseId, page, reply } = await opened('RACE-3')
    const wrong = await post(page.token, { o: 'bad', code: page.code, 'f.count': '0' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('write 1 or more')
    expect(await mail(reply.token, 'DONE bad')).toBe('refused')
    expect((await post(page.token, { o: 'bad', code: page.code, 'f.count': '3' })).status).toBe(303)
    expect((await lab.reader.case(caseId))?.summary.outcome).toBe('bad')
    expect((await (await fetch(`${url}/t/${page.token}`)).text())).toContain('Your answer was taken: bad')
    expect(await mail(reply.token, 'DONE good')).toBe('refused')
  })
})
