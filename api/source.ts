import type { IncomingHttpHeaders } from 'node:http'
import { unreadableEvent } from '../domain/inbox.ts'
import type { ToldEvent } from '../domain/inbox.ts'
import type { Receipt, Source } from './deps.ts'

/** How one vendor signs and words its webhooks; its adapter knows. */
export interface SourceParts {
  readonly name: string
  /** `ok`, or in a word what is wrong with the signature. Never throws. */
  verify(body: Buffer, headers: IncomingHttpHeaders): string
  read(
    body: string,
    headers: IncomingHttpHeaders,
  ):
    | { readonly deliveryId: string; readonly eventId: string; readonly topic: string; readonly event: ToldEvent | null }
    | { readonly problem: string; readonly deliveryId?: string }
  /** The header that identifies a delivery, for one that cannot be read otherwise. */
  readonly deliveryHeader?: string
}

/** A source that accepts what is well signed; what is also unreadable is kept for people to look at. */
export const createSource = (parts: SourceParts): Source => ({
  state: 'on',
  receive(body, headers) {
    const verdict = parts.verify(body, headers)
    if (verdict !== 'ok')
      return { state: 'forged', why: `the ${parts.name} signature is ${verdict}; ${verdict === 'stale' ? 'compare the clock here with the time' : "compare the secret here with the sender's"}` }
    const text = body.toString('utf8')
    const told = parts.read(text, headers)
    if ('problem' in told) return keepUnreadable(parts.name, text, told.deliveryId ?? headers[parts.deliveryHeader ?? ''], told.problem)
    return { state: 'accepted', item: { source: parts.name, body: text, ...told } }
  },
})

function keepUnreadable(name: string, body: string, deliveryId: unknown, problem: string): Receipt {
  if (typeof deliveryId !== 'string' || deliveryId === '' || deliveryId.length > 255) return { state: 'unreadable', why: problem }
  return {
    state: 'accepted',
    item: { source: name, deliveryId, eventId: deliveryId, topic: 'unreadable', body, event: unreadableEvent(name, problem) },
  }
}
