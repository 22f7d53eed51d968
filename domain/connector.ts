import type { FieldType } from './plan.ts'

/** What a connector can do, as data: the compiler types SOPs against it, the worker finds the code by its name. */
export interface ActionDeclaration {
  /** `connector.action`, as SOPs write it. */
  readonly name: string
  /** One line for `sop connectors` and for exception tasks. */
  readonly summary: string
  readonly effect: 'read' | 'write' | 'money'
  readonly inputs: Readonly<Record<string, FieldType>>
  readonly outputs: Readonly<Record<string, FieldType>>
  /**
   * What the declaration leaves to the author: the `answer`, which `returns` of the SOP types, or the inputs too (`all`): a web
   * service that provides a capability.
   */
  readonly open?: 'answer' | 'all'
  /** How a second call is kept from happening twice: the provider's own key, or a look before every call. */
  readonly idempotency: 'none-needed' | 'provider-key' | 'read-first'
  /** Codes of business refusals that the action can answer with. */
  readonly refusals: readonly string[]
}

/** An event that intake can deliver, with the type of its fields as `event.…` in SOPs. */
export interface EventDeclaration {
  readonly name: string
  readonly summary: string
  readonly fields: Readonly<Record<string, FieldType>>
}

/** All that SOPs may name. */
export interface Vocabulary {
  readonly actions: readonly ActionDeclaration[]
  readonly events: readonly EventDeclaration[]
  /** Actions by what they are for, `refund.pay`, with the action of each connector that can do it. */
  readonly capabilities?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** What web services answer under the name of an action, where the author does not say it. */
  readonly services?: Readonly<Record<string, Readonly<Record<string, FieldType>>>>
  /** Connectors that are declared and not connected, by name. */
  readonly off?: Readonly<Record<string, ConnectorOff>>
}

/** Which side of a connector is off, and what to do about it, as one clause: its actions go to the owner, its events never come. */
export interface ConnectorOff {
  readonly actions?: string
  readonly events?: string
}
