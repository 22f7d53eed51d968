import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import { BadRequest } from '../problem.ts'
import { callerOf } from '../session.ts'

const MINUTE_MS = 60_000

/** Tries to sign in from one address: thirty in five minutes, whatever the name. */
export const signInLimit = (): RequestHandler => limit(30, 5 * MINUTE_MS, (request) => ipKeyGenerator(request.ip ?? ''), () => false, 'too many tries to sign in from your address')

/** Requests of one session or token: ten a second on average. Where everybody is believed there is nothing to share fairly. */
export const fairShare = (): RequestHandler =>
  limit(600, MINUTE_MS, (request) => callerOf(request)?.id ?? '', (request) => {
    const caller = callerOf(request)
    return caller === undefined || (caller.kind === 'person' && caller.proof === 'said')
  }, 'too many requests')

function limit(most: number, windowMs: number, keyOf: (request: Request) => string, skip: (request: Request) => boolean, what: string): RequestHandler {
  return rateLimit({
    windowMs, limit: most, standardHeaders: 'draft-7', legacyHeaders: false, keyGenerator: keyOf, skip, validate: { xForwardedForHeader: false, trustProxy: false },
    handler: (_request, response, next) => {
      next(new BadRequest(429, 'too-many-requests', `${what}: wait until the time in the header "Retry-After" is over`, { 'Retry-After': retryAfter(response.getHeader('Retry-After'), windowMs) }))
    },
  })
}

const retryAfter = (said: unknown, windowMs: number): string => (typeof said === 'string' || typeof said === 'number' ? String(said) : String(Math.ceil(windowMs / 1000)))
