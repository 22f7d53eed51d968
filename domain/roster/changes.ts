import type { Organisation, Override, Swap } from '../organisation.ts'
import { ABOVE_ALL, oncePerPerson } from './duty.ts'
import type { Considered, Duty, Found, Stand } from './duty.ts'
import { because, holds, nameOf } from './presence.ts'

/** Taken swaps: whoever takes a shift stands in for the one who has it. All at once, so that two people may change places. */
export function withSwaps(organisation: Organisation, swaps: readonly Swap[], found: Found, at: number): Found {
  const taken = lastOf(swaps.filter((swap) => holds(swap, at) && swap.takenBy !== undefined), ({ of }) => of)
  const name = (person: string): string => nameOf(organisation, person)
  const on = found.on.map((duty) => {
    const by = taken.get(duty.person)?.takenBy
    return by === undefined ? duty : standIn(duty, by, 'swap', `${name(by)} took the shift of ${name(duty.person)}${because(taken.get(duty.person) ?? {})}`)
  })
  const gave = found.on.filter(({ person }) => taken.has(person)).map(({ person }) => ({
    person, why: `gave the shift to ${name(taken.get(person)?.takenBy ?? '')}`,
  }))
  return { on: oncePerPerson(on), considered: [...gave, ...found.considered] }
}

/**
 * Overrides against who is on before them, all at once and never chained: whoever one puts on is not touched by another. Of two
 * for one person the later in the file holds. Nobody is replaced who is not on.
 */
export function withOverrides(organisation: Organisation, overrides: readonly Override[], found: Found, at: number): Found {
  const current = overrides.filter((override) => holds(override, at))
  const inForce = lastOf(current, ({ person }) => person)
  const name = (person: string): string => nameOf(organisation, person)
  const kept = found.on.flatMap((duty): readonly Duty[] => {
    const override = inForce.get(duty.person)
    if (override?.do !== 'replace') return override?.do === 'remove' ? [] : [duty]
    return [standIn(duty, override.with, 'override', `${name(override.with)} replaces ${name(duty.person)} by an override${because(override)}${madeBy(organisation, override)}`)]
  })
  const added = [...inForce.values()].flatMap((override) => (override.do === 'add' ? [addedBy(organisation, override)] : []))
  return {
    on: oncePerPerson([...kept, ...added]),
    considered: [
      ...found.on.flatMap(({ person }) => leftBy(organisation, person, inForce.get(person))),
      ...overruled(current, inForce),
      ...found.considered,
    ],
  }
}

/** ` that Olu Ade made`, for one made in the console; those of the file say nothing. */
const madeBy = (organisation: Organisation, { made }: Override): string => (made ? ` that ${nameOf(organisation, made.by)} made` : '')

/** The same duty done by somebody else, with its priority and the start of its shift. */
export const standIn = (duty: Duty, person: string, by: Stand['by'], why: string): Duty => ({
  ...duty, person, instead: [...duty.instead, { of: duty.person, by }], why: `${why}; ${duty.why}`,
})

const addedBy = (organisation: Organisation, override: Override): Duty => ({
  person: override.person, priority: ABOVE_ALL, since: override.from, layers: [], instead: [],
  why: `${nameOf(organisation, override.person)} is added by an override${because(override)}${madeBy(organisation, override)}`,
})

function leftBy(organisation: Organisation, person: string, override: Override | undefined): readonly Considered[] {
  if (override?.do === 'remove') return [{ person, why: `is taken off by an override${because(override)}` }]
  if (override?.do === 'replace') return [{ person, why: `is replaced by ${nameOf(organisation, override.with)}${because(override)}` }]
  return []
}

const overruled = (current: readonly Override[], inForce: ReadonlyMap<string, Override>): readonly Considered[] =>
  current.filter((override) => inForce.get(override.person) !== override).map((override) => ({
    person: override.person, why: `an override that would ${override.do} gives way to a later one`,
  }))

/** The last of those with the same key. */
const lastOf = <T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, T> => new Map(all.map((one) => [key(one), one]))
