import type { Layer } from '../organisation.ts'
import { oncePerPerson } from './duty.ts'
import type { Considered, Duty, Found } from './duty.ts'
import { isWithin } from './hours.ts'
import type { PreparedRoster } from './prepared.ts'
import { nameOf, presenceOf } from './presence.ts'
import type { Presence } from './presence.ts'
import { turnAt } from './turn.ts'

/** Earliest instant that a Date can hold: since when a turn that never began has lasted. */
const EVER = -8.64e15

/**
 * Who is on by the layers alone. A higher priority covers a lower one, equal ones are all on. Whoever is not active, or away with
 * nobody to cover, does not count, so that a lower layer shows through.
 */
export function byLayers(prepared: PreparedRoster, at: number): Found {
  const all = candidates(prepared, at)
  const counting = all.filter(({ open, presence }) => open && presence.is !== 'gone')
  const top = Math.max(...counting.map(({ layer }) => layer.priority))
  const on = counting.filter(({ layer }) => layer.priority === top)
  return {
    on: oncePerPerson(on.map((candidate) => dutyOf(prepared, candidate))),
    considered: all.filter((candidate) => !on.includes(candidate)).map((candidate) => passedOver(candidate, on[0])),
  }
}

interface Candidate {
  readonly person: string
  readonly layer: Layer
  readonly since: number
  /** Whether the layer counts at this hour. */
  readonly open: boolean
  readonly presence: Presence
}

function candidates({ organisation, layers, offsets }: PreparedRoster, at: number): readonly Candidate[] {
  return layers.flatMap(({ layer, handoffs }) => {
    const turn = turnAt(layer.rotation, handoffs, at)
    const open = layer.hours === undefined || isWithin(layer.hours, at, offsets)
    const since = Math.max(turn.from, EVER)
    return turn.people.map((person) => ({ person, layer, since, open, presence: presenceOf(organisation, person, at) }))
  })
}

const dutyOf = ({ organisation }: PreparedRoster, { person, layer, since }: Candidate): Duty => ({
  person, priority: layer.priority, since, layers: [layer.name], instead: [],
  why: `${nameOf(organisation, person)} has the shift in layer "${layer.name}"`,
})

function passedOver({ person, layer, open, presence }: Candidate, winner: Candidate | undefined): Considered {
  if (!open) return { person, why: `layer "${layer.name}" is outside its hours` }
  if (presence.is === 'gone') return { person, why: presence.why }
  return { person, why: `layer "${layer.name}" is covered by layer "${winner?.layer.name ?? ''}"` }
}
