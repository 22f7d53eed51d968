import { Router } from 'express'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { PasswordBody, PersonParams, SignOutBody } from '../schema/sign-in.ts'
import { callerOf, PERSON_COOKIE, readCookie } from '../session.ts'
import { signInAs } from '../sign-in/begin.ts'
import { sessionCookie } from '../sign-in/cookie.ts'
import { signInLimit } from '../sign-in/limits.ts'
import { personNamed } from '../sign-in/named.ts'
import { presentSession } from '../sign-in/present.ts'
import { createSlowDown } from '../sign-in/slow-down.ts'
import { only } from './method.ts'

type Deps = Pick<ApiDeps, 'catalogue' | 'settings' | 'signIn' | 'log' | 'now'>

/** Signing in with a password, signing out, and ending everything that somebody has open. */
export function signInRoutes(deps: Deps): Router {
  const router = Router()
  const { catalogue, signIn, log, now } = deps
  const slowDown = createSlowDown(now, signIn.wait)

  only(
    router.route('/sign-in/password').post(signInLimit(), async (request, response) => {
      if (!signIn.ways.password) throw new BadRequest(404, 'sign-in-off', 'nobody signs in with a password here; "GET /api/session" says how')
      const { name, password } = PasswordBody.parse(request.body)
      const organisation = await catalogue.organisation()
      const person = personNamed(organisation, name)
      // By what was typed and never by whom it names: that two names slow each other down would say that they are somebody's.
      const account = name.trim().toLowerCase()
      if (!(await slowDown.enter(account))) throw new BadRequest(429, 'too-many-requests', 'too many tries at once: wait a few seconds', { 'Retry-After': '5' })
      const right = await signIn.accounts.isPassword(person?.id ?? null, password).catch((error: unknown) => {
        slowDown.leave(account, false)
        throw error
      })
      slowDown.leave(account, right)
      if (!right || !person) {
        log.warn({ ip: request.ip }, 'somebody tried to sign in with a wrong name or password')
        throw new BadRequest(401, 'wrong-password', 'the name or the password is wrong')
      }
      await signInAs(deps, request, response, person, 'password')
      response.json(presentSession(deps, person, organisation))
    }),
    'POST',
  )
  only(
    router.route('/sign-out').post(async (request, response) => {
      const { everywhere } = SignOutBody.parse(request.body ?? {})
      const caller = callerOf(request)
      const { name, options } = sessionCookie(deps.settings.publicUrl)
      const secret = readCookie(request.get('cookie') ?? '', name)
      const ended = everywhere === true && caller?.kind === 'person' && caller.proof === 'session' ? await signIn.sessions.endAll(caller.id, now()) : await endOne(deps, secret)
      response.clearCookie(name, options).clearCookie(PERSON_COOKIE, { path: '/' }).json({ ended })
    }),
    'POST',
  )
  only(
    router.route('/people/:person/sign-out').post(async (request, response) => {
      const { person } = PersonParams.parse(request.params)
      response.json({ ended: await signIn.sessions.endAll(person, now()) })
    }),
    'POST',
  )
  return router
}

async function endOne({ signIn, now }: Deps, secret: string | undefined): Promise<number> {
  if (secret === undefined || (await signIn.sessions.find(secret, now())) === undefined) return 0
  await signIn.sessions.end(secret, now())
  return 1
}
