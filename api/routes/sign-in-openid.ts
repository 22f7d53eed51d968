import { Router } from 'express'
import type { Request } from 'express'
import { OpenIdRefused, type OpenId } from '../../domain/sign-in.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { readCookie } from '../session.ts'
import { signInAs } from '../sign-in/begin.ts'
import { openIdCookie } from '../sign-in/cookie.ts'
import { signInLimit } from '../sign-in/limits.ts'
import { personOfEmail } from '../sign-in/named.ts'
import { only } from './method.ts'

type Deps = Pick<ApiDeps, 'catalogue' | 'settings' | 'signIn' | 'log' | 'now'>

const LIVES_MS = 15 * 60_000

/** Signing in by the company's own provider: there and back. Who may work here is said by the organisation file, never by the provider. */
export function signInOpenIdRoutes(deps: Deps): Router {
  const router = Router()
  const { settings, signIn } = deps
  const cookie = openIdCookie(settings.publicUrl)
  const way = (): OpenId => {
    if (signIn.ways.openid && signIn.openid) return signIn.openid
    throw new BadRequest(404, 'sign-in-off', 'no provider of OpenID Connect is set up: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET')
  }

  only(
    router.route('/sign-in/openid').get(signInLimit(), async (_request, response) => {
      const begun = await way().begin().catch((error: unknown) => refusedTo(deps, error))
      if (typeof begun === 'string') return response.redirect(303, begun)
      response.cookie(cookie.name, begun.kept, { ...cookie.options, maxAge: LIVES_MS }).redirect(303, begun.url)
    }),
    'GET',
  )
  only(
    router.route('/sign-in/openid/callback').get(signInLimit(), async (request, response) => {
      const provider = way()
      const kept = readCookie(request.get('cookie') ?? '', cookie.name)
      response.clearCookie(cookie.name, cookie.options)
      const email = await finish(provider, request, kept).catch((error: unknown) => ({ to: refusedTo(deps, error) }))
      if (typeof email !== 'string') return response.redirect(303, email.to)
      const person = personOfEmail(await deps.catalogue.organisation(), email)
      if (!person) {
        deps.log.warn('somebody whom the provider knows, and the organisation file does not, tried to sign in')
        return response.redirect(303, pageOf('unknown'))
      }
      await signInAs(deps, request, response, person, 'openid')
      response.redirect(303, '/')
    }),
    'GET',
  )
  return router
}

async function finish(provider: OpenId, request: Request, kept: string | undefined): Promise<string> {
  if (kept === undefined) throw new OpenIdRefused('refused', 'this browser did not begin to sign in')
  const { search } = new URL(request.originalUrl, 'http://here')
  return provider.finish(search, kept)
}

/** What went wrong is the log's; the page says what to do. */
function refusedTo({ log }: Deps, error: unknown): string {
  if (!(error instanceof OpenIdRefused)) throw error
  log.warn({ code: error.code }, error.message)
  return pageOf(error.code)
}

const pageOf = (why: string): string => `/sign-in?why=${why}`
