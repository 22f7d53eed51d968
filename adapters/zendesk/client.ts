import { isObject, type JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { httpFailure, networkFailure, unreadable, type Request } from './failures.ts'

/** Where the help desk is and how to get in. */
export interface ZendeskConfig {
  /** `https://my-shop.zendesk.com`; plain http only on this machine or a private network name. */
  readonly url: string
  /** The agent in whose name notes are left. */
  readonly email: string
  readonly apiToken: string
  /** How long one request may take; 8 s by default, so that those of a note fit into the 30 s of an action. */
  readonly timeoutMs?: number
}

/** One request; `path` begins after `/api/v2/`. */
export interface Ask extends Request {
  readonly method: 'GET' | 'PUT'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonObject
}

/** Sends requests to the Support API, version 2. */
export interface ZendeskClient {
  /** Of the help desk, without a slash at the end. */
  readonly origin: string
  /** Resolves with the object that is answered; throws `ConnectorError`. Nothing is repeated: the engine alone decides about further tries. */
  ask(ask: Ask, signal: AbortSignal): Promise<JsonObject>
}

/** More than a page of a ticket's history is. */
const LARGEST = 8_388_608

/** Throws `ConnectorError` (permission) when the settings cannot work. */
export function createZendeskClient({ url, email, apiToken, timeoutMs = 8_000 }: ZendeskConfig): ZendeskClient {
  const base = address(url)
  if (!/^[^\s:@/]+@[^\s:@/]+$/.test(email)) throw wrong(`ZENDESK_EMAIL is "${email}"; set it to the e-mail address of the agent whose token it is`)
  if (!/^[\x21-\x7e]+$/.test(apiToken)) throw wrong('ZENDESK_API_TOKEN is no token; set it to an API token of the account')
  // The vendor's way to sign in with a token: "/token" behind the name says that what follows is none of its passwords.
  const authorization = `Basic ${Buffer.from(`${email}/token:${apiToken}`, 'utf8').toString('base64')}`
  return {
    origin: base.origin,
    async ask(ask, signal) {
      const target = new URL(`/api/v2/${ask.path}`, base)
      for (const [name, value] of Object.entries(ask.query ?? {})) target.searchParams.set(name, value)
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const headers = { Authorization: authorization, Accept: 'application/json', ...(ask.body === undefined ? {} : { 'Content-Type': 'application/json' }) }
      const body = ask.body === undefined ? null : JSON.stringify(ask.body)
      // An answer from another address is not followed: that one would get the token.
      const { response, text } = await reach(ask, target, { method: ask.method, headers, body, redirect: 'manual', signal: limit })
      if (response.status < 200 || response.status > 299) throw httpFailure(ask, response.status, response.headers.get('retry-after'), objectIn(text))
      const found = objectIn(text)
      if (found === undefined) throw unreadable(ask)
      return found
    },
  }
}

const wrong = (message: string): ConnectorError => new ConnectorError('permission', 'wrong-settings', message)

function address(given: string): URL {
  if (!URL.canParse(given)) throw wrong(`ZENDESK_URL is "${given}"; set it to the address of the help desk`)
  const url = new URL(given)
  const near = ['127.0.0.1', '[::1]'].includes(url.hostname) || !/[.:]/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && near)) throw wrong(`ZENDESK_URL is "${given}"; use https, so that the token is not sent in clear`)
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') throw wrong(`ZENDESK_URL is "${given}"; give the address alone, without a path`)
  return url
}

async function reach(ask: Ask, url: URL, init: RequestInit): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(url, init)
    return { response, text: await textOf(response, ask) }
  } catch (cause) {
    throw cause instanceof ConnectorError ? cause : networkFailure(ask, cause)
  }
}

/** The whole answer as text; what is larger than any answer that is read here is given up on the way. */
async function textOf(response: Response, ask: Ask): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length
    if (size > LARGEST) throw unreadable(ask)
    chunks.push(chunk as Uint8Array)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
