import type { IncomingMessage, ServerResponse } from 'node:http'
import { contentOf, postByApp } from './api/chat.ts'
import { ApiError } from './api/error.ts'
import { channelShape, fileShape, messageShape, userShape, viewShape } from './api/shapes.ts'
import { readFault } from './faults.ts'
import { readBytes, sendJson } from './http.ts'
import { fieldsOf, textOf } from './json.ts'
import type { Fields } from './json.ts'
import { verifyUrl, tell } from './outbound/events.ts'
import type { Slack } from './parts.ts'
import { click, suggest } from './people/click.ts'
import { forge } from './people/forge.ts'
import { closeModal, submit, tryView } from './people/modal.ts'
import { Impossible, visible } from './people/who.ts'
import { command, dismiss, openApp, say, upload } from './people/write.ts'
import { channelBy } from './world.ts'
import type { User } from './world.ts'

type Answer = readonly [status: number, value: unknown]
type Handler = (slack: Slack, ask: Fields) => Answer | Promise<Answer>

/** The control API, for tests, the demo and our own page; no part of what the vendor offers. */
const routes: Readonly<Record<string, Handler>> = {
  'GET /_control/health': (slack) => [200, { ok: true, pid: process.pid, sockets: slack.sockets.size }],
  'GET /_control/log': (slack, ask) => [200, { entries: slack.log.all().filter((one) => Number(one['seq']) > Number(ask['after'] ?? 0)) }],
  'GET /_control/messages': (slack, ask) => [200, { messages: messages(slack, ask) }],
  'GET /_control/modals': (slack, ask) => [200,
    { modals: (slack.world.modals.get(textOf(ask['user'])) ?? []).map((view) => viewShape(slack, view)) }],
  'GET /_control/homes': (slack) => [200,
    { homes: [...slack.world.homes.values()].map((view) => ({ user: view.user, ...viewShape(slack, view) })) }],
  'GET /_control/users': (slack) => [200, { users: [...slack.world.users.values()].map((one) => userShape(slack, one)) }],
  'GET /_control/channels': (slack) => [200,
    { channels: [...slack.world.channels.values()].map((one) => ({ ...channelShape(slack, one), members: one.members })) }],
  'GET /_control/files': (slack) => [200, { files: [...slack.world.files.values()].map((one) => fileShape(slack, one)) }],
  'GET /_control/faults': (slack) => [200, { faults: slack.faults.list() }],
  'POST /_control/faults': (slack, ask) => {
    const fault = readFault(ask)
    if (fault === undefined) return [422, { error: `"${String(ask['mode'])}" is no fault that can be set like this; see README.md` }]
    slack.faults.add(fault)
    return [201, { faults: slack.faults.list() }]
  },
  'DELETE /_control/faults': (slack) => {
    slack.faults.clear()
    return [200, { faults: [] }]
  },
  'POST /_control/token': (slack, ask) => {
    const state = (['good', 'token_revoked', 'account_inactive'] as const).find((one) => one === ask['state'])
    if (state === undefined) return [422, { error: `"${String(ask['state'])}" is no state; use good, token_revoked or account_inactive` }]
    slack.token = state
    return [200, { state }]
  },
  'POST /_control/clock': (slack, ask) => {
    slack.skip(Number(ask['skipMs'] ?? 0))
    return [200, { now: slack.now() }]
  },
  'POST /_control/users': (slack, ask) => changeUser(slack, ask),
  'POST /_control/channels': (slack, ask) => changeChannel(slack, ask),
  'POST /_control/post': (slack, ask) => postSample(slack, ask),
  'POST /_control/click': async (slack, ask) => [200, await click(slack, ask)],
  'POST /_control/submit': async (slack, ask) => [200, await submit(slack, ask)],
  'POST /_control/close': async (slack, ask) => [200, await closeModal(slack, ask)],
  'POST /_control/suggest': async (slack, ask) => [200, await suggest(slack, ask)],
  'POST /_control/command': async (slack, ask) => [200, await command(slack, ask)],
  'POST /_control/say': async (slack, ask) => [200, await say(slack, ask)],
  'POST /_control/open': async (slack, ask) => [200, await openApp(slack, ask)],
  'POST /_control/dismiss': (slack, ask) => [200, dismiss(slack, ask)],
  'POST /_control/forge': async (slack, ask) => [200, { answers: await forge(slack, ask) }],
  'POST /_control/event': async (slack, ask) =>
    [200, await tell(slack, textOf(ask['name']) || textOf(fieldsOf(ask['event'])['type']), fieldsOf(ask['event']))],
  'POST /_control/verify-url': async (slack) => [200, await verifyUrl(slack)],
  'POST /_control/try-view': (slack, ask) => [200, tryView(slack, ask['view'])],
}

