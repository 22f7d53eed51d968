/** One field that does not fit. */
export interface FieldError {
  readonly field: string
  readonly message: string
}

/** An answer that is no success: `{ error: { code, message, errors } }`. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly errors: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, code: string, message: string, more: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {}) {
    super(message)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.errors = more.errors ?? []
    this.headers = more.headers ?? {}
  }
}

/** A parameter that is missing or does not fit. */
export const badParameter = (field: string, message: string): ApiProblem =>
  new ApiProblem(422, message === 'cannot be blank' ? 'PARAMETER.REQUIRED' : 'PARAMETER.INVALID', message === 'cannot be blank' ? 'Missing required parameter.' : 'Invalid parameter.', { errors: [{ field, message }] })

/** No such object under that path. */
export const missing = (): ApiProblem => new ApiProblem(404, 'NOT_FOUND', 'The requested resource could not be found.')

/** A business refusal. */
export const refusal = (code: string, message: string): ApiProblem => new ApiProblem(422, code, message)

/** What the vendor says when it fails itself. */
export const ownFault = (status = 500): ApiProblem => new ApiProblem(status, status === 503 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR', status === 503 ? 'The service is unavailable.' : 'An internal error occurred; please try again.')

/** The JSON of an error answer. */
export const errorJson = ({ code, message, errors }: ApiProblem): object => ({ error: { code, message, errors } })
