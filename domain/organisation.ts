import type { EscalationPath } from './plan.ts'

/** The compiled organisation file: people, roles, and what else changes without a SOP changing. */
export interface Organisation {
  readonly name: string
  /** sha256 (hex) of the canonical JSON of the rest. */
  readonly version: string
  readonly zone: string
  readonly locale: string
  /** Role or person who gets what nobody else can. */
  readonly sink: string
  readonly people: Readonly<Record<string, Person>>
  readonly roles: Readonly<Record<string, Role>>
  readonly calendars: Readonly<Record<string, { readonly zone: string }>>
  readonly escalations: Readonly<Record<string, EscalationPath>>
}

/**
 * Somebody who works here. `email` is no proof of identity; whoever is not `active` gets no step and may not act, but
 * keeps their name in the record.
 */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly zone: string
  readonly locale: string
  readonly active: boolean
  readonly manager?: string
  readonly access: readonly ('staff' | 'approver' | 'ops_lead' | 'manager' | 'auditor' | 'admin')[]
}

/**
 * Who may be given a step for the role. `first` takes the first active one of `people`, `least_loaded` whoever has the
 * fewest open tasks, then who waited longest.
 */
export interface Role {
  readonly id: string
  readonly accountableFor: string
  readonly people: readonly string[]
  readonly pick: 'first' | 'least_loaded'
}
