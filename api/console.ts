import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Router, static as files } from 'express'
import { BadRequest } from './problem.ts'

/** The built console. Every address that is no file is one of its pages, so links into it can be sent around. */
export function consoleRoutes(folder: string): Router {
  const router = Router()
  const page = join(folder, 'index.html')
  router.use('/assets', files(join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: true }))
  router.use(files(folder, { index: false }))
  router.use((request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    // Browsers ask for pages by this name and for everything else without it; a step's id may look like a file's.
    if (request.path !== '/' && !(request.get('accept') ?? '').includes('text/html')) return next()
    if (!existsSync(page))
      throw new BadRequest(404, 'no-console', 'the console is not built; run "npm run build", or use the API under /api')
    // With a root, because a folder above it may begin with a dot.
    response.set('Cache-Control', 'no-cache').sendFile('index.html', { root: folder })
  })
  return router
}
