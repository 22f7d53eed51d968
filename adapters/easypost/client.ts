import { isObject, type JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { httpFailure, networkFailure, unreadable, type Request } from './failures.ts'

/** How to get in, and where to. */
export interface EasyPostConfig {
  /** `EZAK…` for parcels that really leave, `EZTK…` to try it. */
  readonly apiKey: string
  /** EasyPost itself when left out. Plain http only on this machine or a private network name. */
  readonly apiUrl?: string | undefined
  /** How long one request may take; 8 s by default, so that those of a label fit into the 30 s of an action. */
  readonly timeoutMs?: number
}

/** One request; `path` begins after `/v2/`. */
export interface Ask extends Request {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonObject
}

/** Sends requests to the API, version 2. */
export interface EasyPostClient {
  /** Resolves with the object that is answered; throws `ConnectorError`. Nothing is repeated: the engine alone decides about further tries. */
  ask(ask: Ask, signal: AbortSignal): Promise<JsonObject>
}

/** More than any answer that is read here; a label itself is an address and no picture. */
const LARGEST = 4_194_304

/** Throws `ConnectorError` (permission) when the settings cannot work. */
export function createEasyPostClient({ apiKey, apiUrl = 'https://api.easypost.com', timeoutMs = 8_000 }: EasyPostConfig): EasyPostClient {
  const base = address(apiUrl)
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(apiKey)) throw wrong('EASYPOST_API_KEY is no key; set it to an API key of the account')
  // The key is the user, and there is no password.
  const authorization = `Basic ${Buffer.from(`${apiKey}:`, 'utf8').toString('base64')}`
  return {
    async ask(ask, signal) {
      const url = new URL(`/v2/${ask.path}`, base)
      for (const [name, value] of Object.entries(ask.query ?? {})) url.searchParams.set(name, value)
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const headers = { Authorization: authorization, Accept: 'application/json', ...(ask.body === undefined ? {} : { 'Content-Type': 'application/json' }) }
      const body = ask.body === undefined ? null : JSON.stringify(ask.body)
      // An answer from another address is not followed: that one would get the key.
      const { response, text } = await reach(ask, url, { method: ask.method, headers, body, redirect: 'manual', signal: limit })
      if (response.status < 200 || response.status > 299) throw httpFailure(ask, response.status, response.headers.get('retry-after'), objectIn(text))
      const found = objectIn(text)
      if (found === undefined) throw unreadable(ask)
      return found
    },
  }
}

const wrong = (message: string): ConnectorError => new ConnectorError('permission', 'wrong-settings', message)

function address(apiUrl: string): URL {
  if (!URL.canParse(apiUrl)) throw wrong(`EASYPOST_API_URL is "${apiUrl}"; leave it out, or set it to an address`)
  const url = new URL(apiUrl)
  const near = ['127.0.0.1', '[::1]'].includes(url.hostname) || !/[.:]/.test(url.hostname)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && near)) throw wrong(`EASYPOST_API_URL is "${apiUrl}"; use https, so that the key is not sent in clear`)
  if (url.pathname !== '/' || url.search !== '') throw wrong(`EASYPOST_API_URL is "${apiUrl}"; leave the path out`)
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

/** The whole answer as text; what is larger than any answer of this API is given up on the way. */
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
