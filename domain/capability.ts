import type { ActionDeclaration, Vocabulary } from './connector.ts'
import { own } from './json.ts'
import type { SystemSettings } from './organisation.ts'

/** The connector that carries out an action, and the action as that connector calls it. */
export interface Provider {
  readonly connector: string
  readonly action: string
}

type Systems = Readonly<Record<string, SystemSettings>>

/** An action that a connector declares itself: no organisation decides who does it. */
export const ownProvider = (action: string, { actions }: Vocabulary): Provider | undefined =>
  actions.some(({ name }) => name === action) ? { connector: capabilityIn(action), action } : undefined

/**
 * Who does what a SOP names: the connector of that name, else what the organisation's `systems` say. `risk.score` is sent to the web
 * service that provides `risk`, `refund.pay` is what the connector that provides `refund` calls it. Undefined when nobody does it.
 */
export function providerOf(action: string, vocabulary: Vocabulary, systems: Systems): Provider | undefined {
  const direct = ownProvider(action, vocabulary)
  const system = own(systems, capabilityIn(action))
  if (direct || !system) return direct
  if (typeof own(system.settings, 'http') === 'string') return { connector: system.connector, action }
  const provided = own(own(vocabulary.capabilities ?? {}, action) ?? {}, system.connector)
  return provided === undefined ? undefined : { connector: system.connector, action: provided }
}

/** What an action takes and answers, as whoever provides it declares it; a web service declares what is known of its kind. Undefined when nobody does it. */
export function declarationOf(name: string, vocabulary: Vocabulary, systems: Systems): ActionDeclaration | undefined {
  const provider = providerOf(name, vocabulary, systems)
  if (!provider) return undefined
  const declared = vocabulary.actions.find((action) => action.name === provider.action)
  return declared ? { ...declared, name } : webService(name, vocabulary)
}

const webService = (name: string, vocabulary: Vocabulary): ActionDeclaration => ({
  name, summary: `Ask the web service that provides "${capabilityIn(name)}"`, effect: movesMoney(name, vocabulary) ? 'money' : 'write', inputs: {},
  outputs: own(vocabulary.services ?? {}, name) ?? {}, open: 'all',
  idempotency: 'provider-key', refusals: ['http-refused', 'address-refused', 'redirected'],
  scopes: [], retry: 'unknown-outcome', guard: 'the address is the one of the organisation', readBack: 'none: the receiver must honour Idempotency-Key',
  compensation: 'by hand: whatever the service offers',
})

/** Whether an action moves money, whoever does it. */
export function movesMoney(action: string, { actions, capabilities = {} }: Vocabulary): boolean {
  const names = [action, ...Object.values(own(capabilities, action) ?? {})]
  return actions.some(({ name, effect }) => effect === 'money' && names.includes(name))
}

/** Every action that moves money, by each name it goes under. */
export const moneyActions = (vocabulary: Vocabulary): ReadonlySet<string> =>
  new Set([...vocabulary.actions.map(({ name }) => name), ...Object.keys(vocabulary.capabilities ?? {})].filter((name) => movesMoney(name, vocabulary)))

/** `refund` of `refund.pay`. */
export const capabilityIn = (action: string): string => action.split('.')[0] ?? action
