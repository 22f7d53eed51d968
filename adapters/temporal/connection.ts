import { Client, Connection } from '@temporalio/client'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import type { PayloadCodec } from '@temporalio/common'
import { dataConverterFor } from './codec.ts'

/** A client of the engine and the way to let go of it. */
export interface Engine {
  readonly client: Client
  /** As payloads are encoded, in order; to read a history they are applied backwards. */
  readonly codecs: readonly PayloadCodec[]
  readonly address: string
  readonly namespace: string
  /** Resolves when the engine answers within `ms`; throws what stood in the way. */
  ping(ms: number): Promise<void>
  /** Goes once the way that a command goes, to a case that is none, so that the first person to act waits for no connection and no loading. Never throws. */
  warm(ms: number): Promise<void>
  close(): Promise<void>
}

/**
 * The engine of `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY` and `TEMPORAL_TLS…` (or of the profile file
 * that Temporal's own tools read), with `ENCRYPTION_KEY`; throws `RangeError` for a wrong one. Connects with the first call and again after a loss, so a process may start before it.
 */
export function connectEngine(env: Readonly<Record<string, string | undefined>>): Engine {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: defined(env) })
  const { address = 'localhost:7233', apiKey, tls, metadata } = connectionOptions
  const connection = Connection.lazy({
    address,
    connectTimeout: 3_000,
    ...(apiKey ? { apiKey } : {}),
    ...(tls ? { tls } : {}),
    ...(metadata ? { metadata } : {}),
  })
  const converter = dataConverterFor(env)
  const client = new Client({ connection, namespace, dataConverter: converter })
  return {
    client,
    codecs: converter.payloadCodecs,
    address,
    namespace,
    ping: async (ms) => {
      await connection.withDeadline(Date.now() + ms, () => connection.workflowService.describeNamespace({ namespace }))
    },
    warm: async (ms) => {
      await connection.withDeadline(Date.now() + ms, () => client.workflow.getHandle('case/none').executeUpdate('command', { args: [{}] })).catch(() => undefined)
    },
    close: () => connection.close(),
  }
}

function defined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
