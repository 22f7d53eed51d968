import type { IncomingHttpHeaders } from 'node:http'
import type { Source } from '../../domain/organisation.ts'
import { readDelivery } from './read.ts'
import { verifySource } from './signature.ts'

/** How a source of the organisation file signs and words its webhooks. */
export const sourceWebhooks = (name: string, source: Source, secrets: readonly string[]) => ({
  name,
  verify: (body: Buffer, headers: IncomingHttpHeaders) => verifySource(body, headers, source.signature, secrets),
  read: (body: string, headers: IncomingHttpHeaders) => readDelivery(name, source, body, headers),
})
