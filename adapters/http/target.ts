import { capabilityIn } from '../../domain/capability.ts'
import { own } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { SystemSettings } from '../../domain/organisation.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall } from '../../domain/ports.ts'
import { hostIn } from './guard.ts'
import type { Call } from './request.ts'

/** What the organisation and the environment say about calls. */
export interface Surroundings {
  /** The `systems` of the organisation as they are published now; without it there are none. */
  systems?(): Promise<Readonly<Record<string, SystemSettings>>>
  /** The value of an environment variable that holds a secret. */
  secret?(variable: string): string | undefined
  /** Where a system is from here, when that is another place than the organisation file says: a trial beside the real one, a demo. */
  addressOf?(system: string): string | undefined
}

/** Where a call goes, with what. `token` is the system's secret. */
export interface Target extends Pick<Call, 'method'> {
  readonly address: string
  readonly body: Json
  readonly token: string | undefined
}

/** Works out where a call goes; throws `ConnectorError` for an action that nothing provides, a host that is not listed, a secret that is not set. */
export async function targetOf(call: ConnectorCall, around: Surroundings): Promise<Target> {
  const systems = (await around.systems?.()) ?? {}
  const capability = capabilityIn(call.action)
  const settings = own(systems, capability)?.settings ?? {}
  if (capability === 'http') return ofAddress(call, settings, around)
  const address = own(settings, 'http') === undefined ? undefined : (around.addressOf?.(capability) ?? own(settings, 'http'))
  if (typeof address !== 'string') throw new ConnectorError('contract', 'unknown-action', `no web service provides "${call.action}"`)
  return { address, method: 'POST', body: call.input, token: tokenOf(settings, capability, around) }
}

function ofAddress({ action, input }: ConnectorCall, settings: JsonObject, around: Surroundings): Target {
  const method = action === 'http.get' ? 'GET' : action === 'http.post' ? 'POST' : undefined
  if (method === undefined) throw new ConnectorError('contract', 'unknown-action', `the connector "http" has no action "${action}"`)
  const address = own(input, 'url')
  if (typeof address !== 'string') throw new ConnectorError('contract', 'wrong-input', `"${action}" needs "url" as text`)
  const hosts = own(settings, 'hosts')
  const host = hostIn(address)
  if (Array.isArray(hosts) && !(hosts as readonly Json[]).includes(host)) {
    throw new ConnectorError('refused', 'address-refused', `"${host}" is not among the hosts that the organisation lets SOPs call`)
  }
  // Without hosts of its own the secret would go to whatever address an event brings along.
  const token = Array.isArray(hosts) ? tokenOf(settings, 'http', around) : undefined
  return { address, method, body: own(input, 'body') ?? null, token }
}

function tokenOf(settings: JsonObject, system: string, { secret }: Surroundings): string | undefined {
  const named = own(settings, 'secret')
  if (typeof named !== 'string') return undefined
  const variable = named.replace(/^env /, '')
  const token = secret?.(variable)?.trim() ?? ''
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new ConnectorError('permission', 'secret-missing', `the secret of "${system}" is not set on this worker: set "${variable}"`)
}
