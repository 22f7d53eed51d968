import { Router } from 'express'
import { writeInstant } from '../../domain/instant.ts'
import type { Alarm } from '../../domain/ports.ts'
import { recentAlarms } from '../alarms.ts'
import type { ApiDeps } from '../deps.ts'
import { only } from './method.ts'

/** What somebody must look at because the product cannot help itself. */
export function alarmRoutes(deps: Pick<ApiDeps, 'alarms' | 'now'>): Router {
  const router = Router()
  only(
    router.route('/alarms').get(async (_request, response) => {
      response.json({ alarms: (await recentAlarms(deps)).map(presentAlarm) })
    }),
    'GET',
  )
  return router
}

const presentAlarm = ({ firstAt, lastAt, ...rest }: Alarm) => ({ ...rest, firstAt: writeInstant(firstAt), lastAt: writeInstant(lastAt) })
