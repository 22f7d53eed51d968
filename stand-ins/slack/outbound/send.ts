import { parseJson } from '../json.ts'
import type { Fields } from '../json.ts'
import type { Slack } from '../parts.ts'
import { signedHeaders } from './sign.ts'
import type { Signing } from './sign.ts'

/** What goes to the app: an interaction and a slash command as a form, an event as JSON. */
export interface Outgoing {
  readonly kind: 'interaction' | 'command' | 'event'
  readonly payload: Fields
  readonly headers?: Readonly<Record<string, string>>
  readonly signing?: Signing
  /** Sent in place of what follows from the payload. */
  readonly rawBody?: string
}
/** What the app answered; `error` is what the vendor calls it when it is no proper answer. */
export interface Answered {
  readonly status: number
  readonly body: string
  readonly error: string | null
  readonly ms: number
  /** A header by which the app asks for no more tries. */
  readonly noRetry: boolean
}

/** The body as the vendor writes it. */
export function bodyOf(outgoing: Outgoing): string {
  if (outgoing.rawBody !== undefined) return outgoing.rawBody
  if (outgoing.kind === 'event') return JSON.stringify(outgoing.payload)
  const form = outgoing.kind === 'interaction' ? { payload: JSON.stringify(outgoing.payload) }
    : (outgoing.payload as Record<string, string>)
  return new URLSearchParams(form).toString()
}

/** Sends it, signed, and waits as long as the vendor waits. Through Socket Mode when the app is connected that way. Never throws. */
export async function send(slack: Slack, outgoing: Outgoing): Promise<Answered> {
  const started = Date.now()
  const id = slack.log.add({ kind: outgoing.kind, type: outgoing.payload['type'] ?? outgoing.payload['command'] ?? null,
    payload: outgoing.payload })
  const answered = await (slack.sockets.size > 0 ? overSocket(slack, outgoing) : post(slack, outgoing))
  const full = { ...answered, ms: Date.now() - started }
  slack.log.add({ kind: 'outcome', to: id, of: outgoing.kind, status: full.status, error: full.error, ms: full.ms,
    body: parseJson(full.body) ?? full.body })
  return full
}

type Plain = Omit<Answered, 'ms'>
const failed = (error: string): Plain => ({ status: 0, body: '', error, noRetry: false })

async function post(slack: Slack, outgoing: Outgoing): Promise<Plain> {
  const { eventsUrl, signingSecret, answerMs } = slack.settings
  if (eventsUrl === null) return failed('no_url')
  const body = bodyOf(outgoing)
  const headers = {
    'Content-Type': outgoing.kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded',
    'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    ...signedHeaders(signingSecret, body, Date.now(), outgoing.signing), ...outgoing.headers,
  }
  try {
    const answer = await fetch(eventsUrl, { method: 'POST', body, headers, redirect: 'manual', signal: AbortSignal.timeout(answerMs) })
    const text = await answer.text()
    const error = answer.status >= 200 && answer.status < 300 ? null : `http_${answer.status}`
    return { status: answer.status, body: text, error, noRetry: answer.headers.get('x-slack-no-retry') === '1' }
  } catch (problem) {
    return failed(problem instanceof Error && problem.name === 'TimeoutError' ? 'operation_timeout' : 'connection_failed')
  }
}

const ENVELOPES = { interaction: 'interactive', command: 'slash_commands', event: 'events_api' } as const

async function overSocket(slack: Slack, outgoing: Outgoing): Promise<Plain> {
  const [socket] = slack.sockets
  try {
    const payload = await socket?.deliver(ENVELOPES[outgoing.kind], outgoing.payload, slack.settings.answerMs)
    return { status: 200, body: payload === null || payload === undefined ? '' : JSON.stringify(payload), error: null, noRetry: false }
  } catch {
    return failed('operation_timeout')
  }
}
