import { Router } from 'express'
import { writeInstant } from '../../domain/instant.ts'
import type { Person } from '../../domain/organisation.ts'
import type { Alarm } from '../../domain/ports.ts'
import { recentAlarms } from '../alarms.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** Who looks after what goes wrong. */
const MAY_SEE: readonly Person['access'][number][] = ['manager', 'admin', 'ops_lead']

/** What somebody must look at because the product cannot help itself. */
export function alarmRoutes(deps: Pick<ApiDeps, 'alarms' | 'catalogue' | 'now'>): Router {
  const router = Router()
  only(
    router.route('/alarms').get(async (request, response) => {
      const { id, access } = requirePerson(request, await deps.catalogue.organisation())
      if (!access.some((one) => MAY_SEE.includes(one)))
        throw new BadRequest(403, 'not-allowed', `"${id}" may not see alarms: it takes the access ${MAY_SEE.join(', ')}`)
      response.json({ alarms: (await recentAlarms(deps)).map(presentAlarm) })
    }),
    'GET',
  )
  return router
}

const presentAlarm = ({ firstAt, lastAt, ...rest }: Alarm) => ({ ...rest, firstAt: writeInstant(firstAt), lastAt: writeInstant(lastAt) })
