import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Whoever writes in tickets. */
export interface User {
  readonly id: number
  readonly name: string
  readonly email: string
  readonly role: 'end-user' | 'agent'
}

/** One change of a ticket, as its history keeps it. */
export interface Audit {
  readonly id: number
  readonly ticket_id: number
  readonly created_at: string
  readonly author_id: number
  readonly metadata: { readonly system: object; readonly custom: Readonly<Record<string, unknown>> }
  readonly events: readonly Readonly<Record<string, unknown>>[]
}

/** A ticket. `updated_at` has whole seconds at the vendor, and so here. */
export interface Ticket {
  readonly id: number
  readonly subject: string
  readonly description: string
  readonly status: string
  readonly tags: readonly string[]
  readonly requester_id: number
  readonly order_ref: string
  readonly order_id: string
  readonly intent: string
  readonly created_at: string
  readonly updated_at: string
}

/** A webhook that is to be told, and has been told `attempts` times. */
export interface Told {
  readonly id: string
  readonly body: string
  readonly attempts: number
  readonly done: 'delivered' | 'given-up' | null
}

/** All that the account knows. */
export interface State {
  users: User[]
  tickets: Ticket[]
  audits: Audit[]
  told: Told[]
  nextId: number
}

/** The state, and how to keep it. */
export interface Store {
  readonly state: State
  /** A new number; ids are beyond what 32 bits hold, as the vendor's are. */
  id(): number
  /** Writes the state before it returns, where there is a file. */
  commit(): void
}

/** Opens the state file, or begins anew; a half-written file is never read, because each replaces the one before. */
export function openStore(file: string | null): Store {
  const state: State = file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : seeded()
  return {
    state,
    id: () => (state.nextId += 1),
    commit() {
      if (file === null) return
      writeFileSync(`${file}.new`, JSON.stringify(state))
      renameSync(`${file}.new`, file)
    },
  }
}

/** Whoever owns the token. */
export const AGENT: User = { id: 900_000_000_001, name: 'Evenkeel', email: 'agent@harbour.example', role: 'agent' }

const seeded = (): State => ({
  users: [AGENT], tickets: [], audits: [], told: [], nextId: 900_000_001_000,
})
