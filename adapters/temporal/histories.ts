import { WorkflowNotFoundError, isGrpcServiceError } from '@temporalio/client'
import type { Payload, PayloadCodec } from '@temporalio/common'
import { defaultPayloadConverter } from '@temporalio/common'
import protocol from '@temporalio/proto'
import { isObject } from '../../domain/json.ts'
import type { Histories, Token } from '../../domain/ports.ts'
import type { Engine } from './connection.ts'
import { understand } from './errors.ts'

type Event = protocol.temporal.api.history.v1.IHistoryEvent
const { EventType } = protocol.temporal.api.enums.v1
const ENDS: ReadonlySet<unknown> = new Set([
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
  EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
])

/** What Temporal's histories say was recorded. Throws `Away` while the engine is out of reach. */
export const createHistories = (engine: Pick<Engine, 'client' | 'address' | 'ping' | 'codecs'>): Histories => ({
  async tokens(workflowId, runId) {
    try {
      const { events } = await engine.client.workflow.getHandle(workflowId, runId).fetchHistory()
      return { tokens: await tokensIn(events ?? [], engine.codecs), ended: (events ?? []).some(({ eventType }) => ENDS.has(eventType)) }
    } catch (error) {
      if (!isNotFound(error)) throw understand(error, engine.address)
      // A namespace that is not there answers alike, and would have us give up every turn.
      await engine.ping(PATIENCE_MS).catch((cause: unknown) => {
        throw understand(cause, engine.address)
      })
      return undefined
    }
  },
})

const NOT_FOUND = 5
const PATIENCE_MS = 5_000

const isNotFound = (error: unknown): boolean =>
  error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === NOT_FOUND)

/** Tokens in order: from the markers of local activities, and from records that went by an ordinary activity. */
export async function tokensIn(events: readonly Event[], codecs: readonly PayloadCodec[]): Promise<readonly Token[]> {
  let decoded: Payload[] = events.flatMap((event) => [...inMarker(event), ...inActivity(event)])
  for (const codec of codecs.toReversed()) decoded = await codec.decode(decoded)
  return decoded.map((payload) => defaultPayloadConverter.fromPayload(payload)).flatMap(tokenOf)
}

/** The SDK's marker holds the activity's result under `result`; `data` beside it is the SDK's own. */
function inMarker({ markerRecordedEventAttributes: marker }: Event): readonly Payload[] {
  return marker?.markerName === 'core_local_activity' ? (marker.details?.['result']?.payloads ?? []) : []
}

const inActivity = ({ activityTaskCompletedEventAttributes: completed }: Event): readonly Payload[] => completed?.result?.payloads ?? []

/** Results of other activities have no token and are passed over. */
function tokenOf(result: unknown): readonly Token[] {
  const token = isObject(result) ? result['token'] : undefined
  if (!isObject(token)) return []
  const { runId, turn, token: name } = token
  return typeof runId === 'string' && typeof turn === 'number' && typeof name === 'string' ? [{ runId, turn, token: name }] : []
}
