import { isObject, type JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { networkFailure, unreadableFrom, type Request, type Vendor } from './failures.ts'

/** One request; `path` begins behind the API's own root. */
export interface Ask extends Request {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: JsonObject
}

/** Sends requests to one vendor's JSON API. */
export interface RestClient {
  /** Of the vendor, without a slash at the end. */
  readonly origin: string
  /** Resolves with the object that is answered; throws `ConnectorError`. Nothing is repeated: the engine alone decides about further tries. */
  ask(ask: Ask, signal: AbortSignal): Promise<JsonObject>
}

/** Where an API is, how to get in, and what its answers mean. */
export interface RestApi {
  readonly vendor: Vendor
  readonly base: URL
  /** `/v2/`. */
  readonly root: string
  readonly authorization: string
  readonly timeoutMs: number
  /** In bytes: a longer answer is none that is read here, and given up on the way. */
  readonly largest: number
  /** What a status other than success means, with the vendor's error object where there is one. */
  readonly failure: (request: Request, status: number, retryAfter: string | null, body: JsonObject | undefined) => ConnectorError
}

/** A client for a vendor that takes and gives JSON objects. */
export function createRest({ vendor, base, root, authorization, timeoutMs, largest, failure }: RestApi): RestClient {
  return {
    origin: base.origin,
    async ask(ask, signal) {
      const url = new URL(`${root}${ask.path}`, base)
      for (const [name, value] of Object.entries(ask.query ?? {})) url.searchParams.set(name, value)
      const headers = { Authorization: authorization, Accept: 'application/json', ...(ask.body === undefined ? {} : { 'Content-Type': 'application/json' }) }
      const body = ask.body === undefined ? null : JSON.stringify(ask.body)
      // An answer from another address is not followed: that one would get the key.
      const init = { method: ask.method, headers, body, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) } as const
      const { response, text } = await textFrom(vendor, ask, url, init, largest)
      const found = objectIn(text)
      if (response.status < 200 || response.status > 299) throw failure(ask, response.status, response.headers.get('retry-after'), found)
      if (found === undefined) throw unreadableFrom(vendor, ask)
      return found
    },
  }
}

/** One exchange, its answer read whole. Throws `ConnectorError` where the network fails or the answer is larger than `largest` bytes. */
export async function textFrom(vendor: Vendor, request: Request, url: URL, init: RequestInit, largest: number): Promise<{ readonly response: Response; readonly text: string }> {
  try {
    const response = await fetch(url, init)
    const text = await whole(response, largest)
    if (text === undefined) throw unreadableFrom(vendor, request)
    return { response, text }
  } catch (cause) {
    throw cause instanceof ConnectorError ? cause : networkFailure(vendor, request, cause)
  }
}

async function whole(response: Response, largest: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += (chunk as Uint8Array).length
    if (size > largest) return undefined
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
