import type { Role } from '../organisation.ts'
import type { Considered, Stand } from './duty.ts'
import type { Refuses } from './on-duty.ts'

/** Somebody who has it, and how that came about. */
export interface OnPerson {
  readonly id: string
  /** One line, the last thing that had a say first. */
  readonly why: string
  /** The roster's layers whose turn it is. */
  readonly layers: readonly string[]
  /** When the shift began, in epoch milliseconds; null where no shift had a say. */
  readonly since: number | null
  /** For whom this person stands in, and by what; the person whose turn it is comes first. */
  readonly instead: readonly Stand[]
}

/** Whom something yields at an instant, and who else was looked at. Plain data. */
export interface Yield {
  readonly people: readonly OnPerson[]
  readonly considered: readonly Considered[]
  /** Why it yields nobody. */
  readonly none?: string
}

/** Who is on at an instant, with everything that decided it: stored with what it decides, and printed as a receipt. */
export interface OnCall extends Yield {
  readonly roster: string
  readonly organisationVersion: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Who answered: the roster's layers and changes, its own fallback, or the organisation's sink. */
  readonly by: 'roster' | 'fallback' | 'sink' | 'nobody'
}

/** What besides the organisation decides who gets a piece of work. */
export interface Asking {
  readonly refuses?: Refuses
  /** Who of a role's people gets it; the first one unless something else is known about them. */
  readonly pick?: (role: Role, people: readonly string[]) => string | undefined
}
