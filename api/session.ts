import type { Request } from 'express'
import type { Command } from '../domain/event.ts'
import { own } from '../domain/json.ts'
import type { Organisation, Person } from '../domain/organisation.ts'
import { rolesOf } from '../domain/roles.ts'
import { BadRequest } from './problem.ts'

/** The cookie that holds a person's id, only where everybody may say who they are. Unsigned: it says who, and proves nothing. */
export const PERSON_COOKIE = 'evenkeel_person'
const PERSON_HEADER = 'x-evenkeel-person'

/** Who is calling: a person, or another system by its token. */
export type Caller =
  /** `proof` is how they showed it; with `said` they did not. */
  | { readonly kind: 'person'; readonly id: string; readonly proof: 'said' | 'session' | 'token' }
  /** `id` is `integration:NAME`; `roles` are those of the organisation for whose SOPs it may open cases. */
  | { readonly kind: 'integration'; readonly id: string; readonly name: string; readonly roles: readonly string[] }

/** What is known of a request's sender once it was looked at. */
export interface Known {
  readonly caller: Caller | undefined
  /** The person header or cookie is believed here. */
  readonly open: boolean
  /** Why nobody is known although somebody was named. */
  readonly why?: string
}

const known = new WeakMap<Request, Known>()

/** Keeps who is calling with the request, for whoever handles it. */
export const setKnown = (request: Request, who: Known): void => void known.set(request, who)

/** Who was found to be calling; nobody for a request that was never looked at. */
export const callerOf = (request: Request): Caller | undefined => known.get(request)?.caller

/** Who somebody says they are, by header or cookie; worth something only where access is open. */
export const saidBy = (request: Request): string | undefined => request.get(PERSON_HEADER) ?? readCookie(request.get('cookie') ?? '', PERSON_COOKIE)

/** The person header alone: where access is not open it says whose page this was. */
export const headerPerson = (request: Request): string | undefined => request.get(PERSON_HEADER)

/** The person who is calling. Undefined for a stranger, for somebody who left, and for another system. */
export function personOf(request: Request, organisation: Organisation): Person | undefined {
  const caller = callerOf(request)
  const person = caller?.kind === 'person' ? own(organisation.people, caller.id) : undefined
  return person?.active ? person : undefined
}

/** Who is calling; a stranger, or somebody who left, is refused with 401. */
export function requireCaller(request: Request, organisation: Organisation): Caller {
  const caller = callerOf(request)
  if (caller && (caller.kind === 'integration' || personOf(request, organisation))) return caller
  const { open = false, why } = known.get(request) ?? {}
  throw open ? unknownPerson(caller?.id) : signInNeeded(why)
}

/** The person who is calling; a stranger is refused with 401. Another system stands for itself, with no access of a person. */
export function requirePerson(request: Request, organisation: Organisation): Person {
  const caller = requireCaller(request, organisation)
  const person = personOf(request, organisation)
  if (person) return person
  const { zone, locale } = organisation
  return { id: caller.id, name: caller.kind === 'integration' ? caller.name : caller.id, email: '', zone, locale, active: true, access: [] }
}

/** Roles of the organisation that the caller holds. */
export const rolesOfCaller = (request: Request, organisation: Organisation): readonly string[] => {
  const caller = callerOf(request)
  return caller?.kind === 'integration' ? caller.roles : rolesOf(caller?.id ?? '', organisation)
}

function unknownPerson(said: string | undefined): BadRequest {
  if (said === undefined) return new BadRequest(401, 'unknown-person', 'say who you are: choose a person in the console, or send the header "X-Evenkeel-Person"')
  return new BadRequest(401, 'unknown-person', `nobody called "${said.slice(0, 60)}" works here; "GET /api/session" lists the people`)
}

/** Says how to sign in. */
export const signInNeeded = (why = 'nobody is signed in'): BadRequest =>
  new BadRequest(401, 'sign-in-needed', `${why}: sign in at the console, or send a token as "Authorization: Bearer …" (sop: EVENKEEL_TOKEN)`, { 'WWW-Authenticate': 'Bearer' })

export { rolesOf }

/** Through which channel a command came, for the record. */
export function channelOf(request: Request): Command['via'] {
  const said = request.get('x-evenkeel-via')
  if (said === 'cli' || said === 'console') return said
  const byMachine = request.get(PERSON_HEADER) !== undefined || request.get('authorization') !== undefined
  return byMachine ? 'api' : 'console'
}

/** The value of a cookie, where it holds nothing but what we put into cookies. */
export function readCookie(header: string, name: string): string | undefined {
  const pair = header
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
  if (pair === undefined) return undefined
  const raw = pair.slice(name.length + 1)
  return /^[\w.@+-]{1,100}$/.test(raw) ? raw : undefined
}
