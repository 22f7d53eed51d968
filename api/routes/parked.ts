import { Router } from 'express'
import type { Request, Response } from 'express'
import type { z } from 'zod'
import { writeInstant } from '../../domain/instant.ts'
import type { Decided } from '../../domain/parked.ts'
import type { ApiDeps } from '../deps.ts'
import { mayUse } from '../access/may-use.ts'
import { BadRequest } from '../problem.ts'
import { DismissBody, ParkedParams, type ParkedDecided, type ParkedList } from '../schema/parked.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** What waits for a person to decide about it: webhooks, mails, and what people did in Slack. */
export function parkedRoutes({ catalogue, parked }: Pick<ApiDeps, 'catalogue' | 'parked'>): Router {
  const router = Router()
  only(
    router.route('/parked').get(async (request, response) => {
      const { access } = requirePerson(request, await catalogue.organisation())
      const mayDecide = mayUse('POST', '/api/parked/:kind/:id/dismiss', access)
      const body: z.output<typeof ParkedList> = { mayDecide, parked: (await parked.list()).map((one) => ({ ...one, at: writeInstant(one.at) })) }
      response.json(body)
    }),
    'GET',
  )
  const decide = (path: string, decided: z.output<typeof ParkedDecided>['decided'], act: (request: Request, by: string) => Promise<Decided>): void =>
    only(
      router.route(path).post(async (request: Request, response: Response) => {
        const { id: by } = requirePerson(request, await catalogue.organisation())
        const { kind, id } = ParkedParams.parse(request.params)
        const came = await act(request, by)
        if (came === 'unknown') throw new BadRequest(404, 'unknown-parked', `no ${kind} is kept as "${id}"; "GET /api/parked" lists what was set aside`)
        if (came === 'settled') throw new BadRequest(409, 'not-parked', 'somebody has decided about it already; look again at what is set aside now')
        const body: z.output<typeof ParkedDecided> = { kind, id, decided }
        response.json(body)
      }),
      'POST',
    )
  decide('/parked/:kind/:id/again', 'again', (request, by) => {
    const { kind, id } = ParkedParams.parse(request.params)
    return parked.again(kind, id, by)
  })
  decide('/parked/:kind/:id/dismiss', 'dismissed', async (request, by) => {
    const { kind, id } = ParkedParams.parse(request.params)
    return parked.dismiss(kind, id, by, DismissBody.parse(request.body).because)
  })
  return router
}
