import { Router } from 'express'
import type { z } from 'zod'
import type { ListedDelivery } from '../../domain/deliveries/port.ts'
import { writeInstant } from '../../domain/instant.ts'
import { own } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { ApiDeps } from '../deps.ts'
import { CaseParams } from '../schema/common.ts'
import type { DeliveryList } from '../schema/deliveries.ts'
import { requirePerson } from '../session.ts'
import { unknownCase } from '../unknown.ts'
import { only } from './method.ts'

/** Who was told what of a case, by which channel, when, and whether it arrived. */
export function deliveryRoutes({ catalogue, reader, deliveries }: Pick<ApiDeps, 'catalogue' | 'reader' | 'deliveries'>): Router {
  const router = Router()
  only(
    router.route('/cases/:caseId/deliveries').get(async (request, response) => {
      const organisation = await catalogue.organisation()
      requirePerson(request, organisation)
      const { caseId } = CaseParams.parse(request.params)
      const found = await deliveries.ofCase(caseId)
      if (found.length === 0 && !(await reader.case(caseId))) throw unknownCase(caseId)
      const body: z.output<typeof DeliveryList> = { deliveries: found.map((delivery) => present(delivery, organisation)) }
      response.json(body)
    }),
    'GET',
  )
  return router
}

/** Without the address: whoever may see the case need not know where everybody is reached. */
function present({ caseId: _caseId, instance: _instance, address, person, createdAt, settledAt, nextAt, ...rest }: ListedDelivery, { people }: Organisation) {
  const at = (instant: number | null): string | null => (instant === null ? null : writeInstant(instant))
  return { ...rest, person, to: person === null ? address : (own(people, person)?.name ?? person), createdAt: writeInstant(createdAt), settledAt: at(settledAt), nextAt: at(nextAt) }
}
