import { Router } from 'express'
import type { ApiDeps } from '../deps.ts'
import { presentTask } from '../present.ts'
import { TaskQuery } from '../schema/tasks.ts'
import { requirePerson, rolesOf } from '../session.ts'
import { only } from './method.ts'

/** Work lists: what is mine, and what my team has open besides. */
export function taskRoutes({ catalogue, reader }: ApiDeps): Router {
  const router = Router()
  only(
    router.route('/tasks').get(async (request, response) => {
      const organisation = await catalogue.organisation()
      const person = requirePerson(request, organisation)
      const all = TaskQuery.parse(request.query).all === 'true'
      const roles = rolesOf(person.id, organisation)
      const [mine, wider] = await Promise.all([reader.tasks({ person: person.id }), reader.tasks(all ? {} : { roles })])
      const held = new Set(mine.map(({ caseId, instance }) => `${caseId} ${instance}`))
      const team = wider.filter(({ caseId, instance }) => !held.has(`${caseId} ${instance}`))
      response.json({ mine: mine.map(presentTask), team: team.map(presentTask) })
    }),
    'GET',
  )
  return router
}
