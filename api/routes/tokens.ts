import { Router } from 'express'
import { writeInstant } from '../../domain/instant.ts'
import { own } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { ApiToken } from '../../domain/sign-in.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { TokenBody, TokenParams } from '../schema/sign-in.ts'
import { only } from './method.ts'

/** Tokens of other systems, and people's own for the command line. */
export function tokenRoutes({ catalogue, signIn, now }: Pick<ApiDeps, 'catalogue' | 'signIn' | 'now'>): Router {
  const router = Router()
  only(
    router
      .route('/tokens')
      .get(async (_request, response) => {
        response.json({ tokens: (await signIn.tokens.list()).map(present) })
      })
      .post(async (request, response) => {
        const { name, roles = [], person } = TokenBody.parse(request.body)
        refuseUnknown(await catalogue.organisation(), roles, person)
        const made = await signIn.tokens.create({ name, roles, person: person ?? null }, now()).catch((error: unknown) => {
          throw error instanceof RangeError ? new BadRequest(422, 'wrong-request', error.message) : error
        })
        response.status(201).json(made)
      }),
    'GET',
    'POST',
  )
  only(
    router.route('/tokens/:id/revoke').post(async (request, response) => {
      const { id } = TokenParams.parse(request.params)
      if (!(await signIn.tokens.revoke(id, now()))) throw new BadRequest(404, 'unknown-token', `there is no token "${id}" in use; "GET /api/tokens" lists those there are`)
      response.json({ id })
    }),
    'POST',
  )
  return router
}

function refuseUnknown(organisation: Organisation, roles: readonly string[], person: string | undefined): void {
  const role = roles.find((one) => own(organisation.roles, one) === undefined)
  if (role !== undefined) throw new BadRequest(422, 'wrong-request', `the organisation has no role "${role}"`)
  if (person !== undefined && !own(organisation.people, person)?.active) throw new BadRequest(422, 'wrong-request', `nobody called "${person}" works here`)
}

const present = ({ createdAt, lastUsedAt, revokedAt, ...rest }: ApiToken) => ({
  ...rest, createdAt: writeInstant(createdAt), lastUsedAt: lastUsedAt === null ? null : writeInstant(lastUsedAt), revokedAt: revokedAt === null ? null : writeInstant(revokedAt),
})
