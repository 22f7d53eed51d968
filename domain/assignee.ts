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
  const found = firstFound(organisation, request, loadOf)
  const mayReachNobody = request.purpose !== 'assign' && request.about === undefined
  const answer = found.people.length > 0 || mayReachNobody ? { ...found, fallback: false } : sinkOf(organisation, request, found, loadOf)
  return { request, ...answer, ...eligible(organisation, request, answer), organisationVersion: organisation.version }
}

/** The target, and where it yields nobody what is asked with it. */
function firstFound(organisation: Organisation, request: Request, loadOf: (person: string) => Load): Found {
  const search = { organisation, loadOf, exclude: request.exclude ?? [], ...(request.handedBy === undefined ? {} : { handedBy: request.handedBy }) }
  const found = find(search, request.target)
  const also = found.people.length > 0 ? undefined : (request.also ?? []).map((target) => find(search, target)).find(({ people }) => people.length > 0)
  return also ? { ...also, considered: [...found.considered, ...also.considered] } : found
}

/** Everybody who may approve, and whoever got it because nobody of them could. */
function eligible(organisation: Organisation, request: Request, { people, fallback }: { people: readonly string[]; fallback: boolean }): Pick<Resolution, 'eligible'> {
  if (request.also === undefined) return {}
  const named = [request.target, ...request.also].flatMap((target) => own(organisation.roles, target)?.people ?? target)
  const able = named.filter((id) => own(organisation.people, id)?.active === true && request.exclude?.includes(id) !== true)
  return { eligible: [...new Set([...able, ...(fallback ? people : [])])] }
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

interface Search {
  readonly organisation: Organisation
  readonly loadOf: (person: string) => Load
  readonly exclude: readonly string[]
  readonly handedBy?: string
}

function find(search: Search, target: string): Found {
  const { organisation, exclude, handedBy } = search
  const role = own(organisation.roles, target)
  if (role) return pick(search, role)
  const person = own(organisation.people, target)
  if (!person) return { people: [], why: `nobody is called "${target}"`, considered: [] }
  const unfit = unfitness(organisation, exclude, person.id)
  if (unfit !== undefined) return { people: [], why: `${person.name} is ${unfit}`, considered: [{ person: person.id, why: unfit }] }
  const giver = handedBy === undefined ? undefined : (own(organisation.people, handedBy)?.name ?? handedBy)
  return { people: [person.id], why: giver === undefined ? `${person.name} is named by the SOP` : `${giver} handed it to ${person.name}`, considered: [] }
}

/** Why a person cannot be given the step, or undefined when they can. */
function unfitness(organisation: Organisation, exclude: readonly string[], person: string): string | undefined {
  if (own(organisation.people, person)?.active !== true) return 'not active'
  return exclude.includes(person) ? 'not to do this step' : undefined
}

function pick({ organisation, loadOf, exclude }: Search, role: Role): Found {
  const active = role.people.filter((id) => unfitness(organisation, exclude, id) === undefined)
  const away = role.people.flatMap((person): Considered[] => {
    const why = unfitness(organisation, exclude, person)
    return why === undefined ? [] : [{ person, why }]
  })
  const chosen = role.pick === 'first' ? active[0] : leastLoaded(active, loadOf)
  const left = away.some(({ why }) => why !== 'not active') ? 'nobody who may do this step holds' : 'nobody holds'
  if (chosen === undefined) return { people: [], why: `${left} the role "${spoken(role.id)}" now`, considered: away }
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
  const sink = find({ organisation, loadOf, exclude: request.exclude ?? [] }, organisation.sink)
  return {
    people: sink.people,
    why: `${found.why}, so it goes to "${spoken(organisation.sink)}", who gets what nobody else can`,
    considered: [...found.considered, ...sink.considered],
    fallback: request.target !== organisation.sink,
  }
}
