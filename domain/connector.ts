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
  /** Codes of business refusals that the action can answer with; a SOP may route each by `on`, with `_` for `-`. */
  readonly refusals: readonly string[]
  /** What the key must be allowed, in the vendor's words; none where the vendor knows no such thing. */
  readonly scopes: readonly string[]
  /** What no answer means: `transient`, it is simply tried again; `unknown-outcome`, it is read back first. */
  readonly retry: 'transient' | 'unknown-outcome'
  /** What has to be so right before the call, as one clause; null where nothing is changed. */
  readonly guard: string | null
  /** What tells whether an earlier try happened, as one clause; null where nothing is changed. */
  readonly readBack: string | null
  /** The action that takes it back, or what a person does, beginning with `by hand` or `none`; null where nothing is changed. */
  readonly compensation: string | null
}

/** What holds for every action that only reads. */
export const READING = {
  effect: 'read', idempotency: 'none-needed', retry: 'transient', guard: null, readBack: null, compensation: null,
} as const

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
