import type { Connector } from '../domain/ports.ts'
import { final } from './failure.ts'

/** The connector that an action belongs to. Fails for good when it is switched off here, naming what to set. */
export function connectorOf(connectors: ReadonlyMap<string, Connector>, action: string): Connector {
  const name = action.split('.')[0] ?? action
  const connector = connectors.get(name)
  if (!connector) throw final('connector-off', `"${action}" cannot run: the connection to "${name}" is not set up on this worker`)
  return connector
}
