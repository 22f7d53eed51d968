import { materialiseEnough } from './calendar/materialise.ts'
import type { Request, Resolution } from './event.ts'
import { own } from './json.ts'
import type { Organisation, Person, Role, Roster } from './organisation.ts'
import { awayFrom, rosterBehind, shiftEndOf } from './roster/shift.ts'
import { withoutAnyReasons } from './roster/discreet.ts'
import { nameOf, presenceOf } from './roster/presence.ts'
import { targetYields } from './roster/who.ts'
import { spoken } from './template.ts'
import { changesOwner } from './turn.ts'

/** How busy a person is, for `pick: least_loaded`: open tasks, then who was given one longest ago, then id. */
export interface Load {
  readonly openTasks: number
  /** Epoch milliseconds; 0 for never. */
  readonly lastAssignedAt: number
}

type Considered = Resolution['considered'][number]

/** Whose turn it was last in a role that goes round, by the role's id; undefined before the first. */
export type LastInTurn = (role: string) => string | undefined

/**
 * Who gets a step, with the reasons a receipt prints; why somebody is away is none of them. Pure: the same organisation, loads and
 * turns give the same person.
 * A target that yields nobody leaves `people` empty for an escalation level and falls to the sink for an assignment.
 */
export function resolve(reasoned: Organisation, request: Request, loadOf: (person: string) => Load, lastInTurn: LastInTurn = () => undefined): Resolution {
  const organisation = withoutAnyReasons(reasoned)
  if (request.purpose === 'openings') return openingsFor(organisation, request)
  if (request.purpose === 'shift') return shiftFor(organisation, request)
  // The organisation knows of no events; whoever keeps them adds them.
  if (request.purpose === 'arrivals') return { request, people: [], why: '', considered: [], organisationVersion: organisation.version, fallback: false }
  const { turn, ...resolution } = resolvePeople(organisation, request, { loadOf, lastInTurn })
  return { ...resolution, ...(turn && changesOwner(resolution) ? { turn } : {}), ...shiftOf(organisation, request, resolution.people[0] ?? request.assignee) }
}

/** What is known of people besides the organisation. */
interface History {
  readonly loadOf: (person: string) => Load
  readonly lastInTurn: LastInTurn
}

function resolvePeople(organisation: Organisation, request: Request, history: History): Resolution {
  if (request.about === 'exhausted') return { request, ...sinkOf(organisation, request, { people: [], why: request.because ?? '', considered: [] }, history), organisationVersion: organisation.version }
  const found = firstFound(organisation, request, history)
  const mayReachNobody = request.purpose !== 'assign' && (request.about === undefined || request.about === 'approval')
  const answer = found.people.length > 0 || mayReachNobody ? { ...found, fallback: false } : sinkOf(organisation, request, found, history)
  return { request, ...answer, ...eligible(organisation, request, answer), organisationVersion: organisation.version }
}

/** The target, and where it yields nobody what is asked with it. */
function firstFound(organisation: Organisation, request: Request, history: History): Found {
  const search = { organisation, ...history, at: request.at, exclude: request.exclude ?? [], ...(request.handedBy === undefined ? {} : { handedBy: request.handedBy }) }
  const found = find(search, request.target)
  const also = found.people.length > 0 ? undefined : (request.also ?? []).map((target) => find(search, target)).find(({ people }) => people.length > 0)
  return also ? { ...also, considered: [...found.considered, ...also.considered] } : found
}

/** Everybody who may approve: all whom the targets can mean, and whoever got it, covering for one of them or because nobody of them could. */
function eligible(organisation: Organisation, request: Request, { people }: Pick<Found, 'people'>): Pick<Resolution, 'eligible'> {
  if (request.also === undefined) return {}
  const able = request.also.flatMap((target) => everybodyIn(organisation, target))
    .filter((id) => own(organisation.people, id)?.active === true && request.exclude?.includes(id) !== true)
  return { eligible: [...new Set([...able, ...people])] }
}

const everybodyIn = ({ roles, rosters }: Organisation, target: string): readonly string[] =>
  own(roles, target)?.people ?? own(rosters, target)?.layers.flatMap(({ rotation }) => rotation.turns.flat()) ?? [target]

function openingsFor(organisation: Organisation, request: Request): Resolution {
  const openings = materialiseEnough(organisation, request.target, request.at, request.until ?? request.at)
  return { request, people: [], why: '', considered: [], organisationVersion: organisation.version, fallback: false, openings }
}

