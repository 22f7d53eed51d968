import { Router, raw } from 'express'
import type { Response } from 'express'
import { PHOTO_TYPES } from '../../domain/evidence.ts'
import type { EvidenceFile } from '../../domain/ports.ts'
import type { ApiDeps } from '../deps.ts'
import { takeIn } from '../evidence.ts'
import { TAKEN } from '../file-type.ts'
import { LIMITS } from '../limits.ts'
import { BadRequest } from '../problem.ts'
import { EvidenceParams } from '../schema/evidence.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** Photos and files that prove a completion: uploaded first, then named in it by their hash. The body is the file itself. */
export function evidenceRoutes(deps: ApiDeps): Router {
  const router = Router()
  only(
    router.route('/evidence').post(
      async (request, _response, next) => {
        requirePerson(request, await deps.catalogue.organisation())
        next()
      },
      raw({ type: () => true, limit: LIMITS.evidence, inflate: false }),
      async (request, response) => {
        const person = requirePerson(request, await deps.catalogue.organisation())
        const body: unknown = request.body
        if (!Buffer.isBuffer(body) || body.length === 0) throw new BadRequest(400, 'empty-file', 'the body is empty: send the file itself as the body')
        const taken = await takeIn(deps, body, request.get('content-type')?.split(';')[0]?.trim() ?? '', person.id)
        if ('unfit' in taken) throw new BadRequest(422, 'unfit-picture', taken.unfit)
        if ('refused' in taken) throw new BadRequest(415, 'unsupported-file', `the file is none that is taken as evidence: send ${TAKEN}`)
        response.status(201).json(taken)
      },
    ),
    'POST',
  )
  const served = (path: string, read: (sha256: string) => Promise<EvidenceFile | undefined>, missing: (sha256: string) => string): void => only(
    router.route(path).get(async (request, response) => {
      requirePerson(request, await deps.catalogue.organisation())
      const { sha256 } = EvidenceParams.parse(request.params)
      const file = await read(sha256)
      if (!file) throw new BadRequest(404, 'unknown-evidence', missing(sha256))
      serve(response, file)
    }),
    'GET',
  )
  served('/evidence/:sha256', (sha256) => deps.evidence.read(sha256), (sha256) => `nothing was uploaded with the hash "${sha256}"`)
  served('/evidence/:sha256/small', (sha256) => deps.evidence.small(sha256), (sha256) => `there is no small picture of "${sha256}"; it may be no picture, or one of an iPhone's own type`)
  return router
}

/** Whatever somebody uploaded is shown as a picture or saved, and never run as a page of ours. */
function serve(response: Response, { type, body }: EvidenceFile): void {
  response.set('Content-Security-Policy', "default-src 'none'; sandbox").set('Content-Disposition', PHOTO_TYPES.includes(type) ? 'inline' : 'attachment')
  response.type(type).send(Buffer.from(body))
}
