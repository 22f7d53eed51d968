import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBytes } from './http.ts'
import type { Slack } from './parts.ts'

/** Takes the bytes of a file that was announced: as they are, or as the first file of a multipart form. False when the path is none. */
export async function takeUpload(slack: Slack, request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
  const id = /^\/upload\/v1\/(\w+)$/.exec(path)?.[1]
  if (id === undefined || request.method !== 'POST') return false
  const coming = slack.coming.get(id)
  const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')?.[1]
  const body = await readBytes(request)
  if (coming === undefined) response.writeHead(404).end('not found')
  else {
    coming.bytes = boundary === undefined ? body : firstPart(body, boundary)
    response.writeHead(200, { 'Content-Type': 'text/plain' }).end(`OK - ${coming.bytes.length}`)
  }
  return true
}

function firstPart(body: Buffer, boundary: string): Buffer {
  const head = body.indexOf('\r\n\r\n')
  const end = body.indexOf(`\r\n--${boundary}`, head)
  return body.subarray(head + 4, end < 0 ? body.length : end)
}

/** Hands out a file's bytes to whoever has the app's token; without it there is a page to sign in on, with status 200 in the end. */
export function download(slack: Slack, request: IncomingMessage, response: ServerResponse, path: string): boolean {
  if (path === '/signin') {
    const page = '<!doctype html><title>Sign in</title><p>Sign in to see this file.</p>'
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page)
    return true
  }
  const id = /^\/files-pri\/\w+-(F\w+)\//.exec(path)?.[1]
  if (id === undefined) return false
  const file = slack.world.files.get(id)
  const allowed = request.headers.authorization === `Bearer ${slack.settings.botToken}` && slack.token === 'good'
  slack.log.add({ kind: 'download', file: id, allowed, found: file !== undefined })
  if (!allowed) response.writeHead(302, { Location: '/signin' }).end()
  else if (file === undefined) response.writeHead(404).end()
  else response.writeHead(200, { 'Content-Type': file.mimetype, 'Content-Length': file.bytes.length }).end(file.bytes)
  return true
}
