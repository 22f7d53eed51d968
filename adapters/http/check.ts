import type { Found } from '../../domain/check.ts'
import type { ConnectorCall } from '../../domain/ports.ts'
import { checkStatus, reach, type HttpConfig } from './connector.ts'
import { checkUrl, guardedLookup, isAllowed } from './guard.ts'
import { targetOf } from './target.ts'

/** Statuses by which a service says that it is there and takes no HEAD, or not without a question. */
const THERE = new Set([400, 404, 405, 406, 411, 415, 422, 501])

/**
 * Whether the web service that provides a capability is where the organisation says, and lets us in: HEAD of its address, with its secret.
 * Throws `ConnectorError`, `secret-missing` where the secret is not set.
 */
export async function lookAtService(name: string, config: HttpConfig, signal: AbortSignal): Promise<Found> {
  const call: ConnectorCall = { action: `${name}.check`, input: {}, key: 'check', caseId: 'check', look: false, firstTriedAt: 0, signal }
  const { address, token } = await targetOf(call, config)
  const allowed = config.allowHosts ?? []
  const url = checkUrl(address, allowed)
  const headers = { Accept: 'application/json', 'User-Agent': 'evenkeel', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) }
  const reply = await reach({ url, method: 'HEAD', headers, body: undefined, lookup: isAllowed(url, allowed) ? undefined : guardedLookup(), signal })
  if (!THERE.has(reply.status)) checkStatus(reply, 'HEAD', url)
  return { account: `the web service at "${url.host}"`, missing: [], ...(reply.status < 300 ? {} : { unseen: `it is there (${reply.status}); whether it takes what is asked shows at the first call` }) }
}
