import { capabilityIn, type Provider } from '../domain/capability.ts'
import type { Connector } from '../domain/ports.ts'
import { final } from './failure.ts'

/** Says who carries out an action now: a capability is whatever the organisation's systems make of it. Undefined when nobody does. */
export type WhoProvides = (action: string) => Promise<Provider | undefined>

interface Ports {
  readonly connectors: ReadonlyMap<string, Connector>
  readonly provider?: WhoProvides
}

/** Who carries out an action; without anybody to ask, the connector of its name. Fails for good when nobody does, naming what to set. */
export async function providerOf(ports: Ports, action: string): Promise<Provider> {
  const found = await findProvider(ports, action)
  if (!found) throw final('not-provided', notProvided(action))
  return found
}

/** As `providerOf`, and undefined when nobody does. */
export const findProvider = async ({ provider }: Ports, action: string): Promise<Provider | undefined> =>
  provider ? provider(action) : { connector: capabilityIn(action), action }

/** What a person is told of an action that nobody carries out. */
export const notProvided = (action: string): string => `"${action}" cannot run: no system of the organisation provides "${capabilityIn(action)}"`

/** The connector of that name. Fails for good when it is switched off here, naming what to set. */
export function connectorOf({ connectors }: Ports, { connector: name }: Provider, action: string): Connector {
  const connector = connectors.get(name)
  if (!connector) throw final('connector-off', `"${action}" cannot run: the connection to "${name}" is not set up on this worker`)
  return connector
}
