import type { IncomingMessage, ServerResponse } from 'node:http'
import { newId } from '../ids.ts'
import type { Fault } from '../faults.ts'
import { cut, pause, readBytes, sendJson } from '../http.ts'
import { fieldsOf, parseJson, textOf } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import type { Method } from './call.ts'
import { chatMethods } from './chat.ts'
import { ApiError } from './error.ts'
import { fileMethods } from './files.ts'
import { peopleMethods } from './people.ts'
import { openConnection } from './socket-method.ts'
import { viewMethods } from './views.ts'

const METHODS: Readonly<Record<string, Method>> = { ...chatMethods, ...peopleMethods, ...viewMethods, ...fileMethods, ...openConnection }

interface Asked {
  readonly method: string
  readonly args: Fields
  readonly token: string
  /** The log's number of the request. */
  readonly id: number
  /** JSON came without saying in which character set, which the vendor remarks on. */
  readonly charsetMissing: boolean
}
interface Answer {
  readonly status: number
  readonly body: Fields
  readonly headers?: Readonly<Record<string, string>>
}

/** `/api/METHOD` */
export async function webApi(slack: Slack, request: IncomingMessage, response: ServerResponse, method: string): Promise<void> {
  const asked = await read(slack, request, method)
  const answer = (given: Answer): void => {
    slack.log.add({ kind: 'answer', to: asked.id, method, status: given.status, body: given.body })
    const headers = { 'x-slack-req-id': newId('').toLowerCase(), 'x-oauth-scopes': slack.settings.scopes.join(','), ...given.headers }
    sendJson(response, given.status, given.body, headers)
  }
  const fault = slack.faults.take(method, namesIn(slack, asked.args))
  if (fault === undefined) return answer(carryOut(slack, asked))
  slack.log.add({ kind: 'fault', to: asked.id, method, mode: fault.mode })
  await misbehave({ slack, asked, fault, response }, answer)
}

/** Arguments from the query, a form or JSON; the token from the header or among them. The log does not keep the token. */
async function read(slack: Slack, request: IncomingMessage, method: string): Promise<Asked> {
  const type = request.headers['content-type'] ?? ''
  const body = (await readBytes(request)).toString('utf8')
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://slack').searchParams)
  const given = type.startsWith('application/json') ? fieldsOf(parseJson(body)) : Object.fromEntries(new URLSearchParams(body))
  const { token: inArgs, ...args } = { ...query, ...given } as Fields
  const header = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  const id = slack.log.add({ kind: 'request', method, args: readable(args) })
  return { method, args, token: header ?? textOf(inArgs), id, charsetMissing: type === 'application/json' }
}

/** The arguments with what a form carries as JSON opened up, so that a test can look into it. */
const readable = (args: Fields): Fields => Object.fromEntries(Object.entries(args).map(([key, value]) =>
  [key, typeof value === 'string' && /^[[{]/.test(value) ? (parseJson(value) ?? value) : value]))

/** Everything by which a fault may be meant for this call: ids and names of channels, and the person behind direct messages. */
function namesIn(slack: Slack, args: Fields): readonly string[] {
  const names = ['channel', 'user', 'users', 'user_id', 'view_id', 'email', 'ts'].map((key) => textOf(args[key])).filter((one) =>
    one !== '')
  const channel = slack.world.channels.get(textOf(args['channel']))
  return [...names, ...(channel === undefined ? [] : [channel.name, `#${channel.name}`, ...(channel.kind === 'im' ? channel.members : [])])]
}

/** Checks the token, the limits and the arguments, in that order, and does what was asked. */
function carryOut(slack: Slack, asked: Asked): Answer {
  try {
    const method = allowed(slack, asked)
    const wait = slack.rates.take(asked.method, method.tier, rateChannel(slack, asked), slack.now())
    if (wait > 0) return limited(wait)
    const done = method.run({ slack, args: asked.args })
    const warned = asked.charsetMissing ? { warning: 'missing_charset',
      response_metadata: { warnings: ['missing_charset'], ...fieldsOf(done['response_metadata']) } } : {}
    return { status: 200, body: { ok: true, ...done, ...warned } }
  } catch (problem) {
    if (problem instanceof ApiError) return { status: 200, body: { ok: false, error: problem.code, ...problem.more } }
    throw problem
  }
}

function allowed(slack: Slack, asked: Asked): Method {
  const method = METHODS[asked.method]
  if (asked.token === '') throw new ApiError('not_authed')
  const wanted = method?.scope === 'connections:write' ? slack.settings.appToken : slack.settings.botToken
  if (asked.token !== wanted) {
    throw new ApiError([slack.settings.appToken, slack.settings.botToken].includes(asked.token) ? 'not_allowed_token_type' : 'invalid_auth')
  }
  if (slack.token !== 'good') throw new ApiError(slack.token)
  if (method === undefined) throw new ApiError('unknown_method', { req_method: asked.method })
  if (method.scope !== null && method.scope !== 'connections:write' && !slack.settings.scopes.includes(method.scope)) {
    throw new ApiError('missing_scope', { needed: method.scope, provided: slack.settings.scopes.join(',') })
  }
  return method
}

/** A channel named in different ways is one channel. */
function rateChannel(slack: Slack, asked: Asked): string {
  const named = textOf(asked.args['channel']).replace(/^#/, '')
  const byName = [...slack.world.channels.values()].find((one) => one.name !== '' && one.name === named)
  const im = [...slack.world.channels.values()].find((one) => one.kind === 'im' && one.members.includes(named))
  return byName?.id ?? im?.id ?? named
}

const limited = (seconds: number): Answer =>
  ({ status: 429, body: { ok: false, error: 'ratelimited' }, headers: { 'Retry-After': String(seconds) } })

interface Misbehaving {
  readonly slack: Slack
  readonly asked: Asked
  readonly fault: Fault
  readonly response: ServerResponse
}

async function misbehave(at: Misbehaving, answer: (given: Answer) => void): Promise<void> {
  const { fault, slack, asked } = at
  switch (fault.mode) {
    case 'ratelimited': return answer(limited(fault.retryAfter))
    case 'error': return answer({ status: 200, body: { ok: false, error: fault.code } })
    case 'status': return answer({ status: fault.status,
      body: { ok: false, error: fault.status === 503 ? 'service_unavailable' : 'internal_error' } })
    case 'reset-before': return cut(at.response)
    case 'hang-before': return hang(at)
    case 'slow':
      await pause(fault.ms)
      return answer(carryOut(slack, asked))
    default: return loseAnswer(at, carryOut(slack, asked), answer)
  }
}

/** The call is carried out; only its answer goes astray. */
function loseAnswer(at: Misbehaving, done: Answer, answer: (given: Answer) => void): void {
  const { fault, slack, asked, response } = at
  slack.log.add({ kind: 'lost', to: asked.id, method: asked.method, body: done.body })
  switch (fault.mode) {
    case 'error-after-commit': return answer({ status: 500, body: { ok: false, error: 'internal_error' } })
    case 'garbage-after-commit': return void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true,"chan')
    case 'hang-after-commit': return hang(at)
    case 'kill':
      process.kill(fault.pid, 'SIGKILL')
      return cut(response)
    default: return cut(response)
  }
}

function hang(at: Misbehaving): void {
  const timer = setTimeout(() => cut(at.response), at.fault.ms)
  at.response.on('close', () => clearTimeout(timer))
}
