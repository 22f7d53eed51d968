import type { RequestHandler } from 'express'
import { BadRequest } from '../problem.ts'

/** Ends a route: any other method is answered 405 with the ones there are. HEAD goes with GET. */
export function only(route: { all(handler: RequestHandler): unknown }, ...allowed: readonly string[]): void {
  const refuse: RequestHandler = (request) => {
    throw new BadRequest(405, 'method-not-allowed', `"${request.method}" does nothing here; use ${allowed.join(' or ')}`, {
      Allow: allowed.join(', '),
    })
  }
  route.all(refuse)
}
