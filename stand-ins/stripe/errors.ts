/** The vendor's error object, without what every answer gets (`request_log_url`). */
export interface ErrorBody {
  readonly type: 'invalid_request_error' | 'idempotency_error' | 'api_error' | 'card_error'
  readonly message: string
  readonly code?: string
  readonly param?: string
  readonly charge?: string
}

/** An answer that is no success. `validation` tells that the operation had not begun, so that no key keeps it. */
export class ApiProblem extends Error {
  readonly status: number
  readonly body: ErrorBody
  readonly validation: boolean
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, body: ErrorBody, more: { validation?: boolean; headers?: Readonly<Record<string, string>> } = {}) {
    super(body.message)
    this.name = 'ApiProblem'
    this.status = status
    this.body = body
    this.validation = more.validation ?? false
    this.headers = more.headers ?? {}
  }
}

/** A parameter that does not fit what the operation takes. */
export const badParameter = (param: string, message: string, code?: string): ApiProblem =>
  new ApiProblem(400, { type: 'invalid_request_error', message, param, ...(code === undefined ? {} : { code }) }, { validation: true })

/** A business refusal: the operation began, and a key keeps its answer. */
export const refusal = (message: string, more: Partial<Pick<ErrorBody, 'code' | 'param' | 'charge'>> = {}): ApiProblem =>
  new ApiProblem(400, { type: 'invalid_request_error', message, ...more })

/** No such object; 404 where the path names it, 400 where a parameter does. */
export const missing = (what: string, id: string, param: string, status: 400 | 404): ApiProblem =>
  new ApiProblem(status, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${what}: '${id}'`, param })

/** What the vendor says when it fails itself. */
export const ownFault = (): ApiProblem =>
  new ApiProblem(500, { type: 'api_error', message: 'An unknown error occurred' }, { headers: { 'Stripe-Should-Retry': 'false' } })

/** The JSON of an error answer. */
export const errorJson = (body: ErrorBody, requestId: string): object => ({
  error: {
    ...(body.code === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}` }),
    ...body, request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
  },
})
