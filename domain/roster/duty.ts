/** Somebody on a roster at an instant. Plain data: a receipt keeps it as it is. */
export interface Duty {
  readonly person: string
  /** Of the layer; an added person stands above every layer. */
  readonly priority: number
  /** When the shift began: the rotation's hand-off, or an override's start. */
  readonly since: number
  /** Names of the layers whose turn put this person, or the one replaced, on; empty for an added person. */
  readonly layers: readonly string[]
  /** How it came about, one clause for each thing that had a say, the last one first. */
  readonly why: string
  /** Whom this person stands in for, and by what: the person whose shift it is first. */
  readonly instead: readonly Stand[]
}

/** One substitution. */
export interface Stand {
  readonly of: string
  readonly by: 'swap' | 'override' | 'absence'
}

/** Somebody who was looked at and is not on, with the reason. */
export interface Considered {
  readonly person: string
  readonly why: string
}

/** The priority of a person whom an override adds. */
export const ABOVE_ALL = Number.MAX_SAFE_INTEGER

/** Who comes first: higher priority, then earlier start of the shift, then id. */
export const inOrder = (a: Duty, b: Duty): number =>
  b.priority - a.priority || a.since - b.since || (a.person < b.person ? -1 : a.person > b.person ? 1 : 0)

/** One duty for each person: the one that comes first. */
export function oncePerPerson(duties: readonly Duty[]): readonly Duty[] {
  const seen = new Set<string>()
  return [...duties].sort(inOrder).filter(({ person }) => !seen.has(person) && seen.add(person))
}

/** Who is on, and who was looked at besides. */
export interface Found {
  readonly on: readonly Duty[]
  readonly considered: readonly Considered[]
}
