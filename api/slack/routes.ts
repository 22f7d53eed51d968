import { Router, raw } from 'express'
import type { Request, RequestHandler } from 'express'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { only } from '../routes/method.ts'
import type { DoorDeps } from './deps.ts'
import { createDoor } from './door.ts'
import { LIMITS } from '../limits.ts'
import { isSigned } from './signature.ts'

/** The address that Slack knows, below where it is mounted. */
const EVENTS = '/events'

/** Slack's way in: `POST /slack/events`. Where Slack is off, or comes over a socket, the address answers 404 and says so. */
export function slackRoutes(deps: ApiDeps): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const { slack } = deps
  if (!slack || slack.signingSecret === null) {
    router.use((_request, _response, next) => {
      next(new BadRequest(404, 'slack-off', 'Slack is off here: set "SLACK_BOT_TOKEN" and "SLACK_SIGNING_SECRET" and start again'))
    })
    return router
  }
  // Bolt takes half a second to load, which whoever has no Slack need not wait for.
  const bolt = import('./bolt.ts').then(({ boltAt }) => boltAt(EVENTS, createDoor({ ...deps, slack }), deps.log))
  // Whoever asks first is told; until then nobody has to be.
  bolt.catch(() => undefined)
  // Compressed bodies are refused: the signature is over the bytes, and Slack does not compress.
  const body = raw({ type: () => true, limit: LIMITS.slack, inflate: false })
  only(router.route(EVENTS).post(body, signed({ ...deps, slack }, slack.signingSecret), understood(deps), async (request, response, next) => {
    const handle = await bolt
    await handle(request, response, next)
  }), 'POST')
  return router
}

/** In place of Bolt's own check, which leaves some doors ajar: times to come, and headers that are not quite one. */
const signed = ({ now, log }: DoorDeps, secret: string): RequestHandler => (request, _response, next) => {
  const body = bytesOf(request)
  if (!isSigned(secret, body, request.headers, now())) {
    log.warn({ ip: request.ip }, 'a request to /slack/events was not signed by Slack')
    throw new BadRequest(401, 'wrong-signature', 'the signature does not fit the body, or was not made within the last five minutes')
  }
  // Where Bolt looks for the bytes, which are read only once.
  Object.assign(request, { rawBody: body })
  next()
}

const bytesOf = (request: Request): Buffer => {
  const body: unknown = request.body
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

/** Kinds of interaction that Bolt hands on. For any other it would wait three seconds before saying that nobody wants it. */
const KINDS = new Set(['block_actions', 'view_submission', 'view_closed', 'block_suggestion', 'shortcut', 'message_action'])

/** Acknowledges at once what is well signed and of no known kind, now or to come. */
const understood = ({ log }: Pick<ApiDeps, 'log'>): RequestHandler => (request, response, next) => {
  const kind = kindOf(bytesOf(request).toString('utf8'), request.get('content-type') ?? '')
  if (kind === 'unreadable') throw new BadRequest(400, 'unreadable-interaction', 'the body is well signed and cannot be read')
  if (kind === 'known') return next()
  log.info('Slack told of something that nobody here knows')
  response.status(200).end()
}

function kindOf(text: string, type: string): 'known' | 'unknown' | 'unreadable' {
  try {
    const form = type.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(text) : undefined
    if (form && !form.has('payload')) return form.has('command') || form.has('ssl_check') ? 'known' : 'unknown'
    const payload: unknown = JSON.parse(form?.get('payload') ?? text)
    if (typeof payload !== 'object' || payload === null) return 'unreadable'
    if (!form) return ('event' in payload && typeof payload.event === 'object' && payload.event !== null) || ('type' in payload && payload.type === 'url_verification') ? 'known' : 'unknown'
    return 'type' in payload && KINDS.has(String(payload.type)) ? 'known' : 'unknown'
  } catch {
    return 'unreadable'
  }
}
