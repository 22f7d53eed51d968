import { Router } from 'express'
import type { Organisation, Person } from '../../domain/organisation.ts'
import { own } from '../../domain/json.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { SessionBody } from '../schema/session.ts'
import { PERSON_COOKIE, personOf, rolesOf } from '../session.ts'
import { only } from './method.ts'

/** Who is using the console, and being somebody else. */
export function sessionRoutes({ catalogue, settings }: ApiDeps): Router {
  const router = Router()
  const demo = settings.demoControl !== undefined

  only(
    router
      .route('/session')
      .get(async (request, response) => {
        const organisation = await catalogue.organisation()
        response.json(present(personOf(request, organisation), organisation, demo))
      })
      .post(async (request, response) => {
        const organisation = await catalogue.organisation()
        const { person: id } = SessionBody.parse(request.body)
        const person = own(organisation.people, id)
        if (!person?.active)
          throw new BadRequest(401, 'unknown-person', `nobody called "${id}" works here; "GET /api/session" lists the people`)
        response.cookie(PERSON_COOKIE, id, { httpOnly: true, sameSite: 'lax', path: '/', secure: settings.publicUrl.startsWith('https:') })
        response.json(present(person, organisation, demo))
      }),
    'GET',
    'POST',
  )
  return router
}

function present(person: Person | undefined, organisation: Organisation, demo: boolean) {
  const people = Object.values(organisation.people).filter(({ active }) => active)
  return {
    person: person ? { ...whoIs(person), roles: rolesOf(person.id, organisation) } : null,
    people: people.map(({ id, name }) => ({ id, name, roles: rolesOf(id, organisation) })),
    demo,
    zone: organisation.zone,
  }
}

const whoIs = ({ id, name, zone, locale, access }: Person) => ({ id, name, zone, locale, access })
