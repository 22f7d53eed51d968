import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What is known of a signature. All but `ok` are answered 401; the word helps whoever sets up the secret. */
export type Verdict = 'ok' | 'missing' | 'malformed' | 'wrong' | 'stale'

/** How far the time in a signature may be from ours, both ways: what Stripe's own libraries take. */
const TOLERANCE_MS = 300_000
/** While a secret is rolled Stripe signs with both; more than a few signatures are nobody's. */
const MOST_SIGNATURES = 10
const LONGEST_HEADER = 4_000

/**
 * Compares `Stripe-Signature` (`t=SECONDS,v1=HEX,…`) with the HMAC-SHA256 of `t.body`, the body exactly as received, in constant time
 * over all secrets. What is well signed and more than 5 minutes from `now` (epoch milliseconds) is `stale`. Never throws.
 */
export function verifyStripe(rawBody: Buffer, headers: IncomingHttpHeaders, secrets: readonly string[], now: number): Verdict {
  const given = headers['stripe-signature']
  if (given === undefined || given === '') return 'missing'
  const read = typeof given === 'string' && given.length <= LONGEST_HEADER ? partsOf(given) : undefined
  if (!read) return 'malformed'
  let matches = false
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(`${read.time}.`).update(rawBody).digest()
    for (const signature of read.signatures) matches = timingSafeEqual(Buffer.from(signature, 'hex'), expected) || matches
  }
  if (!matches) return 'wrong'
  return Math.abs(now - Number(read.time) * 1_000) <= TOLERANCE_MS ? 'ok' : 'stale'
}

/** Other schemes than `v1` are for other ends; a second time would leave open which one was signed. */
function partsOf(header: string): { readonly time: string; readonly signatures: readonly string[] } | undefined {
  const parts = header.split(',').map((part) => part.trim().split('='))
  const times = parts.flatMap(([name, value]) => (name === 't' && value !== undefined ? [value] : []))
  const signatures = parts.flatMap(([name, value]) => (name === 'v1' && value !== undefined && /^[0-9a-f]{64}$/i.test(value) ? [value] : []))
  const [time, second] = times
  if (time === undefined || second !== undefined || !/^\d{1,12}$/.test(time)) return undefined
  return signatures.length > 0 && signatures.length <= MOST_SIGNATURES ? { time, signatures } : undefined
}