/** Whether somebody is on a roster, and until when. Nobody gets anything by it. */
function shiftFor(organisation: Organisation, request: Request): Resolution {
  const shift = shiftOn(organisation, own(organisation.rosters, request.target), request, request.assignee)
  const why = shift.shiftEndsAt === undefined ? awayWords(organisation, request) : ''
  return { request, people: [], why, considered: [], organisationVersion: organisation.version, fallback: false, ...shift }
}

function awayWords(organisation: Organisation, { assignee, at }: Request): string {
  const presence = assignee === undefined ? undefined : presenceOf(organisation, assignee, at)
  if (assignee === undefined || presence === undefined || presence.is === 'here') return ''
  return presence.is === 'gone' ? `${nameOf(organisation, assignee)} ${presence.why}` : `${nameOf(organisation, assignee)} is away, and ${nameOf(organisation, presence.by)} covers`
}

const shiftOf = (organisation: Organisation, request: Request, person: string | undefined): Pick<Resolution, 'roster' | 'shiftEndsAt'> =>
  (request.shift ? shiftOn(organisation, rosterBehind(organisation, request.shift.of), request, person) : {})

function shiftOn(organisation: Organisation, roster: Roster | undefined, request: Request, person: string | undefined): Pick<Resolution, 'roster' | 'shiftEndsAt'> {
  if (!roster) return person === undefined ? {} : absenceOn(organisation, person, request.at)
  const endsAt = person === undefined ? undefined : shiftEndOf(organisation, roster, person, request.at, request.exclude)
  return { roster: roster.id, ...(endsAt === undefined ? {} : { shiftEndsAt: endsAt }) }
}

/** No roster gives it out: only an absence ends it. */
function absenceOn(organisation: Organisation, person: string, at: number): Pick<Resolution, 'roster' | 'shiftEndsAt'> {
  const away = awayFrom(organisation, person, at)
  if (away === undefined) return {}
  return { roster: '', ...(away === at ? {} : { shiftEndsAt: away }) }
}

interface Found {
  readonly people: readonly string[]
  readonly why: string
  readonly considered: readonly Considered[]
  readonly turn?: NonNullable<Resolution['turn']>
}

interface Search extends History {
  readonly organisation: Organisation
  /** The instant at which rosters and absences are looked at. */
  readonly at: number
  readonly exclude: readonly string[]
  readonly handedBy?: string
}

function find(search: Search, target: string): Found {
  const { organisation } = search
  if (target.startsWith('slack:')) return { people: [target], why: 'a channel informs', considered: [] }
  const role = own(organisation.roles, target)
  if (role?.roster !== undefined) return onRoster(search, role.roster)
  if (role) return pick(search, role)
  const person = own(organisation.people, target)
  if (person) return named(search, person)
  return own(organisation.rosters, target) ? onRoster(search, target) : { people: [], why: `nobody is called "${target}"`, considered: [] }
}

function onRoster({ organisation, exclude, at }: Search, name: string): Found {
  const refuses = (person: string): string | undefined => (exclude.includes(person) ? 'is not to do this step' : undefined)
  const { people, considered, none } = targetYields(organisation, { kind: 'roster', name }, at, { refuses })
  const [first, ...others] = people
  if (!first) return { people: [], why: none ?? `nobody is on roster "${name}"`, considered }
  return { people: [first.id], why: first.why, considered: [...others.map(({ id, why }) => ({ person: id, why })), ...considered] }
}

function named({ organisation, exclude, at, handedBy }: Search, person: Person): Found {
  const presence = presenceOf(organisation, person.id, at)
  const covered = presence.is === 'covered' ? presence.by : person.id
  const unfit = presence.is === 'gone' ? presence.why : exclude.includes(covered) ? 'is not to do this step' : undefined
  if (unfit !== undefined) return { people: [], why: `${person.name} ${unfit}`, considered: [{ person: person.id, why: unfit }] }
  if (presence.is === 'covered') return { people: [covered], why: `${nameOf(organisation, covered)} covers for ${person.name}`, considered: [] }
  const giver = handedBy === undefined ? undefined : nameOf(organisation, handedBy)
  return { people: [person.id], why: giver === undefined ? `${person.name} is named by the SOP` : `${giver} handed it to ${person.name}`, considered: [] }
}

/** Who acts for a holder of a role now, or why nobody does. */
type Standing = { readonly person: string; readonly acts: string; readonly note?: string } | { readonly person: string; readonly why: string }

