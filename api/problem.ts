import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Response } from 'express'
import { ZodError } from 'zod'
import { Away } from '../domain/away.ts'
import { Refused } from '../domain/refusal.ts'
import type { RefusalCode } from '../domain/refusal.ts'
import { jsonErrorOffset } from './json-error.ts'
import { loggedPath, type Log } from './log.ts'

/** What a caller gets instead of an answer, RFC 9457 with a stable `code`. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly requestId?: string
  readonly errors?: readonly { readonly field: string; readonly message: string }[]
  readonly state?: unknown
}

/** A mistake in the request itself, found at the border. */
export class BadRequest extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = 'BadRequest'
    this.status = status
    this.code = code
    this.headers = headers
  }
}

const REFUSAL_STATUS: Partial<Record<RefusalCode, number>> = {
  'unknown-case': 404,
  'unknown-step': 404,
  'unknown-sop': 404,
  'unknown-person': 401,
  'unknown-roster': 404,
  'unknown-change': 404,
  'not-on-roster': 422,
  'not-allowed': 403,
  'wrong-form': 422,
  'check-failed': 422,
  'unknown-outcome': 422,
  'bad-command': 422,
}

/** The only place where an error becomes HTTP. The caller of a bug learns nothing but its number; the log learns everything. */
export const problemHandler =
  (log: Log): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    const problem = toProblem(error)
    if (problem.status >= 500)
      log.error({ err: error, requestId: requestIdOf(response), path: loggedPath(request.path) }, `${request.method} ${loggedPath(request.path)} failed`)
    if (response.headersSent) return next(error)
    if (problem.status === 503) response.set('Retry-After', '5')
    if (error instanceof BadRequest) response.set(error.headers)
    const requestId = requestIdOf(response)
    response
      .status(problem.status)
      .type('application/problem+json')
      .json({ ...problem, ...(requestId ? { requestId } : {}) })
  }

/** The problem that an error stands for; pure. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Refused) return refused(error)
  if (error instanceof BadRequest) return problem(error.status, error.code, error.message)
  if (error instanceof ZodError) return wrongShape(error)
  if (error instanceof Away) return problem(503, nothingPublished(error) ? 'no-organisation' : `${error.what}-unreachable`, error.message)
  return (
    fromBodyParser(error) ??
    problem(500, 'internal-error', 'something failed on our side and was logged; send the request id to whoever runs this')
  )
}

function problem(status: number, code: string, detail: string, more: Partial<Problem> = {}): Problem {
  return { type: `/problems/${code}`, title: STATUS_CODES[status] ?? 'Error', status, code, detail, ...more }
}

function refused({ refusal, state }: Refused): Problem {
  const errors = refusal.fields ? { errors: refusal.fields.map(({ field, message }) => ({ field, message })) } : {}
  const known = state === null || state === undefined ? {} : { state }
  return problem(REFUSAL_STATUS[refusal.code] ?? 409, refusal.code, refusal.message, { title: 'Refused', ...errors, ...known })
}

function wrongShape(error: ZodError): Problem {
  const errors = error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  const culprits = errors.map(({ field, message }) => (field ? `"${field}": ${message}` : message)).join('; ')
  return problem(422, 'wrong-request', `the request does not fit the schema: ${culprits}; see /api/openapi.json`, { errors })
}

/** Express' own errors: unreadable JSON, bodies too large, encodings it does not know, addresses it cannot decode. */
function fromBodyParser(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number' || error.status >= 500) return undefined
  const type = 'type' in error ? error.type : ''
  if (type === 'entity.parse.failed') return problem(400, 'malformed-json', malformed('body' in error ? error.body : ''))
  const limit = 'limit' in error && typeof error.limit === 'number' ? error.limit : 1_048_576
  if (type === 'entity.too.large') return problem(413, 'body-too-large', `the body is larger than ${Math.round(limit / 1_048_576)} MiB; send less`)
  if (error.status === 415) return problem(415, 'unsupported-media-type', 'send the body uncompressed, and JSON in UTF-8')
  return problem(error.status, 'bad-request', 'the request cannot be read; check its address, its headers and its length')
}

function malformed(body: unknown): string {
  const text = typeof body === 'string' ? body : ''
  const at = jsonErrorOffset(text)
  // A number or a text alone is JSON, and not taken either.
  if (at >= text.length && isJson(text)) return 'the body is JSON and no object: send one such as {"commandId": "…"}'
  const before = text.slice(0, at).split('\n')
  const column = (before.at(-1) ?? '').length + 1
  const culprit = at < text.length ? `unexpected "${text.slice(at, at + 10)}"` : 'it ends too early'
  return `the body is not JSON: ${culprit} at position ${at} (line ${before.length}, column ${column})`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The database's adapter says so by the error's code. */
const nothingPublished = (error: Away): boolean => 'code' in error && error.code === 'no-organisation'

const requestIdOf = (response: Response): string | undefined => {
  const id = response.getHeader('X-Request-Id')
  return typeof id === 'string' ? id : undefined
}
