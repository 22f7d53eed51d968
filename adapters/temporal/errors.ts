import {
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcServiceError,
} from '@temporalio/client'
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common'
import { Away } from '../../domain/away.ts'
import { isObject } from '../../domain/json.ts'
import { Refused } from '../../domain/refusal.ts'
import type { Refusal, RefusalCode } from '../../domain/refusal.ts'

/** gRPC codes that say nothing about the request: cancelled, deadline, exhausted, aborted, internal, unavailable. */
const PASSING = new Set([1, 4, 8, 10, 13, 14])
const FAILED_PRECONDITION = 9

interface ServiceCall {
  readonly code: number
  readonly details: string
}

/** The server's own words for an Update that met a workflow task which failed, as one does that meets the end of its run. */
const TASK_FAILED = /workflow task failure/i

/**
 * What an error of Temporal's client means to us: a refusal by the case (`Refused`), an engine out of reach (`Away`),
 * a case that no longer runs (`closed`), or something nobody expected (returned as it came).
 */
export function understand(error: unknown, address: string): unknown {
  if (error instanceof WorkflowUpdateFailedError) return fromUpdate(error)
  if (error instanceof WorkflowNotFoundError) return 'closed'
  if (error instanceof NamespaceNotFoundError)
    return new Away('engine', `the engine at "${address}" has no namespace "${error.namespace}": create it, or set TEMPORAL_NAMESPACE`, {
      cause: error,
    })
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return unanswered(error)
  const cause = error instanceof ServiceError ? error.cause : error
  return isGrpcServiceError(cause) && passes(cause) ? outOfReach(error, address) : error
}

const passes = ({ code, details }: ServiceCall): boolean => PASSING.has(code) || (code === FAILED_PRECONDITION && TASK_FAILED.test(details))

/** The case refuses with an application failure whose type is the refusal's code and whose first detail is the refusal. */
function fromUpdate(error: WorkflowUpdateFailedError): unknown {
  const { cause } = error
  if (!(cause instanceof ApplicationFailure)) return error
  // The server's own words for an Update that was accepted by a run which then ended.
  if (cause.type === 'AcceptedUpdateCompletedWorkflow') return 'closed'
  const detail: unknown = cause.details?.[0]
  if (isRefusal(detail)) return new Refused(detail)
  return error
}

const isRefusal = (value: unknown): value is Refusal & { readonly code: RefusalCode } =>
  isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string'

const unanswered = (cause: Error) =>
  new Away('engine', 'no worker took the command in time; send it again with the same command id, it is never done twice', { cause })

const outOfReach = (cause: unknown, address: string) =>
  new Away(
    'engine',
    `the engine at "${address}" is out of reach; send the request again with the same command id, it is never done twice`,
    { cause },
  )
