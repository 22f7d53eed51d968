import { own } from '../json.ts'
import type { Organisation, Roster } from '../organisation.ts'
import type { Target } from '../plan.ts'
import type { Asking, OnCall, Yield } from './answer.ts'
import { inOrder } from './duty.ts'
import { onDuty } from './on-duty.ts'
import { personYields, roleYields } from './people.ts'
import { prepare } from './prepared.ts'
import type { PreparedRoster } from './prepared.ts'

/**
 * Who is on a roster at an instant, and why: the one answer for the engine, previews and reports. Its layers and changes, else its
 * fallback, else the organisation's sink, who may have anything. `by` is `nobody` only when even the sink yields nobody.
 */
export function whoIsOn(organisation: Organisation, roster: Roster, at: number, asking: Asking = {}): OnCall {
  const answer = withoutSink(prepare(organisation, roster), at, asking, [])
  if (answer.people.length > 0) return answer
  const sink = sinkYields(organisation, at)
  return {
    ...answer,
    people: sink.people.map((person) => ({
      ...person, why: `${answer.none ?? ''}, so the organisation's sink "${organisation.sink}" has it: ${person.why}`,
    })),
    considered: [...answer.considered, ...sink.considered], by: sink.people.length > 0 ? 'sink' : 'nobody',
  }
}

/** Whom a target yields, without the sink: nobody makes an escalation level empty. A channel informs and is nobody. */
export function targetYields(organisation: Organisation, { kind, name }: NamedTarget, at: number, asking: Asking = {}): Yield {
  return yields(organisation, kind, name, at, asking, [])
}

/** Whom the sink yields: who gets what nobody else can. */
export const sinkYields = (organisation: Organisation, at: number): Yield =>
  yields(organisation, kindOf(organisation, organisation.sink), organisation.sink, at, {}, [])

/** A target that names somebody of the organisation. */
export type NamedTarget = Extract<Target, { readonly kind: 'role' | 'person' | 'roster' }>

const kindOf = ({ roles }: Organisation, name: string): 'role' | 'person' => (own(roles, name) ? 'role' : 'person')

/** `seen` are the rosters that led here: one whose fallback leads back to itself has none. */
function yields(
  organisation: Organisation, kind: NamedTarget['kind'], name: string, at: number, asking: Asking, seen: readonly string[],
): Yield {
  if (kind === 'person') return personYields(organisation, name, at, asking, 'is named')
  if (kind === 'roster') return rosterYields(organisation, name, at, asking, seen)
  const role = own(organisation.roles, name)
  if (!role) return nobody(`there is no role "${name}"`)
  return role.roster === undefined ? roleYields(organisation, role, at, asking) : rosterYields(organisation, role.roster, at, asking, seen)
}

function rosterYields(organisation: Organisation, id: string, at: number, asking: Asking, seen: readonly string[]): Yield {
  const roster = own(organisation.rosters, id)
  if (!roster) return nobody(`there is no roster "${id}"`)
  return seen.includes(id) ? nobody(`roster "${id}" falls back to itself`) : withoutSink(prepare(organisation, roster), at, asking, seen)
}

const nobody = (none: string): Yield => ({ people: [], considered: [], none })

function withoutSink(prepared: PreparedRoster, at: number, asking: Asking, seen: readonly string[]): OnCall {
  const { organisation, roster } = prepared
  const { on, considered } = onDuty(prepared, at, asking.refuses)
  const answer = { roster: roster.id, organisationVersion: organisation.version, at }
  const people = [...on].sort(inOrder).map(({ person, why, layers, since, instead }) => ({ id: person, why, layers, since, instead }))
  if (people.length > 0) return { ...answer, people, considered, by: 'roster' }
  const none = `nobody is on roster "${roster.id}"`
  if (roster.fallback === undefined) return { ...answer, people, considered, none, by: 'nobody' }
  const fallback = yields(organisation, kindOf(organisation, roster.fallback), roster.fallback, at, asking, [...seen, roster.id])
  return {
    ...answer, considered: [...considered, ...fallback.considered], by: fallback.people.length > 0 ? 'fallback' : 'nobody',
    people: fallback.people.map((person) => ({ ...person, why: `${none}, so its fallback "${roster.fallback ?? ''}" has it: ${person.why}` })),
    ...(fallback.people.length > 0 ? {} : { none: `${none}, and its fallback "${roster.fallback}" yields nobody either` }),
  }
}
