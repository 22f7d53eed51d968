import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** A request may be this old, or its sender's clock this much ahead. Slack: verifying requests. */
const WINDOW_S = 300

/**
 * Whether Slack signed these bytes, just now. Compared in constant time; a header that is missing, doubled or none that Slack would
 * send is a no like any other. `now` is epoch milliseconds.
 */
export function isSigned(secret: string, body: Buffer, headers: IncomingHttpHeaders, now: number): boolean {
  const [timestamp, signature] = [headers['x-slack-request-timestamp'], headers['x-slack-signature']]
  if (secret === '' || typeof timestamp !== 'string' || typeof signature !== 'string') return false
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false
  if (Math.abs(now / 1000 - Number(timestamp)) > WINDOW_S) return false
  const expected = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(signature.slice(3), 'hex'))
}
