import { Router } from 'express'
import type { z } from 'zod'
import { showBody, type InboxEntry } from '../../domain/inbox-view.ts'
import { writeInstant } from '../../domain/instant.ts'
import { mayUse } from '../access/may-use.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { InboxParams, InboxQuery, type InboxList, type InboxOne } from '../schema/inbox.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** More of a body than anybody reads on a page. */
const LONGEST = 50_000

/** Everything that was told to us, for people. Whoever decides about webhooks reads them whole; for the others what tells who somebody is stands hidden. */
export function inboxRoutes({ catalogue, inboxBook }: Pick<ApiDeps, 'catalogue' | 'inboxBook'>): Router {
  const router = Router()
  only(
    router.route('/inbox').get(async (request, response) => {
      const { access } = requirePerson(request, await catalogue.organisation())
      const [{ entries, next }, sources] = await Promise.all([inboxBook.list(InboxQuery.parse(request.query)), inboxBook.sources()])
      const body: z.output<typeof InboxList> = { mayDecide: mayDecide(access), sources: [...sources], inbox: entries.map(presented), next }
      response.json(body)
    }),
    'GET',
  )
  only(
    router.route('/inbox/:id').get(async (request, response) => {
      const { access } = requirePerson(request, await catalogue.organisation())
      const { id } = InboxParams.parse(request.params)
      const found = await inboxBook.one(id)
      if (!found) throw new BadRequest(404, 'unknown-webhook', `no webhook is kept as "${id}"; "GET /api/inbox" lists what there is`)
      const whole = mayDecide(access)
      const read = (text: string): string => showBody(text, whole).slice(0, LONGEST)
      const body: z.output<typeof InboxOne> = {
        ...presented(found), mayDecide: whole, whole, body: found.body === null ? null : read(found.body), others: found.others.map(read),
        decisions: found.decisions.map((one) => ({ ...one, at: writeInstant(one.at) })),
      }
      response.json(body)
    }),
    'GET',
  )
  return router
}

const mayDecide = (access: Parameters<typeof mayUse>[2]): boolean => mayUse('POST', '/api/parked/:kind/:id/dismiss', access)

const presented = ({ id, source, topic, deliveryId, eventId, state, again, repeats, conflicts, at, settledAt, caseId, says }: InboxEntry): z.output<typeof InboxList>['inbox'][number] => ({
  id, source, topic, deliveryId, eventId, state, again, repeats, conflicts, at: writeInstant(at), settledAt: settledAt === null ? null : writeInstant(settledAt), caseId, says,
})
