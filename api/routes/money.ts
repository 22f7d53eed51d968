import { Router } from 'express'
import type { z } from 'zod'
import { writeInstant } from '../../domain/instant.ts'
import { mayUse } from '../access/may-use.ts'
import type { ApiDeps } from '../deps.ts'
import { MoneyBody, type MoneyStanding } from '../schema/money.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** The switch that stops all payments: a second at most after it no payment begins, and those under way are broken off and looked for later. */
export function moneyRoutes({ catalogue, moneySwitch }: Pick<ApiDeps, 'catalogue' | 'moneySwitch'>): Router {
  const router = Router()
  const standing = async (mayChange: boolean): Promise<z.output<typeof MoneyStanding>> => {
    const history = await moneySwitch.history()
    return { stopped: history[0]?.stopped ?? false, mayChange, history: history.map((one) => ({ ...one, at: writeInstant(one.at) })) }
  }
  only(
    router.route('/money').get(async (request, response) => {
      const { access } = requirePerson(request, await catalogue.organisation())
      response.json(await standing(mayUse('POST', '/api/money/stop', access)))
    }),
    'GET',
  )
  const change = (path: string, stopped: boolean): void =>
    only(
      router.route(path).post(async (request, response) => {
        const { id } = requirePerson(request, await catalogue.organisation())
        await moneySwitch.set(stopped, id, MoneyBody.parse(request.body).because)
        response.json(await standing(true))
      }),
      'POST',
    )
  change('/money/stop', true)
  change('/money/release', false)
  return router
}
