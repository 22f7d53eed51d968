import { Router } from 'express'
import { own } from '../../domain/json.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { SessionBody } from '../schema/session.ts'
import { PERSON_COOKIE, personOf, signInNeeded } from '../session.ts'
import { presentSession } from '../sign-in/present.ts'
import { only } from './method.ts'

/** Who is using the console; where everybody is believed, being somebody else. */
export function sessionRoutes(deps: Pick<ApiDeps, 'catalogue' | 'settings' | 'signIn'>): Router {
  const router = Router()
  const { catalogue, settings } = deps

  only(
    router
      .route('/session')
      .get(async (request, response) => {
        const organisation = await catalogue.organisation()
        response.json(presentSession(deps, personOf(request, organisation), organisation))
      })
      .post(async (request, response) => {
        if (settings.openAccess !== true) throw signInNeeded('nobody is believed here who only says who they are')
        const organisation = await catalogue.organisation()
        const { person: id } = SessionBody.parse(request.body)
        const person = own(organisation.people, id)
        if (!person?.active)
          throw new BadRequest(401, 'unknown-person', `nobody called "${id}" works here; "GET /api/session" lists the people`)
        response.cookie(PERSON_COOKIE, id, { httpOnly: true, sameSite: 'lax', path: '/', secure: settings.publicUrl.startsWith('https:') })
        response.json(presentSession(deps, person, organisation))
      }),
    'GET',
    'POST',
  )
  return router
}
