import { raw, Router } from 'express'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import { Away } from '../../domain/away.ts'
import type { FieldProblem } from '../../domain/form.ts'
import { sayInstants } from '../../domain/instant.ts'
import { Refused } from '../../domain/refusal.ts'
import type { ApiDeps } from '../deps.ts'
import { only } from '../routes/method.ts'
import { sameSite } from '../guard.ts'
import { LIMITS } from '../limits.ts'
import { toProblem } from '../problem.ts'
import { codeIn, missingIn, wantedBy } from './act.ts'
import type { Filled } from './fields.ts'
import { look, type Look } from './look.ts'
import { deadPage, overPage, signInPage, taskPage, unreadPage } from './page.ts'
import type { MailLinkParts } from './parts.ts'
import { lacksSession } from './session.ts'
import { POLICY } from './style.ts'
import { readTyped, untyped, type Typed } from './typed.ts'
import { proofOf, type Proof } from './uploads.ts'

/** Whatever opens nothing is answered after this long, whatever the reason: milliseconds. */
const DEAD_AFTER_MS = 250

const NO_PROOF: Proof = { given: {}, problems: [] }

/**
 * The pages behind the links of mails. Looking at one changes nothing, whoever looks and however often; only the page's own form acts,
 * with a choice that somebody made and the code that stands in the mail.
 */
export function mailLinkRoutes(deps: ApiDeps): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const parts = deps.mailLinks
  router.use(discreet)
  const route = router.route('/:token')
  if (parts) {
    route.get(async (request, response) => show(deps, parts, request, response))
    route.post(sameSite(deps.settings.publicUrl), known(deps, parts), raw({ type: () => true, limit: LIMITS.mailPage, inflate: false }), async (request, response) => act(deps, parts, request, response))
  }
  only(route, 'GET', 'POST')
  router.use(toPeople)
  return router
}

/** Whoever sent a page gets a page. */
const toPeople: ErrorRequestHandler = (error, _request, response, next) => {
  const { status, detail } = toProblem(error)
  if (status >= 500 || response.headersSent) return next(error)
  response.status(status).type('html').send(unreadPage(detail))
}

/** For one reader's eyes: kept nowhere, listed nowhere, told to nobody. */
const discreet: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow, noarchive', 'Referrer-Policy': 'no-referrer', 'Content-Security-Policy': POLICY })
  next()
}

const tokenOf = ({ params }: Request): string => String(params['token'] ?? '')

/** Before anything is read: what somebody without a link sends is not worth reading. */
const known = (deps: ApiDeps, parts: MailLinkParts): RequestHandler => async (request, response, next) => {
  const began = performance.now()
  const seen = await look(deps, parts, tokenOf(request))
  if (seen.is === 'dead') return refuse(deps, parts, seen, response, began)
  next()
}

async function show(deps: ApiDeps, parts: MailLinkParts, request: Request, response: Response): Promise<void> {
  const began = performance.now()
  const token = tokenOf(request)
  const seen = await look(deps, parts, token)
  if (seen.is === 'dead') return refuse(deps, parts, seen, response, began)
  if (seen.is === 'over') return over(deps, seen, response)
  const wanted = request.query['o']
  const filled: Filled = { typed: untyped(typeof wanted === 'string' ? wanted : ''), kept: {}, errors: new Map() }
  response.type('html').send(taskPage(seen, token, wordsOf(parts, seen), filled, deps.settings.publicUrl))
}

async function refuse({ settings }: ApiDeps, { links }: MailLinkParts, { why, link, at }: Extract<Look, { is: 'dead' }>, response: Response, began: number): Promise<void> {
  await links.note(why, link, at)
  await new Promise((resolve) => { setTimeout(resolve, Math.max(0, DEAD_AFTER_MS - (performance.now() - began))) })
  response.status(404).type('html').send(deadPage(settings.publicUrl))
}

