import supertest from 'supertest'
import { expect, it } from 'vitest'
import { createEmailChannel } from '../../adapters/email/task-channel.ts'
import { wordsFor } from '../../adapters/email/words.ts'
import { createMailInbox } from '../../adapters/postgres/mailbox.ts'
import { createMailLinks } from '../../adapters/postgres/mail-links.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { startMailbox } from '../../stand-ins/mailbox/mailbox.ts'
import type { Mail } from '../../stand-ins/mailbox/mailbox.ts'
import { takeIn } from '../../mailbox/take.ts'
import type { Database } from '../../adapters/postgres/database.ts'
import type { Channel } from '../../domain/delivery.ts'
import { fakes } from '../api/fakes.ts'
import { assignedTo, escalatedTo, messageLab, organisation, scriptedChannel } from '../dispatcher/message-lab.ts'
import { aPlan, aTask } from '../harness/plans.ts'
import { rows } from '../adapters/postgres/lab.ts'
import { aMail, mailLab } from './lab.ts'

const nobodyOnSlack = () => {
  const { people, ...rest } = organisation()
  return organisation({ ...rest, people: Object.fromEntries(Object.values(people).map(({ slack: _slack, ...person }) => [person.id, person])) })
}

/** Real mail server, real database, real sender of messages; only the engine is played. */
async function office(of = nobodyOnSlack(), more: readonly Channel[] = []) {
  const mailbox = await startMailbox()
  const made: { database?: Pick<Database, 'pool' | 'db'> } = {}
  const channel: Channel = {
    name: 'email',
    send: (message) => createEmailChannel({
      smtpUrl: mailbox.smtpUrl, from: 'Shop <sops@shop.test>', publicUrl: 'https://ops.shop.test', replyAddress: 'answers@shop.test', links: createMailLinks(made.database!), organisation: async () => of,
      plan: async () => aPlan([aTask('inspect', { outcomes: ['good', 'short'] })]), moneyActions: new Set(), now: () => Date.now(),
    }).send(message),
  }
  const lab = await messageLab([...more, channel], { organisation: of })
  made.database = lab
  const api = fakes({
    catalogue: { ...fakes().deps.catalogue, organisation: () => createCatalogue(lab).organisation(), current: async () => aPlan([aTask('inspect', { outcomes: ['good', 'short'] })]) },
    reader: createCaseReader(lab), mailLinks: { links: createMailLinks(lab), words: wordsFor, moneyActions: new Set() }, now: () => Date.now(),
  })
  return {
    lab, mailbox, api,
    async [Symbol.asyncDispose]() {
      await lab[Symbol.asyncDispose]()
      await mailbox.close()
    },
  }
}

const linkIn = ({ text }: Mail): string => /https:\/\/ops\.shop\.test(\/t\/[0-9a-f]{40}\S*)/.exec(text)![1]!
const codeIn = ({ text }: Mail): string => /code for this mail: (\d{3} \d{3})/.exec(text)![1]!

it('a task goes out by mail, a robot that does all it can with the mail changes nothing, and its reader finishes it', async () => {
  await using here = await office()
  await here.lab.tell('C1', [assignedTo('ana')])
  await here.lab.plan()
  await here.lab.send()
  const [mail] = here.mailbox.mails
  expect(mail!.to).toEqual(['ana@shop.test'])
  expect(await here.lab.deps.deliveries.ofCase('C1')).toMatchObject([{ channel: 'email', state: 'sent', reference: mail!.messageId }])

  for (const link of mail!.text.match(/https:\/\/ops\.shop\.test\S+/g) ?? []) {
    const path = link.replace('https://ops.shop.test', '')
    for (const method of ['get', 'head', 'options'] as const) await supertest(here.api.app)[method](path)
    if (path.startsWith('/t/')) await supertest(here.api.app).post(path).type('form').send({ o: 'good', code: '' }).expect(422)
  }
  expect(here.api.asked.commands).toEqual([])
  expect(await rows(here.lab, 'select tries, used_at from mail_link')).toEqual([{ tries: 0, used_at: null }, { tries: 0, used_at: null }])

  const path = linkIn(mail!).split('?')[0]!
  await supertest(here.api.app).post(path).type('form').send({ o: 'good', code: codeIn(mail!) }).expect(303)
  expect(here.api.asked.commands).toMatchObject([{ caseId: 'C1', command: { do: 'complete', outcome: 'good', by: 'ana', via: 'email', step: 'inspect', instance: 'inspect#1' } }])
  expect((await supertest(here.api.app).get(path).expect(200)).text).toContain('Your answer was taken: good')
})

it('fifty of one page at once use a link up once, and it is one command', async () => {
  await using here = await office()
  await here.lab.tell('C1', [assignedTo('ana')])
  await here.lab.plan()
  await here.lab.send()
  const [mail] = here.mailbox.mails
  const sent = await Promise.all(Array.from({ length: 50 }, () => supertest(here.api.app).post(linkIn(mail!)).type('form').send({ o: 'good', code: codeIn(mail!) })))
  expect(sent.filter(({ status }) => status !== 303 && status !== 200)).toEqual([])
  expect(new Set(here.api.asked.commands.map(({ command }) => JSON.stringify(command))).size).toBe(1)
})

