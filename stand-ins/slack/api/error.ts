import type { Fields } from '../json.ts'
import type { Issue } from '../blocks/rules.ts'

/** A call that the vendor answers with `ok: false`. `code` is the vendor's word, `more` what stands beside it. */
export class ApiError extends Error {
  readonly code: string
  readonly more: Fields

  constructor(code: string, more: Fields = {}) {
    super(code)
    this.name = 'ApiError'
    this.code = code
    this.more = more
  }
}

const messagesOf = (issues: readonly Issue[]): readonly string[] =>
  issues.map((one) => `[ERROR] ${one.message} [json-pointer:${one.pointer}]`)

/** Refuses blocks of a message that break a limit. */
export function requireBlocks(issues: readonly Issue[]): void {
  if (issues.length === 0) return
  throw new ApiError('invalid_blocks', {
    errors: issues.map((one) => `${one.message} [json-pointer:${one.pointer}]`),
    response_metadata: { messages: messagesOf(issues) },
  })
}

/** Refuses a view that breaks a limit. */
export function requireView(issues: readonly Issue[]): void {
  if (issues.length > 0) throw new ApiError('invalid_arguments', { response_metadata: { messages: messagesOf(issues) } })
}

/** Refuses a call that lacks an argument. */
export const missing = (name: string): ApiError =>
  new ApiError('invalid_arguments', { response_metadata: { messages: [`[ERROR] missing required field: ${name} [json-pointer:/${name}]`] } })
