import { own } from '../../domain/json.ts'
import { ConnectorError, type Connector, type ConnectorCall, type ConnectorResult } from '../../domain/ports.ts'

/** The actions of one connector, by their names. */
export type Actions<Client> = Readonly<Record<string, (client: Client, call: ConnectorCall) => Promise<ConnectorResult>>>

/** A connector that knows exactly these actions; any other name is a mistake of ours, and refused as one. */
export const byAction = <Client>(name: string, client: Client, actions: Actions<Client>): Connector => ({
  name,
  async perform(call) {
    const action = own(actions, call.action)
    if (action === undefined) throw new ConnectorError('contract', 'unknown-action', `the connector "${name}" has no action "${call.action}"`)
    return await action(client, call)
  },
})
