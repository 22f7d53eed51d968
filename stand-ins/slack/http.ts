import type { IncomingMessage, ServerResponse } from 'node:http'

const LARGEST = 25 * 1_048_576

/** The whole body; refuses more than 25 MiB. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST) throw new RangeError('body is larger than 25 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Answers with JSON and ends the answer. */
export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(value))
}

/** Cuts the connection without an answer. */
export const cut = (response: ServerResponse): void => void response.socket?.resetAndDestroy()

/** Resolves after `ms`. */
export const pause = (ms: number): Promise<void> => new Promise((done) => {
  setTimeout(done, ms)
})