function standingOf({ organisation, exclude, at }: Search, person: string): Standing {
  const presence = presenceOf(organisation, person, at)
  if (presence.is === 'gone') return { person, why: presence.why }
  const acts = presence.is === 'covered' ? presence.by : person
  if (exclude.includes(acts)) return { person: acts, why: NOT_THIS_STEP }
  return { person, acts, ...(presence.is === 'covered' ? { note: `, covering for ${nameOf(organisation, person)}` } : {}) }
}

const NOT_THIS_STEP = 'is not to do this step'

function pick(search: Search, role: Role): Found {
  const standing = role.people.map((person) => standingOf(search, person))
  const able = standing.filter((one) => 'acts' in one)
  const away = standing.filter((one) => 'why' in one)
  const ids = [...new Set(able.map(({ acts }) => acts))]
  const next = role.pick === 'round_robin' ? nextInTurn(role, able, search.lastInTurn(role.id)) : undefined
  const chosen = role.pick === 'least_loaded' ? leastLoaded(ids, search.loadOf) : next ? next.acts : ids[0]
  const left = away.some(({ why }) => why === NOT_THIS_STEP) ? 'nobody who may do this step holds' : 'nobody holds'
  if (chosen === undefined) return { people: [], why: `${left} the role "${spoken(role.id)}" now`, considered: away }
  const others = ids.filter((id) => id !== chosen).map((person) => ({ person, why: passedOver(role, person, search) }))
  const note = able.find(({ acts }) => acts === chosen)?.note ?? ''
  return { people: [chosen], why: `${reason(role, chosen, search)}${note}`, considered: [...others, ...away], ...(next ? { turn: { role: role.id, of: next.person } } : {}) }
}

/** The first after the last one's turn, in the order of the file and round again, who can have it or for whom somebody acts. */
function nextInTurn<T extends { readonly person: string }>({ people }: Role, able: readonly T[], last: string | undefined): T | undefined {
  const after = (person: string): number => (people.indexOf(person) - (last === undefined ? -1 : people.indexOf(last)) - 1 + people.length) % people.length
  return [...able].sort((a, b) => after(a.person) - after(b.person))[0]
}

function leastLoaded(people: readonly string[], loadOf: (person: string) => Load): string | undefined {
  return [...people].sort((a, b) => {
    const [x, y] = [loadOf(a), loadOf(b)]
    return x.openTasks - y.openTasks || x.lastAssignedAt - y.lastAssignedAt || (a < b ? -1 : 1)
  })[0]
}

const tasks = (count: number): string => `${count} open task${count === 1 ? '' : 's'}`

const reason = (role: Role, person: string, { organisation, lastInTurn, loadOf }: Search): string =>
  role.pick === 'round_robin' ? turnWords(organisation, role, lastInTurn(role.id)) : role.pick === 'first' ? `first in the role "${spoken(role.id)}"` : `least loaded in the role "${spoken(role.id)}" with ${tasks(loadOf(person).openTasks)}`

const turnWords = (organisation: Organisation, role: Role, last: string | undefined): string =>
  `next in turn in the role "${spoken(role.id)}"${last === undefined ? '' : ` after ${nameOf(organisation, last)}`}`

const passedOver = (role: Role, person: string, { loadOf }: Search): string =>
  role.pick === 'round_robin' ? 'comes later in turn' : role.pick === 'first' ? `stands later in the role "${spoken(role.id)}"` : tasks(loadOf(person).openTasks)

function sinkOf(organisation: Organisation, request: Request, found: Found, history: History): Found & { fallback: boolean } {
  const sink = find({ organisation, ...history, at: request.at, exclude: request.exclude ?? [] }, organisation.sink)
  return {
    people: sink.people,
    why: `${found.why}, so it goes to "${spoken(organisation.sink)}", who gets what nobody else can`,
    considered: [...found.considered, ...sink.considered],
    fallback: request.target !== organisation.sink,
    ...(sink.turn ? { turn: sink.turn } : {}),
  }
}

const NO_LOAD: Load = { openTasks: 0, lastAssignedAt: 0 }

/** Who stands for a role, roster or person at an instant, for a message to them; undefined for nobody. */
export function personFor(organisation: Organisation, target: string, at: number): Person | undefined {
  const [id] = find({ organisation, loadOf: () => NO_LOAD, lastInTurn: () => undefined, at, exclude: [] }, target).people
  return id === undefined ? undefined : own(organisation.people, id)
}