/** Its own answer is shown to whoever gave it; that somebody else was faster is said as what it is. */
function over({ settings }: ApiDeps, seen: Extract<Look, { is: 'over' }>, response: Response): void {
  response.status(seen.link.usedAt === null ? 410 : 200).type('html').send(overPage(seen, settings.publicUrl))
}

const wordsOf = ({ words }: MailLinkParts, { person, now }: Extract<Look, { is: 'open' }>) => words({ zone: person.zone, locale: person.locale, now })

async function act(deps: ApiDeps, parts: MailLinkParts, request: Request, response: Response): Promise<void> {
  const began = performance.now()
  const token = tokenOf(request)
  const seen = await look(deps, parts, token)
  if (seen.is === 'dead') return refuse(deps, parts, seen, response, began)
  if (seen.is === 'over') return over(deps, seen, response)
  const typed = await readTyped(request.body, request.get('content-type') ?? '')
  const again = (status: number, problems: readonly FieldProblem[], problem = '', proof: Proof = NO_PROOF): void =>
    void response.status(status).type('html').send(taskPage(seen, token, wordsOf(parts, seen), filledOf(typed, proof, problems), deps.settings.publicUrl, problem))

  const missing = missingIn(seen.task, typed)
  if (missing.length > 0) return again(422, missing, 'Nothing was changed yet.')
  if (seen.money && (await (parts.requiresSession ?? (async (from, person) => lacksSession(deps, from, person)))(request, seen.link.person))) {
    await parts.links.note('no-session', seen.link, seen.now)
    return void response.status(403).type('html').send(signInPage(seen, deps.settings.publicUrl))
  }
  const verdict = await parts.links.check(token, codeIn(typed))
  if (verdict.code !== 'right') {
    await parts.links.note(verdict.code === 'wrong' ? 'wrong-code' : 'locked', seen.link, seen.now)
    if (verdict.code === 'locked') return refuse(deps, parts, { is: 'dead', why: 'locked', link: seen.link, at: seen.now }, response, began)
    return again(422, [{ field: 'code', message: `this is not the code of this mail; ${verdict.left} more wrong ${verdict.left === 1 ? 'one locks' : 'ones lock'} the link` }], 'Nothing was changed yet.')
  }
  const proof = await proofOf(deps, typed, seen.task.evidence ?? [], seen.link.person)
  if (proof.problems.length > 0) return again(422, proof.problems, 'Nothing was changed yet.', proof)
  await send(deps, parts, seen, typed, proof, response, token, again)
}

type Again = (status: number, problems: readonly FieldProblem[], problem?: string, proof?: Proof) => void

async function send(deps: ApiDeps, parts: MailLinkParts, seen: Extract<Look, { is: 'open' }>, typed: Typed, proof: Proof, response: Response, token: string, again: Again): Promise<void> {
  const { command, words } = wantedBy(seen.link, seen.task, typed, proof, await deps.catalogue.organisation())
  try {
    await deps.cases.command(seen.link.caseId, command)
  } catch (error) {
    if (error instanceof Away) return again(503, [], 'It could not be taken just now, and nothing you typed is lost: send it once more in a minute.', proof)
    if (!(error instanceof Refused)) throw error
    const present = await look(deps, parts, token)
    // Somebody was faster, or this very page was sent twice.
    if (present.is === 'over') return over(deps, present, response)
    const { fields = [], message } = error.refusal
    return again(fields.length > 0 ? 422 : 409, fields, fields.length > 0 ? 'Nothing was changed yet.' : sayInstants(message, wordsOf(parts, seen).exactly), proof)
  }
  await parts.links.used(seen.link.id, words)
  // A page that is loaded anew sends nothing anew. The address is ours and not what a request says.
  response.redirect(303, `/t/${token}`)
}

const filledOf = (typed: Typed, { given }: Proof, problems: readonly FieldProblem[]): Filled => ({ typed, kept: given, errors: new Map(problems.map(({ field, message }) => [field, message])) })
