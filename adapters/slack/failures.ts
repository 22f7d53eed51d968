import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api'
import { ChannelError, type ChannelFailure } from '../../domain/delivery.ts'

/** Words of Slack's by what they mean for a message; see the errors of chat.postMessage, conversations.open and of every method. */
const MEANINGS: readonly (readonly [ChannelFailure, readonly string[]])[] = [
  ['later', ['ratelimited', 'rate_limited', 'service_unavailable', 'team_added_to_org', 'accesslimited', 'message_limit_exceeded']],
  ['unknown', ['internal_error', 'fatal_error', 'request_timeout']],
  ['unreachable', [
    'channel_not_found', 'not_in_channel', 'is_archived', 'user_not_found', 'users_not_found',
    'user_disabled', 'user_not_visible', 'user_not_in_channel', 'cannot_dm_bot', 'restricted_action',
    'restricted_action_read_only_channel', 'restricted_action_thread_only_channel', 'team_access_not_granted',
    'posting_to_channel_denied', 'messages_tab_disabled', 'thread_not_found', 'no_user',
  ]],
  ['credentials', [
    'invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive', 'missing_scope', 'no_permission', 'org_login_required',
    'ekm_access_denied', 'not_allowed_token_type', 'access_denied', 'two_factor_setup_required',
  ]],
]

const UNREADABLE = 'unreadable_answer'

/** What the machine says when nothing can have left it. */
const NOTHING_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Why Slack did not do it. `again` says that doing it twice is the same as once, such as bringing a message up to date: then
 * nothing is unknown and all that is not refused can be tried later.
 */
export function asChannelError(error: unknown, { again }: { readonly again: boolean }): ChannelError {
  if (error instanceof ChannelError) return error
  const { failure, code, retryAfterMs } = meaningOf(error)
  const meant = failure === 'unknown' && again ? 'later' : failure
  return new ChannelError(meant, code, `Slack did not take it: ${code}`, retryAfterMs)
}

interface Meaning {
  readonly failure: ChannelFailure
  readonly code: string
  readonly retryAfterMs?: number
}

function meaningOf(error: unknown): Meaning {
  if (error instanceof WebAPIRateLimitedError) return { failure: 'later', code: 'ratelimited', retryAfterMs: error.retryAfter * 1000 }
  // What cannot be read as JSON comes as an error whose word is the whole answer: it came after the act.
  if (error instanceof WebAPIPlatformError) {
    const { error: word } = error.data
    return /^[a-z][a-z0-9_]{1,79}$/.test(word) ? { failure: meaningOfWord(word), code: word } : { failure: 'unknown', code: UNREADABLE }
  }
  if (error instanceof WebAPIHTTPError) return ofStatus(error)
  if (error instanceof WebAPIRequestError) {
    return { failure: neverLeft(error.original) ? 'later' : 'unknown', code: codeIn(error.original) ?? 'request_error' }
  }
  // An answer that cannot be read comes after the act.
  return { failure: 'unknown', code: codeIn(error) ?? UNREADABLE }
}

const meaningOfWord = (word: string): ChannelFailure => MEANINGS.find(([, words]) => words.includes(word))?.[0] ?? 'refused'

function ofStatus({ statusCode, headers }: WebAPIHTTPError): Meaning {
  const seconds = Number(headers['retry-after'] ?? Number.NaN)
  if (statusCode === 429 || statusCode === 503) {
    return { failure: 'later', code: String(statusCode), ...(Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {}) }
  }
  return { failure: statusCode >= 500 ? 'unknown' : 'refused', code: String(statusCode) }
}

const neverLeft = (error: unknown): boolean => NOTHING_LEFT.has(codeIn(error) ?? '')

/** The system's code of an error or of what caused it. */
function codeIn(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}
