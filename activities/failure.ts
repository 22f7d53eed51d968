import { ApplicationFailure } from '@temporalio/activity'
import { ConnectorError } from '../domain/ports.ts'

/** A failure with no second try: the case takes it from here, by a route for `failed` or with a person. */
export const final = (code: string, message: string): ApplicationFailure => ApplicationFailure.nonRetryable(message, code)

/** As `final`, where an earlier try may have done it all the same: a person looks, and no route for `failed` does it in another way. */
export const doubtful = (code: string, message: string): ApplicationFailure => ApplicationFailure.nonRetryable(message, code, { unknown: true })

/** Whether trying again may help. After an unknown outcome it may, because the next try looks before it acts. */
export const mayRetry = (error: ConnectorError): boolean => error.failure === 'transient' || error.failure === 'unknown-outcome'

/** Turns what a connector threw into what the engine understands; anything else passes and is retried. */
export function toFailure(error: unknown): unknown {
  if (!(error instanceof ConnectorError)) return error
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: !mayRetry(error),
    ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: error.retryAfterMs }),
    cause: error,
  })
}
