import { cancellationSignal } from '@temporalio/activity'
import { capabilityIn } from '../domain/capability.ts'
import type { CaseEvent } from '../domain/event.ts'
import type { Connector, Recorder } from '../domain/ports.ts'
import type { Effect } from '../domain/state.ts'
import type { Order } from './act.ts'
import { connectorOf, providerOf, type WhoProvides } from './connector-of.ts'
import { toFailure } from './failure.ts'
import { beating } from './heartbeat.ts'

interface Ports {
  readonly recorder: Recorder
  readonly connectors: ReadonlyMap<string, Connector>
  readonly provider?: WhoProvides
  now(): number
}

/** Reads a fact from the system that knows it. Changes nothing there, so it may run as often as it must. */
export const createReadFact =
  (ports: Ports) =>
  ({ caseId, effect, proves }: Order<Extract<Effect, { kind: 'fetch' }>>): Promise<Extract<CaseEvent, { type: 'fetched' }>> =>
    beating(async () => {
      await ports.recorder.prove(caseId, proves)
      const provider = await providerOf(ports, effect.action)
      const connector = connectorOf(ports, provider, effect.action)
      const call = { action: provider.action, input: effect.with, key: effect.id, caseId, look: false, firstTriedAt: ports.now(), signal: cancellationSignal() }
      try {
        const { outputs } = await connector.perform(call)
        return { type: 'fetched', effect: effect.id, value: outputs, source: capabilityIn(provider.action) }
      } catch (error) {
        throw toFailure(error)
      }
    })
