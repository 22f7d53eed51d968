import { ApiProblem } from './errors.ts'
import type { Store, UsedKey } from './state.ts'

/** The vendor's limit for keys. */
const LONGEST_KEY = 255

/** What is known of a key: an answer that is given again, or nothing. */
export interface Keys {
  /** Throws `ApiProblem` for a key that is too long, in use, or was used for something else. */
  look(key: string, request: string, now: number): UsedKey | undefined
  /** From here on another request with the key is told that it is in use. */
  begin(key: string): void
  end(key: string): void
}

/** Keys are forgotten after `retentionMs`; then the same key is a new request. */
export function createKeys(store: Store, retentionMs: number): Keys {
  const busy = new Set<string>()
  return {
    look(key, request, now) {
      if (key.length > LONGEST_KEY) {
        throw new ApiProblem(400, { type: 'invalid_request_error', message: `Idempotency-Key must be ${LONGEST_KEY} characters or less` }, { validation: true })
      }
      if (busy.has(key)) {
        const message = `There is currently another in-progress request using this Idempotency Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`
        throw new ApiProblem(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message }, { validation: true, headers: { 'Stripe-Should-Retry': 'true' } })
      }
      const used = store.get('keys', key)
      if (used === undefined || now - used.at >= retentionMs) return undefined
      if (used.request === request) return used
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
      throw new ApiProblem(400, { type: 'idempotency_error', message }, { validation: true })
    },
    begin: (key) => void busy.add(key),
    end: (key) => void busy.delete(key),
  }
}
