import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startSlack } from '../../stand-ins/slack/slack.ts'
import type { RunningSlack } from '../../stand-ins/slack/slack.ts'
import type { SlackSettings } from '../../stand-ins/slack/settings.ts'
import { control } from './ask.ts'
import type { Loose } from './ask.ts'

/** A request of the workspace to the app, as it came in. */
export interface Came {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The payload of an interaction, the fields of a command, or an event. */
  readonly payload: Loose
}
/** What the app answers: a status and a body, or never. */
export type Reply = { status?: number; body?: string | object; headers?: Record<string, string> } | 'never'

/** A workspace with a clock of its own, and an app that answers as it is told. */
export interface SlackDesk {
  readonly slack: RunningSlack
  readonly came: Came[]
  /** What the next requests are answered with; the default is 200 without a body. */
  reply(answer: (came: Came) => Reply): void
  /** Calls a method as the app; the answer with its status beside it. */
  call(method: string, args?: object, token?: string): Promise<Loose>
  control(method: string, path: string, body?: object): Promise<Loose>
  /** Does something as a person. */
  person(what: string, ask: object): Promise<Loose>
  pass(ms: number): void
  [Symbol.asyncDispose](): Promise<void>
}

/** Wednesday 11 November 2026, 15:00 UTC. */
export const WEDNESDAY = Date.UTC(2026, 10, 11, 15)

/** Opens a desk; `await using` closes it. */
export async function openSlackDesk(given: Partial<SlackSettings> = {}): Promise<SlackDesk> {
  const came: Came[] = []
  let answer: (one: Came) => Reply = () => ({})
  const app = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const one = { headers: request.headers, body, payload: payloadOf(request.headers['content-type'] ?? '', body) }
      came.push(one)
      const reply = answer(one)
      if (reply === 'never') return
      const text = typeof reply.body === 'object' ? JSON.stringify(reply.body) : (reply.body ?? '')
      response.writeHead(reply.status ?? 200, reply.headers).end(text)
    })
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  let now = WEDNESDAY
  const eventsUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/slack/events`
  const slack = await startSlack({ eventsUrl, eventRetryMs: [0, 0, 0], now: () => now, ...given })
  return {
    slack, came,
    reply: (next) => void (answer = next),
    async call(method, args = {}, token = slack.settings.botToken) {
      const response = await fetch(slack.apiUrl + method, {
        method: 'POST', headers: { 'Content-Type': 'application/json; charset=utf-8', ...(token === '' ? {} : { Authorization: `Bearer ${token}` }) }, body: JSON.stringify(args),
      })
      return { status: response.status, retryAfter: response.headers.get('retry-after'), ...(await response.json() as object) }
    },
    control: (method, path, body) => control(slack, method, path, body),
    person: (what, ask) => control(slack, 'POST', what, ask),
    pass: (ms) => void (now += ms),
    async [Symbol.asyncDispose]() {
      app.closeAllConnections()
      app.close()
      await slack.close()
    },
  }
}

function payloadOf(type: string, body: string): Loose {
  if (type.startsWith('application/json')) return JSON.parse(body)
  const form = new URLSearchParams(body)
  return form.has('payload') ? JSON.parse(form.get('payload')!) : Object.fromEntries(form)
}

/** Text objects and blocks that keep the vendor's limits. */
export const plain = (text: string) => ({ type: 'plain_text', text })
/** @see plain */
export const marked = (text: string) => ({ type: 'mrkdwn', text })
/** @see plain */
export const section = (text: string) => ({ type: 'section', text: marked(text) })
/** A row of one button. */
export const buttonRow = (more: object = {}) =>
  ({ type: 'actions', block_id: 'row', elements: [{ type: 'button', action_id: 'done', text: plain('Done'), value: 'step-7', ...more }] })
/** A modal that asks for one text. */
export const modal = (more: object = {}) => ({
  type: 'modal', callback_id: 'finish', title: plain('Finish'), submit: plain('Send'),
  blocks: [{ type: 'input', block_id: 'note', label: plain('Note'), element: { type: 'plain_text_input', action_id: 'v' } }], ...more,
})
