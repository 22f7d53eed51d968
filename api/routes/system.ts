import { Router } from 'express'
import type { ApiDeps } from '../deps.ts'
import type { Metrics } from '../metrics.ts'
import { openapi } from '../openapi.ts'
import { only } from './method.ts'

/** For whoever operates this: up, ready, counted, described. */
export function systemRoutes({ checks }: Pick<ApiDeps, 'checks'>, metrics: Metrics): Router {
  const router = Router()
  only(
    router.route('/healthz').get((_request, response) => void response.json({ status: 'up' })),
    'GET',
  )
  only(
    router.route('/readyz').get(async (_request, response) => {
      const results = await Promise.all(Object.entries(checks).map(([name, check]) => look(name, check)))
      const ready = results.every(({ ok }) => ok)
      response.status(ready ? 200 : 503).json({ ready, checks: results })
    }),
    'GET',
  )
  only(
    router.route('/metrics').get(async (_request, response) => {
      response.type(metrics.contentType).send(await metrics.text())
    }),
    'GET',
  )
  only(
    router.route('/api/openapi.json').get((_request, response) => void response.json(openapi())),
    'GET',
  )
  return router
}

async function look(name: string, check: () => Promise<string>) {
  try {
    return { name, ok: true, detail: await check() }
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}
