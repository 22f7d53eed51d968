import { Router } from 'express'
import type { Request, Response } from 'express'
import { writeInstant } from '../../domain/instant.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { only } from './method.ts'

/** The demo's strip: passed on to the demo's supervisor. Without a demo these addresses do not exist. */
export function demoRoutes({ settings, now }: Pick<ApiDeps, 'settings' | 'now'>): Router {
  const router = Router()
  const control = (): string => {
    if (settings.demoControl !== undefined) return settings.demoControl
    throw new BadRequest(404, 'no-demo', 'this is no demo; "npm run demo" starts one')
  }
  const pass = (method: 'GET' | 'POST', path: string) => async (_request: Request, response: Response) => {
    response.json(await ask(control(), method, path))
  }

  only(
    router.route('/demo').get((_request, response) => {
      control()
      response.json({ now: writeInstant(now()) })
    }),
    'GET',
  )
  only(router.route('/demo/return').post(pass('POST', '/return')), 'POST')
  only(router.route('/demo/kill-worker').post(pass('POST', '/kill-worker')), 'POST')
  only(router.route('/demo/worker').get(pass('GET', '/worker')), 'GET')
  return router
}

async function ask(base: string, method: 'GET' | 'POST', path: string): Promise<unknown> {
  try {
    const answer = await fetch(new URL(path, base), { method, signal: AbortSignal.timeout(10_000) })
    if (!answer.ok) throw new Error(`it answered ${answer.status}`)
    return await answer.json()
  } catch (cause) {
    throw new BadRequest(
      502,
      'demo-unreachable',
      `the demo's supervisor did not do "${path}" (${cause instanceof Error ? cause.message : String(cause)}); look at its terminal`,
    )
  }
}