it('a link is dead at once when its step goes to somebody else, and lives on when it only changes', async () => {
  await using here = await office()
  await here.lab.tell('C1', [assignedTo('ana')])
  await here.lab.plan()
  await here.lab.send()
  const path = linkIn(here.mailbox.mails[0]!)
  await here.lab.tell('C1', [assignedTo('ana')], [{ facts: [] }])
  await supertest(here.api.app).get(path).expect(200)
  await here.lab.tell('C1', [assignedTo('ben')], [{ assignee: 'ben', epoch: 2 }])
  await supertest(here.api.app).get(path).expect(404)
  await supertest(here.api.app).post(path).type('form').send({ o: 'good', code: codeIn(here.mailbox.mails[0]!) }).expect(404)
  expect(here.api.asked.commands).toEqual([])
  expect(await rows(here.lab, 'select why, times, case_id, person from mail_link_refused')).toMatchObject([{ why: 'not-theirs', times: 2, case_id: 'C1', person: 'ana' }])
})

it('an answer to the address of the mail finishes the step', async () => {
  await using here = await office()
  await here.lab.tell('C1', [assignedTo('ana')])
  await here.lab.plan()
  await here.lab.send()
  const { deps, commands } = mailLab({ organisation: nobodyOnSlack() })
  const taking = { ...deps, inbox: createMailInbox(here.lab), links: createMailLinks(here.lab), reader: createCaseReader(here.lab), catalogue: { organisation: async () => nobodyOnSlack(), current: async () => aPlan([aTask('inspect', { outcomes: ['good', 'short'] })]) }, now: () => Date.now(), read: (raw: Buffer) => import('../../adapters/email/read-mail.ts').then(({ readMail }) => readMail(raw, { server: 'mx.shop.example', address: 'answers@shop.test' })) }
  const raw = aMail('DONE good', { From: 'ana@shop.test', To: here.mailbox.mails[0]!.headers['reply-to']!, 'Authentication-Results': 'mx.shop.example; dmarc=pass header.from=shop.test' })
  expect(await takeIn(taking, { mailbox: 'in', uidValidity: '1', uid: 1, bytes: raw.length, raw })).toBe('acted')
  expect(commands).toMatchObject([{ do: 'complete', outcome: 'good', by: 'ana', via: 'email' }])
})

const bounceOf = (messageId: string): Buffer =>
  aMail(`--b\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such user\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: ${messageId}\n--b--`, { 'Return-Path': '<>', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' })

it('a mail that comes back goes on by the next way, once, and is on the alarms', async () => {
  const slack = scriptedChannel('slack')
  await using here = await office(organisation({ people: { ...organisation().people, ana: { ...nobodyOnSlack().people['ana']!, manager: 'cleo' } } }), [slack])
  await here.lab.tell('C1', [assignedTo('ana')])
  await here.lab.plan()
  await here.lab.send()
  const { messageId } = here.mailbox.mails[0]!
  const { deps, alarms } = mailLab()
  const taking = { ...deps, inbox: createMailInbox(here.lab), catalogue: { ...deps.catalogue, organisation: async () => createCatalogue(here.lab).organisation() } }
  const raw = bounceOf(messageId)
  for (const uid of [1, 2]) await takeIn(taking, { mailbox: 'in', uidValidity: '1', uid, bytes: raw.length, raw: uid === 1 ? raw : Buffer.concat([raw, Buffer.from(' ')]) })
  expect(await here.lab.deps.deliveries.ofCase('C1')).toMatchObject([
    { person: 'ana', channel: 'email', state: 'failed_over', reason: 'the mail came back: 5.1.1 smtp; 550 no such user' },
    { person: 'cleo', channel: 'slack', state: 'due', headline: expect.stringContaining('ana could not be reached') },
  ])
  await here.lab.send()
  expect(slack.handed.map(({ outgoing }) => outgoing.person?.id)).toEqual(['cleo'])
  expect(alarms).toHaveLength(1)
})

it('a mail that comes back goes on by no way that has failed for the same event', async () => {
  await using here = await office(organisation({ people: { ana: { ...nobodyOnSlack().people['ana']!, manager: 'cleo' }, cleo: (({ manager: _none, ...cleo }) => cleo)(nobodyOnSlack().people['cleo']!) } }))
  await here.lab.tell('C1', [escalatedTo('ana', 'cleo')])
  await here.lab.plan()
  await here.lab.send()
  const { deps, alarms } = mailLab()
  const taking = { ...deps, inbox: createMailInbox(here.lab), catalogue: { ...deps.catalogue, organisation: async () => createCatalogue(here.lab).organisation() } }
  for (const [uid, who] of ['cleo', 'ana'].entries()) {
    const raw = bounceOf(here.mailbox.mails.find(({ to }) => to[0] === `${who}@shop.test`)!.messageId)
    await takeIn(taking, { mailbox: 'in', uidValidity: '1', uid: uid + 1, bytes: raw.length, raw })
  }
  expect(await here.lab.deps.deliveries.ofCase('C1')).toMatchObject([{ person: 'ana', state: 'failed' }, { person: 'cleo', state: 'failed' }])
  expect(alarms).toHaveLength(2)
})

it('a cut line leaves a mail that may have arrived, and its repeat says so under the same name', async () => {
  await using here = await office()
  here.mailbox.fail('drop-after-data', 1)
  await here.lab.tell('C1', [assignedTo('ana')])
  await here.lab.plan()
  await here.lab.send()
  await here.lab.later(120_000)
  await here.lab.send()
  const [first, again] = here.mailbox.mails
  expect(again!.messageId).toBe(first!.messageId)
  expect(again!.text).toContain('You may have had this mail before')
  expect(await here.lab.deps.deliveries.ofCase('C1')).toMatchObject([{ state: 'sent', possibleRepeat: true }])
  // Either mail finishes it.
  for (const mail of [first!, again!]) await supertest(here.api.app).get(linkIn(mail)).expect(200)
})
