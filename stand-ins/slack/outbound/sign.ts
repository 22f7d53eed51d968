import { createHmac } from 'node:crypto'

/** The vendor's signature over `v0:TIMESTAMP:BODY`. */
export const signatureOf = (secret: string, timestamp: number, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`, 'utf8').digest('hex')}`

/** How a request is signed; the fields left out are as they should be. */
export interface Signing {
  readonly secret?: string
  /** Seconds by which the timestamp is off. */
  readonly secondsOff?: number
  /** `none` leaves the headers away, `foreign` signs another body. */
  readonly flaw?: 'none' | 'foreign'
}

/** The headers of a request to the app. `nowMs` is the world's time: the receiver compares it with its own. */
export function signedHeaders(secret: string, body: string, nowMs: number, signing: Signing = {}): Readonly<Record<string, string>> {
  if (signing.flaw === 'none') return {}
  const timestamp = Math.floor(nowMs / 1000) + (signing.secondsOff ?? 0)
  const over = signing.flaw === 'foreign' ? `${body} ` : body
  return { 'X-Slack-Request-Timestamp': String(timestamp), 'X-Slack-Signature': signatureOf(signing.secret ?? secret, timestamp, over) }
}
