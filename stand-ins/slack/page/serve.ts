import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Slack } from '../parts.ts'
import { page } from './page.ts'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'

const CSP = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' https: data:", "connect-src 'self'", "form-action 'none'",
  "base-uri 'none'",
].join('; ')

/** The page, its script and style, and the stream by which it learns that something changed; false when the path is none of them. */
export function servePage(slack: Slack, request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method !== 'GET') return false
  const url = new URL(request.url ?? '/', 'http://slack')
  const send = (type: string, body: string): true => {
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, 'Content-Security-Policy': CSP,
      'Cache-Control': 'no-store' }).end(body)
    return true
  }
  switch (url.pathname) {
    case '/': return send('text/html', page(slack,
      { as: url.searchParams.get('as'), in: url.searchParams.get('in'), thread: url.searchParams.get('thread') }))
    case '/page.js': return send('text/javascript', SCRIPT)
    case '/page.css': return send('text/css', STYLE)
    case '/live': return live(slack, response)
    case '/favicon.ico':
      response.writeHead(204).end()
      return true
    default: return false
  }
}

function live(slack: Slack, response: ServerResponse): true {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' }).write('retry: 1000\n\n')
  const stop = slack.world.onChange(() => void response.write('event: changed\ndata: \n\n'))
  response.on('close', stop)
  return true
}
