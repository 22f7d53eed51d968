import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createAlarms } from '../../adapters/postgres/alarms.ts'
import { createCards } from '../../adapters/postgres/deliveries-cards.ts'
import { createDeliveries } from '../../adapters/postgres/deliveries.ts'
import { createEvidenceStore } from '../../adapters/postgres/evidence.ts'
import { createInteractions } from '../../adapters/postgres/interactions.ts'
import { createRefusals } from '../../adapters/postgres/refusals.ts'
import { createSlackChannel } from '../../adapters/slack/channel.ts'
import { createSlackClient } from '../../adapters/slack/client.ts'
import { createSlackDesk } from '../../adapters/slack/desk.ts'
import { slackPages } from '../../adapters/slack/pages.ts'
import { createApp } from '../../api/app.ts'
import { startMessageLoops } from '../../dispatcher/message-loops.ts'
import { startSealLoop } from '../../dispatcher/seal-loop.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { startSlack, type RunningSlack } from '../../stand-ins/slack/slack.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrganisation } from '../harness/mini-plan.ts'
import { aField, aPlan, aTask, elapsed, HOUR, role } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { fakes } from './fakes.ts'

const SLACK_IDS: Readonly<Record<string, string>> = { ana: 'U02ANA', bo: 'U02BO' }
const organisation: Organisation = {
  ...miniOrganisation,
  people: Object.fromEntries(Object.entries(miniOrganisation.people).map(([id, person]) => [id, { ...person, ...(SLACK_IDS[id] ? { slack: SLACK_IDS[id] } : {}) }])),
  roles: { ...miniOrganisation.roles, graders: { id: 'graders', accountableFor: 'grading', people: ['ana', 'bo'], pick: 'first' } },
}
const task = (change: object) => aTask('grade', { assign: role('graders'), owner: 'graders', sla: { finish: elapsed(4 * HOUR) }, ...change })
const withForm = aPlan([task({ form: [aField('count', { type: { kind: 'whole_number', min: 1 }, required: true })] })], { sop: 'grading' })
const plain = aPlan([task({})], { sop: 'plain-grading' })

let lab: CaseLab
let slack: RunningSlack
const problems: string[] = []
const closing: (() => unknown)[] = []

