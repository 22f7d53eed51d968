import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createSlackChannel } from '../../adapters/slack/channel.ts'
import { createSlackClient } from '../../adapters/slack/client.ts'
import { createSlackDesk } from '../../adapters/slack/desk.ts'
import { createApp } from '../../api/app.ts'
import { createDoor } from '../../api/slack/door.ts'
import { openSlackSocket } from '../../api/slack/bolt.ts'
import type { ListedTask } from '../../domain/ports.ts'
import { startSlack, type RunningSlack } from '../../stand-ins/slack/slack.ts'
import { eventually } from '../harness/eventually.ts'
import { aDelivery, anOutgoing } from '../adapters/slack/samples.ts'
import { aTask } from './fakes.ts'
import { slackLab } from './slack-fakes.ts'

const open: (() => Promise<unknown> | void)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A sample workspace with our app behind it, over real HTTP or a real socket; the case behind the app stands still. */
async function workspace(task: ListedTask, { overSocket = false, patient = false }: { overSocket?: boolean; patient?: boolean } = {}) {
  const slack = await startSlack({ rateSpeed: 0, ...(patient ? { answerMs: 20_000 } : {}) })
  open.push(() => slack.close())
  const access = { token: slack.settings.botToken, apiUrl: slack.apiUrl }
  const now = () => Date.now()
  const lab = slackLab({}, { task })
  const deps = { ...lab.deps, now, slack: { ...lab.deps.slack!, desk: createSlackDesk(access, now), signingSecret: slack.settings.signingSecret } }
  if (overSocket) {
    const socket = await openSlackSocket(createDoor(deps), deps.log, slack.settings.appToken, slack.apiUrl)
    open.push(() => socket.close())
    await until(() => slack.sockets.size > 0)
  } else {
    const server = createApp(deps).listen(0)
    open.push(() => { server.closeAllConnections(); server.close() })
    Object.assign(slack.settings, { eventsUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events` })
  }
  const channel = createSlackChannel({ client: createSlackClient(access), people: async () => ({}), now })
  const reference = await channel.send(anOutgoing({ task, delivery: aDelivery({ caseId: task.caseId }) }))
  const control = async (path: string, ask: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${slack.apiUrl.replace('/api/', '')}/_control/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(ask) })
    return (await answer.json()) as Record<string, unknown>
  }
  return { slack, lab, reference, control, at: { user: 'U02ANA', channel: 'D02ANA', ts: reference.split('/')[1] } }
}

const until = (is: () => boolean): Promise<true> => eventually(() => (is() ? true : undefined))

const modals = (slack: RunningSlack) => slack.world.modals.get('U02ANA') ?? []
const whispers = (slack: RunningSlack): string => [...slack.world.messages.values()].filter(({ only }) => only !== null).map(({ text }) => text).join('\n')

const graded = aTask({
  form: [{ name: 'count', label: 'Count', type: { kind: 'whole_number', min: 1 }, required: true }],
  evidence: [{ name: 'seal', label: 'The seal', kind: 'photo', atLeast: 1, atMost: 2, required: true, unless: false }],
})

describe.each([['requests', false], ['a socket', true]])('over %s', (_how, overSocket) => {
  it('a click finishes a step, and is told so in time', async () => {
    const { control, at, lab } = await workspace(aTask(), { overSocket })

    expect(await control('click', { ...at, action: 'outcome:good' })).toMatchObject({ ok: true })
    await until(() => lab.asked.commands.length === 1)
    expect(lab.asked.commands).toMatchObject([{ command: { do: 'complete', outcome: 'good', by: 'ana', via: 'slack' } }])
  })

  it('a modal takes form and photo, shows what is wrong at its field, and then finishes the step', async () => {
    const { control, at, lab, slack } = await workspace(graded, { overSocket })
    await control('click', { ...at, action: 'outcome:good' })
    await until(() => modals(slack).length === 1)
    const answer = await fetch(`${slack.apiUrl.replace('/api/', '')}/_control/upload?user=U02ANA&name=seal.png`, { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1') })
    const { id } = (await answer.json()) as { id: string }

    expect(await control('submit', { user: 'U02ANA', values: { 'field.0': '0', 'evidence.0': [id] } })).toMatchObject({ error: 'errors', more: { errors: { 'field.0': 'write 1 or more' } } })
    expect(await control('submit', { user: 'U02ANA', values: { 'field.0': '4', 'evidence.0': [id] } })).toMatchObject({ ok: true, more: { open: null } })
    expect(lab.asked.commands).toMatchObject([{ command: { outcome: 'good', form: { count: '4' }, evidence: { seal: [{ type: 'image/png', name: 'seal.png' }] } } }])
  })

  it('the menu opens the rarer things', async () => {
    const { control, at, slack } = await workspace(aTask({ pauses: ['waiting_supplier'] }), { overSocket })
    for (const value of ['handoff', 'pause', 'cannot', 'another_way', 'sop_wrong']) {
      slack.world.modals.delete('U02ANA')
      expect(await control('click', { ...at, action: 'more', value })).toMatchObject({ ok: true })
      await until(() => modals(slack).length === 1)
    }
  })
})

it('forged requests of the sample workspace are refused, each in its way', async () => {
  // A hundred at once on a busy machine take longer than the vendor waits, of which nothing is said here.
  const { control, at, lab, slack } = await workspace(aTask(), { patient: true })
  const forge = async (mode: string, more: object = {}) => (await control('forge', { mode, click: { ...at, action: 'outcome:good' }, ...more }))['answers'] as { status: number }[]

  for (const mode of ['wrong-signature', 'wrong-secret', 'no-signature', 'old-timestamp', 'future-timestamp']) expect(await forge(mode)).toMatchObject([{ status: 401 }])
  for (const mode of ['other-workspace', 'other-user', 'edited-value']) expect(await forge(mode)).toMatchObject([{ status: 200 }])
  expect(lab.asked.commands).toEqual([])
  expect((await forge('broken-body'))[0]?.status).toBe(400)
  expect((await forge('replay', { times: 100 })).every(({ status }) => status === 200)).toBe(true)
  await until(() => lab.asked.commands.length === 1)
  await until(() => whispers(slack).includes('another workspace') && whispers(slack).includes('none that Evenkeel knows'))
  expect(lab.asked.commands).toHaveLength(1)
}, 30_000)

it('a guest who is shown a card in a channel is refused', async () => {
  const { slack, control, lab } = await workspace(aTask())
  const { ts } = (await control('post', { channel: 'C02RETURNS', text: 'x', blocks: [...slack.world.messages.values()][0]?.blocks })) as { ts: string }
  expect(await control('click', { user: 'U02GUEST', channel: 'C02RETURNS', ts, action: 'outcome:good' })).toMatchObject({ ok: true })

  await until(() => whispers(slack).includes('nobody here has the Slack id "U02GUEST"'))
  expect(lab.asked.commands).toEqual([])
})

it('the Home and the slash commands answer', async () => {
  const { control, slack } = await workspace(aTask())
  await control('open', { user: 'U02ANA', tab: 'home' })
  await until(() => slack.world.homes.has('U02ANA'))
  await control('command', { user: 'U02ANA', channel: 'D02ANA', command: '/sop', text: 'mine' })

  expect(JSON.stringify(slack.world.homes.get('U02ANA')?.blocks)).toContain('Inspect')
  await until(() => whispers(slack).includes('You have 1 open task.'))
})
