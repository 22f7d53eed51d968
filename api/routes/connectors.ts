import { Router } from 'express'
import type { z } from 'zod'
import { mayUse } from '../access/may-use.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { ConnectorParams, type ConnectorChecked, type ConnectorList } from '../schema/connectors.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** What the API's process reaches outside, and whether its keys work; a check changes nothing there. */
export function connectorRoutes({ catalogue, outside }: Pick<ApiDeps, 'catalogue' | 'outside'>): Router {
  const router = Router()
  only(
    router.route('/connectors').get(async (request, response) => {
      const organisation = await catalogue.organisation()
      const { access } = requirePerson(request, organisation)
      const list: z.output<typeof ConnectorList> = { connectors: outside(organisation.systems).names.map((name) => ({ name })), mayCheck: mayUse('POST', '/api/connectors/:name/check', access) }
      response.json(list)
    }),
    'GET',
  )
  only(
    router.route('/connectors/:name/check').post(async (request, response) => {
      const organisation = await catalogue.organisation()
      requirePerson(request, organisation)
      const { name } = ConnectorParams.parse(request.params)
      const found = outside(organisation.systems).check(name)
      if (found === undefined) throw new BadRequest(404, 'unknown-connector', `nothing is called "${name}" here; /api/connectors lists what there is`)
      const { state, message, missing } = await found
      const answer: z.output<typeof ConnectorChecked> = { name, state, message, missing: missing.map(({ scope, actions }) => ({ scope, actions: [...actions] })) }
      response.json(answer)
    }),
    'POST',
  )
  return router
}
