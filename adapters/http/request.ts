import { request as plainRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'

const MAX_BYTES = 1_048_576

/**
 * One request, its address already judged by the guard. `lookup` judges once more what the name resolves to, when the
 * connection is made.
 */
export interface Call {
  readonly url: URL
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** Undefined for hosts that the settings allow by name. */
  readonly lookup: LookupFunction | undefined
  readonly signal: AbortSignal
}
/** An answer of any status, read to its end; header names are lower-case. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The answer is longer than 1 MiB, and `text` is its beginning. */
  readonly cut: boolean
}

/** Sends one request on a connection of its own and never follows a redirect. Rejects with what the network said. */
export function exchange(call: Call): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const send = call.url.protocol === 'https:' ? tlsRequest : plainRequest
    const lookup = call.lookup === undefined ? {} : { lookup: call.lookup }
    const request = send(call.url, { method: call.method, headers: call.headers, agent: false, signal: call.signal, ...lookup })
    request.once('error', reject)
    request.once('response', (response) => void readAll(response).then(resolve, reject))
    request.end(call.body)
  })
}

async function readAll(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = []
  let size = 0
  let cut = false
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    cut = size > MAX_BYTES
    // Leaving the loop early ends the connection.
    if (cut) break
    chunks.push(chunk)
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8'), cut }
}
