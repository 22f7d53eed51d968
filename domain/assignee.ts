import { materialise } from './calendar/materialise.ts'
import type { Request, Resolution } from './event.ts'
import { own } from './json.ts'
import type { Organisation, Role } from './organisation.ts'
import { spoken } from './template.ts'

/** How busy a person is, for `pick: least_loaded`: open tasks, then who was given one longest ago, then id. */
export interface Load {
  readonly openTasks: number
  /** Epoch milliseconds; 0 for never. */
  readonly lastAssignedAt: number
}

type Considered = Resolution['considered'][number]

/**
 * Who gets a step, with the reasons a receipt prints. Pure: the same organisation and loads give the same person.
 * A target that yields nobody leaves `people` empty for an escalation level and falls to the sink for an assignment.
 */
export function resolve(organisation: Organisation, request: Request, loadOf: (person: string) => Load): Resolution {
  if (request.purpose === 'openings') return openingsFor(organisation, request)
  const found = find(organisation, request.target, loadOf)
  const answer = found.people.length > 0 || request.purpose !== 'assign' ? { ...found, fallback: false } : sinkOf(organisation, request, found, loadOf)
  return { request, ...answer, organisationVersion: organisation.version }
}

function openingsFor(organisation: Organisation, request: Request): Resolution {
  const openings = materialise(organisation, request.target, request.at, request.until ?? request.at)
  return { request, people: [], why: '', considered: [], organisationVersion: organisation.version, fallback: false, openings }
}

interface Found {
  readonly people: readonly string[]
  readonly why: string
  readonly considered: readonly Considered[]
}

function find(organisation: Organisation, target: string, loadOf: (person: string) => Load): Found {
  const role = own(organisation.roles, target)
  if (role) return pick(organisation, role, loadOf)
  const person = own(organisation.people, target)
  if (!person) return { people: [], why: `nobody is called "${target}"`, considered: [] }
  return person.active
    ? { people: [person.id], why: `${person.name} is named by the SOP`, considered: [] }
    : { people: [], why: `${person.name} is not active`, considered: [{ person: person.id, why: 'not active' }] }
}

function pick(organisation: Organisation, role: Role, loadOf: (person: string) => Load): Found {
  const active = role.people.filter((id) => own(organisation.people, id)?.active === true)
  const away = role.people.filter((id) => !active.includes(id)).map((person) => ({ person, why: 'not active' }))
  const chosen = role.pick === 'first' ? active[0] : leastLoaded(active, loadOf)
  if (chosen === undefined) return { people: [], why: `nobody holds the role "${spoken(role.id)}" now`, considered: away }
  const others = active.filter((id) => id !== chosen).map((person) => ({ person, why: passedOver(role, person, loadOf) }))
  return { people: [chosen], why: reason(role, chosen, loadOf), considered: [...others, ...away] }
}

function leastLoaded(people: readonly string[], loadOf: (person: string) => Load): string | undefined {
  return [...people].sort((a, b) => {
    const [x, y] = [loadOf(a), loadOf(b)]
    return x.openTasks - y.openTasks || x.lastAssignedAt - y.lastAssignedAt || (a < b ? -1 : 1)
  })[0]
}

const tasks = (count: number): string => `${count} open task${count === 1 ? '' : 's'}`

const reason = (role: Role, person: string, loadOf: (person: string) => Load): string =>
  role.pick === 'first' ? `first in the role "${spoken(role.id)}"` : `least loaded in the role "${spoken(role.id)}" with ${tasks(loadOf(person).openTasks)}`

const passedOver = (role: Role, person: string, loadOf: (person: string) => Load): string =>
  role.pick === 'first' ? `stands later in the role "${spoken(role.id)}"` : tasks(loadOf(person).openTasks)

function sinkOf(organisation: Organisation, request: Request, found: Found, loadOf: (person: string) => Load): Found & { fallback: boolean } {
  const sink = find(organisation, organisation.sink, loadOf)
  return {
    people: sink.people,
    why: `${found.why}, so it goes to "${spoken(organisation.sink)}", who gets what nobody else can`,
    considered: [...found.considered, ...sink.considered],
    fallback: request.target !== organisation.sink,
  }
}
