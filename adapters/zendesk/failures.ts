import { isObject, own, type Json, type JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { refused, statusFailure, unreadableFrom, type Request, type Vendor } from '../vendors/failures.ts'

/** What failures call it. */
export const ZENDESK: Vendor = { prefix: 'zendesk', called: 'Zendesk' }

/** Somebody changed the ticket since it was read: what was to be written has to be looked at again. */
export const CONFLICT = 'zendesk-changed'

/** The answer is none of Zendesk's, or only half of one. */
export const unreadable = (request: Request): ConnectorError => unreadableFrom(ZENDESK, request)

const denied = {
  401: ['token', 'Zendesk does not know the token; check ZENDESK_EMAIL and ZENDESK_API_TOKEN, and that token access is on'],
  402: ['billing', 'the Zendesk account cannot pay; look at its billing'],
  403: ['forbidden', 'Zendesk refuses the person of the token; check what ZENDESK_EMAIL may do'],
} as const

/** What a status other than success means, with the vendor's error object where there is one. */
export function httpFailure(request: Request, status: number, retryAfter: string | null, body: JsonObject | undefined): ConnectorError {
  const common = statusFailure(ZENDESK, { denied, addressIn: 'ZENDESK_URL' }, request, status, retryAfter)
  if (common !== undefined) return common
  if (status === 404) return refused('not-found', 'Zendesk has no such ticket; check its number, or whether it was deleted')
  // The update was not made, and the ticket is read anew by the next try.
  if (status === 409) return new ConnectorError('transient', CONFLICT, 'somebody changed the ticket at the same time; it is read again')
  if (status === 422) return refused('user-error', `Zendesk refuses "${request.name}": ${reasonIn(body)}`)
  return new ConnectorError('contract', 'zendesk-request', `Zendesk does not take "${request.name}" (${status}): ${reasonIn(body)}`)
}

/** `{ error, description, details: { field: [{ description }] } }`; `error` may hold `{ title, message }` instead. */
function reasonIn(body: JsonObject | undefined): string {
  const error = body === undefined ? undefined : own(body, 'error')
  const details = body === undefined ? undefined : own(body, 'details')
  const fields = isObject(details) ? Object.values(details).flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : [])) : []
  const told = [body === undefined ? undefined : own(body, 'description'), isObject(error) ? own(error, 'message') : error, ...fields.map((field) => (isObject(field) ? own(field, 'description') : undefined))]
  const texts = told.filter((one): one is string => typeof one === 'string' && one !== '')
  return texts.length === 0 ? 'without a reason' : texts.join('; ').slice(0, 500)
}
