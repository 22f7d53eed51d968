import type { Organisation } from '../organisation.ts'
import { standIn, withOverrides, withSwaps } from './changes.ts'
import { inOrder, oncePerPerson } from './duty.ts'
import type { Considered, Duty, Found } from './duty.ts'
import { byLayers } from './layers.ts'
import type { PreparedRoster } from './prepared.ts'
import { because, nameOf, presenceOf } from './presence.ts'

/** Why somebody may not have this piece of work although they are at work; undefined when they may. */
export type Refuses = (person: string) => string | undefined

/**
 * Who a roster puts on at an instant, before its fallback: layers, taken swaps, overrides, then covers for whoever is away, and of
 * one accountable person the one that comes first.
 */
export function onDuty(prepared: PreparedRoster, at: number, refuses: Refuses = () => undefined): Found {
  const { organisation, roster } = prepared
  const swapped = withSwaps(organisation, roster.swaps, byLayers(prepared, at), at)
  const overridden = withOverrides(organisation, roster.overrides, swapped, at)
  const able = withoutUnable(organisation, overridden, at, refuses)
  return roster.one ? firstOf(able, organisation) : able
}

/** Covers act for whoever is away; whoever then is not at work, or may not have it, drops out. */
function withoutUnable(organisation: Organisation, found: Found, at: number, refuses: Refuses): Found {
  const judged = found.on.map((duty) => {
    const [stand, away] = covered(organisation, duty, at)
    const why = stand === undefined ? away : refuses(stand.person)
    return { duty, stand, away, why }
  })
  return {
    on: oncePerPerson(judged.flatMap(({ stand, why }) => (stand && why === undefined ? [stand] : []))),
    considered: [
      ...judged.flatMap(({ duty, stand, away, why }): readonly Considered[] => [
        ...(away === undefined ? [] : [{ person: duty.person, why: away }]),
        ...(stand && why !== undefined ? [{ person: stand.person, why }] : []),
      ]),
      ...found.considered,
    ],
  }
}

/** Who does the duty, if anybody; and why the person on it does not do it themselves. */
function covered(organisation: Organisation, duty: Duty, at: number): readonly [Duty | undefined, string | undefined] {
  const presence = presenceOf(organisation, duty.person, at)
  if (presence.is === 'here') return [duty, undefined]
  if (presence.is === 'gone') return [undefined, presence.why]
  const { by, absence } = presence
  const why = `${nameOf(organisation, by)} covers for ${nameOf(organisation, duty.person)}, who is away${because(absence)}`
  return [standIn(duty, by, 'absence', why), `is away${because(absence)}, and ${nameOf(organisation, by)} covers`]
}

function firstOf(found: Found, organisation: Organisation): Found {
  const [first, ...rest] = [...found.on].sort(inOrder)
  if (first === undefined) return found
  return { on: [first], considered: [...rest.map((duty) => ({ person: duty.person, why: behind(first, duty, organisation) })), ...found.considered] }
}

function behind(first: Duty, duty: Duty, organisation: Organisation): string {
  const name = nameOf(organisation, first.person)
  if (duty.priority !== first.priority) return `comes after ${name}, whose priority is higher`
  if (duty.since !== first.since) return `comes after ${name}, whose shift began earlier`
  return `comes after ${name} by id`
}
