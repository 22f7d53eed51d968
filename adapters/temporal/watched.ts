import { WorkflowNotFoundError } from '@temporalio/client'
import protocol from '@temporalio/proto'
import type { Carried, WatchEngine } from '../../domain/watchdog/port.ts'
import { CASE_QUEUE } from './cases.ts'
import type { Engine } from './connection.ts'
import { understand } from './errors.ts'

type Event = protocol.temporal.api.history.v1.IHistoryEvent

const PATIENCE_MS = 10_000
const PAGE = 30
/** A timer that so many events have followed is not looked for further back. */
const MOST_EVENTS = 600

/** The engine as the watchdog sees it: whether workflows run and which timer they wait for, told by the server and not by our code. */
export function createWatchEngine({ client, address, namespace, ping }: Pick<Engine, 'client' | 'address' | 'namespace' | 'ping'>, taskQueue: string = CASE_QUEUE): WatchEngine {
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await client.withDeadline(Date.now() + PATIENCE_MS, call)
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw error
      throw understand(error, address)
    }
  }
  const page = (workflowId: string, runId: string, nextPageToken: Uint8Array) =>
    client.workflowService.getWorkflowExecutionHistoryReverse({ namespace, execution: { workflowId, runId }, maximumPageSize: PAGE, nextPageToken })

  async function timerOf(workflowId: string, runId: string): Promise<number | null> {
    const over = new Set<string>()
    let token: Uint8Array = new Uint8Array()
    for (let read = 0; read < MOST_EVENTS; read += PAGE) {
      const { history, nextPageToken } = await page(workflowId, runId, token)
      for (const event of history?.events ?? []) {
        const rings = standing(event, over)
        if (rings !== undefined) return rings
      }
      if (!nextPageToken || nextPageToken.length === 0) return null
      token = nextPageToken
    }
    return null
  }

  return {
    async look(workflowId) {
      try {
        return await ask(async (): Promise<Carried> => {
          const { runId, status, closeTime, raw } = await client.workflow.getHandle(workflowId).describe()
          if (status.name !== 'RUNNING') return { state: 'ended', endedAt: closeTime?.getTime() ?? null, timerAt: null, calls: 0, called: false }
          return { state: 'running', endedAt: null, timerAt: await timerOf(workflowId, runId), calls: raw.pendingActivities?.length ?? 0, called: Boolean(raw.pendingWorkflowTask) }
        })
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error
        // A namespace that is not there answers alike, and would have us miss every case.
        await ping(PATIENCE_MS).catch((cause: unknown) => { throw understand(cause, address) })
        return { state: 'unknown', endedAt: null, timerAt: null, calls: 0, called: false }
      }
    },
    running: (from, to) => ask(async () => {
      const found: { workflowId: string; startedAt: number }[] = []
      const range = to === null ? '' : ` AND WorkflowId <= ${quoted(to)}`
      const query = `TaskQueue = ${quoted(taskQueue)} AND ExecutionStatus = "Running" AND WorkflowId > ${quoted(from)}${range}`
      for await (const { workflowId, startTime } of client.workflow.list({ query, pageSize: 1_000 })) found.push({ workflowId, startedAt: startTime.getTime() })
      return found
    }),
  }
}

/** When the timer of this event rings, unless a later one has ended it. Events come newest first. */
function standing({ timerFiredEventAttributes: fired, timerCanceledEventAttributes: cancelled, timerStartedEventAttributes: started, eventTime }: Event, over: Set<string>): number | undefined {
  const ended = fired?.timerId ?? cancelled?.timerId
  if (ended) over.add(ended)
  if (!started?.timerId || over.has(started.timerId)) return undefined
  return msOf(eventTime) + msOf(started.startToFireTimeout)
}

const msOf = (time: protocol.google.protobuf.ITimestamp | protocol.google.protobuf.IDuration | null | undefined): number =>
  Number(time?.seconds ?? 0) * 1_000 + Math.round((time?.nanos ?? 0) / 1e6)

const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
