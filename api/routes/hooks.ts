import { Router, raw } from 'express'
import { own } from '../../domain/json.ts'
import type { ApiDeps, Source } from '../deps.ts'
import type { Metrics } from '../metrics.ts'
import { doubledKey } from '../doubled-key.ts'
import { BadRequest } from '../problem.ts'
import { LIMITS } from '../limits.ts'
import { only } from './method.ts'

/**
 * Intake: `POST /hooks/SOURCE`. Verified over the bytes as they came, stored, answered; the dispatcher does the rest, so the
 * engine may be away. Nothing is answered 200 that is not stored.
 */
export function hookRoutes(deps: ApiDeps, metrics: Metrics): Router {
  const router = Router({ caseSensitive: true, strict: true })
  only(
    router.route('/:source').post(
      async (request, _response, next) => {
        await sourceOf(deps, request.params.source)
        next()
      },
      // Compressed bodies are refused: the signature is over the bytes, and none of our senders compresses.
      raw({ type: () => true, limit: LIMITS.webhook, inflate: false }),
      async (request, response) => {
        const name = request.params.source
        const body: unknown = request.body
        const source = await sourceOf(deps, name)
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0)
        const receipt = readOnce(source.receive(bytes, request.headers), bytes)
        if (receipt.state !== 'accepted') {
          metrics.intake(name, receipt.state)
          throw receipt.state === 'forged'
            ? new BadRequest(401, 'wrong-signature', receipt.why)
            : new BadRequest(400, 'unreadable-webhook', receipt.why)
        }
        const stored = await deps.inbox.store(receipt.item)
        metrics.intake(name, stored)
        if (stored === 'conflict')
          deps.log.warn(
            { source: name, deliveryId: receipt.item.deliveryId },
            'a delivery came again with another body; the first one stands',
          )
        response.json({ received: stored })
      },
    ),
    'POST',
  )
  return router
}

/** A well-signed body that can be read in two ways is not read: nobody knows which of them its sender meant. */
function readOnce(receipt: ReturnType<Source['receive']>, body: Buffer): ReturnType<Source['receive']> {
  const name = receipt.state === 'accepted' ? doubledKey(body.toString('utf8')) : undefined
  return name === undefined ? receipt : { state: 'unreadable', why: `it has "${name.slice(0, 100)}" twice in one object` }
}

async function sourceOf({ sources, publishedSources }: ApiDeps, name: string): Promise<Source> {
  const source = own(sources, name) ?? (await publishedSources?.(name))
  if (!source) throw new BadRequest(404, 'unknown-source', `no webhooks are taken from "${name}"`)
  if (source.state === 'off') throw new BadRequest(404, 'source-off', `${name} webhooks are off: ${source.why}`)
  return source
}
