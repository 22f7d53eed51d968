import { NativeConnection, Worker, type NativeConnectionOptions, type WorkerOptions } from '@temporalio/worker'

/** What a worker of cases is made of; `main.ts` and the tests put it together. */
export interface CaseWorkerParts {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly taskQueue: string
  readonly bundle: string
  readonly activities: object
  readonly dataConverter: NonNullable<WorkerOptions['dataConverter']>
  readonly cachedCases: number
}

/**
 * Connects a worker to the engine. Without TLS the engine is next door, where packing each call costs both sides more than it saves;
 * large payloads are packed by the codec in any case. Rejects while the engine is away.
 */
export const connectWorker = (options: NativeConnectionOptions): Promise<NativeConnection> =>
  NativeConnection.connect({ grpcCompression: { codec: options.tls ? 'gzip' : 'none' }, ...options })

/** A worker with the limits that recovery after a kill depends on (docs/adr/0008). */
export const createCaseWorker = (parts: CaseWorkerParts): Promise<Worker> =>
  Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue: parts.taskQueue,
    workflowBundle: { codePath: parts.bundle },
    activities: parts.activities,
    dataConverter: parts.dataConverter,
    maxCachedWorkflows: parts.cachedCases,
    // After a kill the next click of a case that was cached here waits this long for a worker that is gone.
    stickyQueueScheduleToStartTimeout: '1 s',
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 4, maximum: 20 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 4, maximum: 20 },
    maxHeartbeatThrottleInterval: '1 s',
    defaultHeartbeatThrottleInterval: '1 s',
    shutdownGraceTime: '30 s',
    shutdownForceTime: '40 s',
  })
