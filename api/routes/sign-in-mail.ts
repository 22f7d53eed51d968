import { randomBytes } from 'node:crypto'
import { Router } from 'express'
import type { Request } from 'express'
import { own } from '../../domain/json.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { MailBody, RedeemBody } from '../schema/sign-in.ts'
import { readCookie } from '../session.ts'
import { browserCookie } from '../sign-in/cookie.ts'
import type { MailWay } from '../sign-in/deps.ts'
import { signInLimit } from '../sign-in/limits.ts'
import { signInLetter } from '../sign-in/mail.ts'
import { personNamed } from '../sign-in/named.ts'
import { presentSession } from '../sign-in/present.ts'
import { signInAs } from '../sign-in/begin.ts'
import { only } from './method.ts'

type Deps = Pick<ApiDeps, 'catalogue' | 'settings' | 'signIn' | 'log' | 'now'>

const LIVES_MS = 15 * 60_000

/** Signing in by a link that is mailed: asking for one, and using it by a click on our own page. */
export function signInMailRoutes(deps: Deps): Router {
  const router = Router()
  const { catalogue, settings, signIn, log, now } = deps
  const cookie = browserCookie(settings.publicUrl)
  const way = (): MailWay => {
    if (signIn.ways.mail && signIn.mail) return signIn.mail
    throw new BadRequest(404, 'sign-in-off', 'nobody signs in by mail here; "GET /api/session" says how')
  }
  const browserOf = (request: Request): string | undefined => readCookie(request.get('cookie') ?? '', cookie.name)

  only(
    router.route('/sign-in/mail').post(signInLimit(), async (request, response) => {
      const mail = way()
      const person = personNamed(await catalogue.organisation(), MailBody.parse(request.body).name)
      const browser = browserOf(request) ?? randomBytes(32).toString('base64url')
      response.cookie(cookie.name, browser, { ...cookie.options, maxAge: LIVES_MS }).json({ sent: true })
      // Answered already: how long it takes tells nobody whether there is such a person.
      if (person) await send(mail, person, browser).catch((error: unknown) => log.error({ err: error }, 'a link to sign in could not be sent'))
    }),
    'POST',
  )
  only(
    router.route('/sign-in/mail/redeem').post(signInLimit(), async (request, response) => {
      const mail = way()
      const { secret } = RedeemBody.parse(request.body)
      const browser = browserOf(request)
      const id = browser === undefined ? undefined : await mail.links.redeem(secret, browser, now())
      const organisation = await catalogue.organisation()
      const person = id === undefined ? undefined : own(organisation.people, id)
      if (!person?.active) throw new BadRequest(401, 'wrong-link', 'the link is used, too old, or was asked for in another browser: ask for a new one here')
      await signInAs(deps, request, response, person, 'mail')
      response.clearCookie(cookie.name, cookie.options).json(presentSession(deps, person, organisation))
    }),
    'POST',
  )
  return router

  async function send(mail: MailWay, person: Parameters<typeof signInLetter>[0], browser: string): Promise<void> {
    const secret = await mail.links.make(person.id, browser, now())
    if (secret === undefined) return log.warn({ person: person.id }, 'somebody asks for more links to sign in than are sent')
    await mail.mailer.send(signInLetter(person, settings.publicUrl, secret), `sign-in ${person.id} ${now()}`)
  }
}
