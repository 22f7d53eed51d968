import { isObject, own, type Json, type JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { refused, statusFailure, unreadableFrom, type Request, type Vendor } from '../vendors/failures.ts'

/** What failures call it. */
export const EASYPOST: Vendor = { prefix: 'easypost', called: 'EasyPost' }

/** The answer is none of EasyPost's, or only half of one. */
export const unreadable = (request: Request): ConnectorError => unreadableFrom(EASYPOST, request)

const denied = {
  401: ['key', 'EasyPost does not know the key; check EASYPOST_API_KEY'],
  402: ['billing', 'the EasyPost account cannot pay; look at its billing'],
  403: ['forbidden', 'EasyPost refuses the key; check what it may do'],
} as const

/** What a status other than success means, with the vendor's error object where there is one. */
export function httpFailure(request: Request, status: number, retryAfter: string | null, body: JsonObject | undefined): ConnectorError {
  const common = statusFailure(EASYPOST, { denied, addressIn: 'EASYPOST_API_URL' }, request, status, retryAfter)
  if (common !== undefined) return common
  const { code, message } = toldBy(body)
  if (status === 404) return refused('not-found', `EasyPost does not know what "${request.name}" asks for: ${message}`)
  // What a parameter lacks is our mistake; every other code is a refusal under its own name.
  if (code === '' || code.startsWith('PARAMETER') || status === 400)
    return new ConnectorError('contract', 'easypost-request', `EasyPost does not take "${request.name}" (${status}): ${message}`)
  return refused(code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), `EasyPost refuses "${request.name}": ${message}`)
}

/** `{ error: { code, message, errors: [{ field, message }] } }`, whose list may hold plain sentences too. */
function toldBy(body: JsonObject | undefined): { readonly code: string; readonly message: string } {
  const error = body === undefined ? undefined : own(body, 'error')
  if (!isObject(error)) return { code: '', message: 'without a reason' }
  const list = own(error, 'errors')
  const details = Array.isArray(list) ? (list as readonly Json[]).map(sentence).filter((one) => one !== '') : []
  return { code: textIn(error, 'code'), message: [textIn(error, 'message'), ...details].join('; ').slice(0, 500) }
}

function sentence(value: Json): string {
  if (typeof value === 'string') return value
  if (!isObject(value)) return ''
  return [textIn(value, 'field'), textIn(value, 'message')].filter((part) => part !== '').join(' ')
}

const textIn = (object: JsonObject, name: string): string => {
  const value = own(object, name)
  return typeof value === 'string' ? value : ''
}
