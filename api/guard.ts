import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { doubledKey } from './doubled-key.ts'
import { loggedPath, type Log } from './log.ts'
import { BadRequest } from './problem.ts'

/** Headers that keep a page from doing what we did not write. Plain HTTP on this machine must work, so nothing is forced to HTTPS there. */
export const securityHeaders = (publicUrl: string): RequestHandler => {
  const https = publicUrl.startsWith('https:')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        ...(https ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' },
  })
}

/** Numbers each request and logs its end: method, path, status, time. Never bodies, never headers. */
export const requestLog =
  (log: Log): RequestHandler =>
  (request, response, next) => {
    const given = request.get('x-request-id') ?? ''
    const requestId = /^[\w-]{1,64}$/.test(given) ? given : randomUUID()
    const began = performance.now()
    response.set('X-Request-Id', requestId)
    const path = loggedPath(request.path)
    response.on('finish', () =>
      log.info(
        { requestId, method: request.method, path, status: response.statusCode, ms: Math.round(performance.now() - began) },
        'request',
      ),
    )
    next()
  }

/** A body that is not JSON is refused, not ignored: a form post from another site must not pass as an empty command. */
export const jsonOnly: RequestHandler = (request, _response, next) => {
  const hasBody = request.get('transfer-encoding') !== undefined || Number(request.get('content-length') ?? 0) > 0
  if (hasBody && !request.is('application/json'))
    throw new BadRequest(415, 'unsupported-media-type', 'send the body with the header "Content-Type: application/json"')
  // Its depth is counted in bytes before it is parsed, which other encodings would hide.
  if (/charset=(?!["']?utf-8)/i.test(request.get('content-type') ?? ''))
    throw new BadRequest(415, 'unsupported-media-type', 'send the body as plain "application/json" in UTF-8')
  next()
}

/**
 * What browsers say of a request that a page of another site makes. Those without a body need no preflight and would pass. A page of
 * a neighbour below the same domain is another site too; programs, which say nothing, hold no cookie of ours.
 */
export const sameSite = (publicUrl: string): RequestHandler => {
  const { origin: ours } = new URL(publicUrl)
  return (request, _response, next) => {
    const looks = request.method === 'GET' || request.method === 'HEAD'
    const site = request.get('sec-fetch-site')
    const foreign = site === undefined ? isForeign(request.get('origin'), ours, request.get('host')) : site !== 'same-origin' && site !== 'none'
    if (!looks && foreign)
      throw new BadRequest(403, 'cross-site', 'a page of another site may not act here; open the console and do it there')
    next()
  }
}

/** Older browsers say only where the page came from. */
function isForeign(origin: string | undefined, ours: string, host: string | undefined): boolean {
  if (origin === undefined || origin === ours) return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

const DEEPEST = 32

/** Refuses, before it is parsed, JSON nested deeper than anything here is, and JSON in which a name stands twice in one object. */
export function refuseTrickyJson(_request: unknown, _response: unknown, body: Buffer): void {
  refuseDeep(body)
  const name = doubledKey(body.toString('utf8'))
  if (name !== undefined) throw new BadRequest(400, 'doubled-name', `the body has "${name.slice(0, 100)}" twice in one object: send it once`)
}

/** What walks it later may recurse. */
function refuseDeep(body: Buffer): void {
  let depth = 0
  let inText = false
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]
    if (inText) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) inText = false
    } else if (byte === 0x22) inText = true
    else if (byte === 0x7b || byte === 0x5b) depth++
    else if (byte === 0x7d || byte === 0x5d) depth--
    if (depth > DEEPEST) throw new BadRequest(400, 'too-deep', `the body is nested more than ${DEEPEST} levels deep at position ${at}`)
  }
}

/** Refuses names that are not ours: a page elsewhere whose name is pointed at this machine must not act here. */
export const knownHost =
  (hosts: readonly string[] | undefined): RequestHandler =>
  (request, _response, next) => {
    if (hosts && !hosts.includes(request.hostname))
      throw new BadRequest(
        421,
        'wrong-host',
        `this is not "${request.hostname.slice(0, 100)}"; use ${hosts.join(' or ')}, or set PUBLIC_URL`,
      )
    next()
  }