/** Answers a control request, under `/_control/` or `/control/`; false when the path is none. */
export async function control(slack: Slack, request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
  const name = path.replace(/^\/_?control\/(.*)$/, '/_control/$1').replace(/\/fault$/, '/faults')
  const url = new URL(request.url ?? '/', 'http://slack')
  if (request.method === 'POST' && name === '/_control/upload') return uploaded(slack, request, response, url)
  const handler = routes[`${request.method ?? ''} ${name}`]
  if (handler === undefined) return false
  const text = request.method === 'POST' ? (await readBytes(request)).toString('utf8') : ''
  // A page of another origin cannot send JSON here without asking first, which nothing answers.
  if (request.method === 'POST' && !(request.headers['content-type'] ?? '').startsWith('application/json')) {
    sendJson(response, 415, { error: 'send application/json' })
    return true
  }
  const ask = (): Fields => ({ ...Object.fromEntries(url.searchParams), ...fieldsOf(text === '' ? {} : JSON.parse(text)) })
  sendJson(response, ...(await answerTo(() => handler(slack, ask()))))
  return true
}

async function uploaded(slack: Slack, request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
  const bytes = await readBytes(request)
  if (!(request.headers['content-type'] ?? '').startsWith('application/octet-stream')) {
    sendJson(response, 415, { error: 'send application/octet-stream' })
    return true
  }
  const { user = '', name = '' } = Object.fromEntries(url.searchParams)
  sendJson(response, ...(await answerTo(() => [201, upload(slack, user, name, bytes)])))
  return true
}

async function answerTo(handle: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await handle()
  } catch (problem) {
    if (problem instanceof Impossible) return [404, { error: problem.message }]
    if (problem instanceof ApiError) return [422, { error: problem.code, ...problem.more }]
    return [422, { error: problem instanceof Error ? problem.message : String(problem) }]
  }
}

/** All messages, or those of one channel, or those that one person sees; `only` says to whom an ephemeral one is shown. */
function messages(slack: Slack, ask: Fields): readonly Fields[] {
  const named = textOf(ask['channel'])
  const channel = named === '' ? undefined : channelBy(slack.world, named)
  const user = slack.world.users.get(textOf(ask['user']))
  const ofUser = (one: User): readonly string[] => [...slack.world.channels.values()].filter((place) => place.members.includes(one.id))
    .flatMap((place) => visible(slack, one, place).map((message) => `${place.id}/${message.ts}`))
  const seen = user === undefined ? null : new Set(ofUser(user))
  return [...slack.world.messages.values()]
    .filter((one) => (named === '' || one.channel === channel?.id) && (seen === null || seen.has(`${one.channel}/${one.ts}`)))
    .map((one) => ({ ...messageShape(slack, one), channel: one.channel, only: one.only }))
}

function changeUser(slack: Slack, ask: Fields): Answer {
  const known = slack.world.users.get(textOf(ask['id']))
  if (known === undefined) return [404, { error: `no user "${textOf(ask['id'])}"` }]
  slack.world.users.set(known.id, { ...known, ...(ask as Partial<User>), id: known.id })
  slack.world.changed()
  return [200, { user: slack.world.users.get(known.id) }]
}

function changeChannel(slack: Slack, ask: Fields): Answer {
  const id = textOf(ask['id'])
  const known = slack.world.channels.get(id) ?? { id, name: id.toLowerCase(), kind: 'public' as const, members: [], archived: false,
    shared: false }
  if (id === '') return [422, { error: 'a channel has an id' }]
  slack.world.channels.set(id, { ...known, ...ask, id })
  slack.world.changed()
  return [200, { channel: slack.world.channels.get(id) }]
}

/** A message of the app put there without the app, to look at blocks. */
function postSample(slack: Slack, ask: Fields): Answer {
  const channel = channelBy(slack.world, textOf(ask['channel']))
  if (channel === undefined) return [404, { error: `no channel "${textOf(ask['channel'])}"` }]
  const content = contentOf(ask['text'], ask['blocks'])
  const message = postByApp(slack, { ...content, channel, threadTs: textOf(ask['thread']) || null, metadata: null,
    only: textOf(ask['only']) || null })
  return [201, { channel: channel.id, ts: message.ts }]
}