beforeAll(async () => {
  lab = await openCaseLab({ organisation, world: scriptedWorld({}) })
  slack = await startSlack({ rateSpeed: 0 })
  const now = () => Date.now()
  const access = { token: slack.settings.botToken, apiUrl: slack.apiUrl }
  const refusals = createRefusals(lab.database)
  const app = createApp({
    ...fakes().deps, catalogue: lab.catalogue, cases: lab.cases, reader: lab.reader, evidence: createEvidenceStore(lab.database), now, refusals,
    slack: { desk: createSlackDesk(access, now), pages: slackPages, interactions: createInteractions(lab.database), refusals, signingSecret: slack.settings.signingSecret },
  })
  const server = app.listen(0)
  Object.assign(slack.settings, { eventsUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` })
  const channel = createSlackChannel({ client: createSlackClient(access), people: async () => organisation.people, now })
  const loops = startMessageLoops({
    deliveries: createDeliveries(lab.database), cards: createCards(lab.database), catalogue: lab.catalogue, alarms: createAlarms(lab.database), consoleUrl: 'http://localhost:3000',
    channels: new Map([['slack', channel]]), now, report: (what, error) => problems.push(`${what}: ${String(error)}`),
  })
  // Nobody is told of a turn before the engine has confirmed it.
  const sealing = startSealLoop(lab.sealer, { report: () => undefined, pollMs: 200 })
  closing.push(() => loops.stop(), () => sealing.stop(), () => server.closeAllConnections(), () => server.close(), () => slack.close(), () => lab[Symbol.asyncDispose]())
})
afterAll(async () => {
  expect(problems).toEqual([])
  for (const close of closing) await close()
})
beforeEach(() => slack.world.messages.clear())

const control = async (path: string, ask: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${slack.apiUrl.replace('/api/', '')}/_control/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(ask) })
  return (await answer.json()) as Record<string, unknown>
}
const open = async (plan: typeof plain, key: string): Promise<string> => (await lab.open({ plan, key, trigger: 'shop.return', event: { id: key, customer: { email: 'cy@example.com', name: 'Cy' } } })).caseId
const cards = () => [...slack.world.messages.values()].filter(({ channel, only }) => channel.startsWith('D') && only === null)
const whispers = () => [...slack.world.messages.values()].filter(({ only }) => only !== null)

it('a step reaches a person as a card, is finished there with its form, and the card says what came of it', async () => {
  const caseId = await open(withForm, 'R-1')
  const card = await eventually(() => cards().find(({ blocks }) => JSON.stringify(blocks).includes('outcome:')))
  const person = card.channel === 'D02ANA' ? 'U02ANA' : 'U02BO'

  expect(await control('click', { user: person, channel: card.channel, ts: card.ts, action: 'outcome:done' })).toMatchObject({ ok: true })
  await eventually(() => slack.world.modals.get(person)?.[0])
  expect(await control('submit', { user: person, values: { 'field.0': '0' } })).toMatchObject({ error: 'errors', more: { errors: { 'field.0': 'write 1 or more' } } })
  expect(await control('submit', { user: person, values: { 'field.0': '3' } })).toMatchObject({ ok: true })

  const closed = await eventually(async () => {
    const detail = await lab.reader.case(caseId)
    return detail?.summary.state === 'closed' ? detail : undefined
  })
  expect(closed.timeline.find(({ type }) => type === 'completed')).toMatchObject({ actor: `person:${person === 'U02ANA' ? 'ana' : 'bo'}`, detail: { form: { count: 3 } } })
  const over = await eventually(() => {
    const now = slack.world.messages.get(`${card.channel}/${card.ts}`)
    return now && !JSON.stringify(now.blocks).includes('button') ? now : undefined
  })
  expect(over.blocks).toHaveLength(1)
}, 60_000)

it('of two who click at the same moment one wins, and the other is told who and how it stands, on the record', async () => {
  const caseId = await open(plain, 'R-2')
  const card = await eventually(() => cards().find(({ blocks }) => JSON.stringify(blocks).includes('outcome:')))
  const { ts } = (await control('post', { channel: 'C02RETURNS', text: 'the same card', blocks: card.blocks })) as { ts: string }
  const press = (user: string, action: string) => control('click', { user, channel: 'C02RETURNS', ts, action })
  await Promise.all([press('U02ANA', 'claim'), press('U02BO', 'claim')])

  const loser = await eventually(() => whispers()[0])
  expect(loser.text).toMatch(/^This was not done: .*(ana|bo).*\.\n/)
  const detail = await eventually(async () => {
    const page = await lab.reader.case(caseId)
    return page?.tasks[0]?.claimedBy ? page : undefined
  })
  expect(SLACK_IDS[detail.tasks[0]?.claimedBy ?? '']).not.toBe(loser.only)
  const { rows } = await lab.database.pool.query<{ event: string }>('select event::text from refusal where case_id = $1', [caseId])
  expect(rows.map(({ event }) => JSON.parse(event) as object)).toMatchObject([{ type: 'refused', via: 'slack', actor: `person:${loser.only === 'U02ANA' ? 'ana' : 'bo'}` }])
}, 60_000)

it('a click that Slack tells of 50 times at once is one act in the case', async () => {
  const caseId = await open(plain, 'R-3')
  const card = await eventually(() => cards().find(({ blocks }) => JSON.stringify(blocks).includes('outcome:')))
  const user = card.channel === 'D02ANA' ? 'U02ANA' : 'U02BO'
  const { answers } = (await control('forge', { mode: 'replay', times: 50, click: { user, channel: card.channel, ts: card.ts, action: 'outcome:done' } })) as { answers: { status: number }[] }

  expect(answers.every(({ status }) => status === 200)).toBe(true)
  const closed = await eventually(async () => {
    const detail = await lab.reader.case(caseId)
    return detail?.summary.state === 'closed' ? detail : undefined
  })
  expect(closed.timeline.filter(({ type }) => type === 'completed')).toHaveLength(1)
  // What is done is written down once the case has answered, which is after it shows.
  await eventually(async () => (await lab.database.pool.query<{ state: string }>('select state from interaction where state <> $1', ['refused'])).rows.every(({ state }) => state === 'done') || undefined)
  expect(whispers()).toEqual([])
}, 60_000)
