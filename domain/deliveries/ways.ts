import { personFor } from '../assignee.ts'
import type { ChannelName } from '../delivery.ts'
import { own } from '../json.ts'
import type { Organisation, Person } from '../organisation.ts'
import type { PlanningWorld } from './planned.ts'

/** One way by which a message may go. */
export interface Way {
  /** Null for a channel that informs. */
  readonly person: string | null
  readonly channel: ChannelName
  readonly address: string
}

const CHANNEL = 'slack:'

/**
 * Every way to get a message to whom it is for, best first: their channels (those that a level names before the others), then
 * the channels of their manager and of the managers above, then of whoever gets what nobody else can. Without a way: empty.
 */
export function waysTo(world: PlanningWorld, target: string, by: readonly ChannelName[] | null): readonly Way[] {
  const first: readonly Way[] = target.startsWith(CHANNEL)
    ? [{ person: null, channel: 'slack', address: target.slice(CHANNEL.length) }]
    : waysOf(own(world.organisation.people, target), by)
  const ways = [...first, ...instead(world, target).flatMap((person) => waysOf(person, null))]
  return ways.filter(({ channel }) => world.on.includes(channel))
}

/** Whoever has left has no way of their own; a manager is told instead. */
function waysOf(person: Person | undefined, by: readonly ChannelName[] | null): readonly Way[] {
  if (!person?.active) return []
  const { id, slack, email } = person
  const mine: readonly Way[] = [
    ...(slack === undefined ? [] : [{ person: id, channel: 'slack', address: slack } as const]),
    ...(email === '' ? [] : [{ person: id, channel: 'email', address: email } as const]),
  ]
  const wanted = by ?? []
  return [...wanted.flatMap((name) => mine.filter(({ channel }) => channel === name)), ...mine.filter(({ channel }) => !wanted.includes(channel))]
}

/** Who is told when somebody cannot be reached, each once. */
function instead({ organisation, now }: PlanningWorld, target: string): readonly Person[] {
  const found: Person[] = []
  const add = (person: Person | undefined): void => {
    if (person && person.id !== target && !found.includes(person)) found.push(person)
  }
  for (const manager of managersOf(organisation, target)) add(personFor(organisation, manager, now))
  add(personFor(organisation, organisation.sink, now))
  return found
}

function managersOf({ people }: Organisation, target: string): readonly string[] {
  const chain: string[] = []
  for (let at = own(people, target)?.manager; at !== undefined && at !== target && !chain.includes(at); at = own(people, at)?.manager) chain.push(at)
  return chain
}
