import { createHash } from 'node:crypto'
import { Router, raw } from 'express'
import { PHOTO_TYPES } from '../../domain/evidence.ts'
import type { ApiDeps } from '../deps.ts'
import { fileType, TAKEN } from '../file-type.ts'
import { BadRequest } from '../problem.ts'
import { EvidenceParams } from '../schema/evidence.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** A photo of a telephone is 3 to 8 MB. */
const LARGEST = '12mb'

/** Photos and files that prove a completion: uploaded first, then named in it by their hash. The body is the file itself. */
export function evidenceRoutes(deps: ApiDeps): Router {
  const router = Router()
  only(
    router.route('/evidence').post(
      async (request, _response, next) => {
        requirePerson(request, await deps.catalogue.organisation())
        next()
      },
      raw({ type: () => true, limit: LARGEST, inflate: false }),
      async (request, response) => {
        const person = requirePerson(request, await deps.catalogue.organisation())
        const body: unknown = request.body
        if (!Buffer.isBuffer(body) || body.length === 0) throw new BadRequest(400, 'empty-file', 'the body is empty: send the file itself as the body')
        const type = fileType(body, request.get('content-type')?.split(';')[0]?.trim() ?? '')
        if (type === undefined) throw new BadRequest(415, 'unsupported-file', `the file is none that is taken as evidence: send ${TAKEN}`)
        const sha256 = createHash('sha256').update(body).digest('hex')
        await deps.evidence.keep({ sha256, type, bytes: body.length, body, by: person.id })
        // What is kept under the hash decides: the same bytes may have come before as something else.
        const kept = await deps.evidence.about(sha256)
        response.status(201).json({ sha256, type: kept?.type ?? type, bytes: body.length, photo: PHOTO_TYPES.includes(type) })
      },
    ),
    'POST',
  )
  only(
    router.route('/evidence/:sha256').get(async (request, response) => {
      requirePerson(request, await deps.catalogue.organisation())
      const { sha256 } = EvidenceParams.parse(request.params)
      const file = await deps.evidence.read(sha256)
      if (!file) throw new BadRequest(404, 'unknown-evidence', `nothing was uploaded with the hash "${sha256}"`)
      // Whatever somebody uploaded is shown as a picture or saved, and never run as a page of ours.
      const shown = PHOTO_TYPES.includes(file.type)
      response.set('Content-Security-Policy', "default-src 'none'; sandbox").set('Content-Disposition', shown ? 'inline' : 'attachment')
      response.type(file.type).send(Buffer.from(file.body))
    }),
    'GET',
  )
  return router
}
