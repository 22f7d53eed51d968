import type { Request } from 'express'
import type { Command } from '../domain/event.ts'
import { own } from '../domain/json.ts'
import type { Organisation, Person } from '../domain/organisation.ts'
import { BadRequest } from './problem.ts'

/** The cookie that holds a person's id. Unsigned: it says who, and proves nothing. */
export const PERSON_COOKIE = 'evenkeel_person'
const PERSON_HEADER = 'x-evenkeel-person'

/** Who is calling, as they say themselves: this is identity, not yet proof of it. Undefined for a stranger or somebody who left. */
export function personOf(request: Request, organisation: Organisation): Person | undefined {
  const id = request.get(PERSON_HEADER) ?? readCookie(request.get('cookie') ?? '', PERSON_COOKIE)
  const person = id === undefined ? undefined : own(organisation.people, id)
  return person?.active ? person : undefined
}

/** Like `personOf`, but a stranger is refused with 401. */
export function requirePerson(request: Request, organisation: Organisation): Person {
  const person = personOf(request, organisation)
  if (person) return person
  const said = request.get(PERSON_HEADER) ?? readCookie(request.get('cookie') ?? '', PERSON_COOKIE)
  if (said === undefined)
    throw new BadRequest(401, 'unknown-person', 'say who you are: choose a person in the console, or send the header "X-Evenkeel-Person"')
  throw new BadRequest(401, 'unknown-person', `nobody called "${said.slice(0, 60)}" works here; "GET /api/session" lists the people`)
}

export { rolesOf } from '../domain/roles.ts'

/** Through which channel a command came, for the record. */
export function channelOf(request: Request): Command['via'] {
  const said = request.get('x-evenkeel-via')
  if (said === 'cli' || said === 'console') return said
  return request.get(PERSON_HEADER) === undefined ? 'console' : 'api'
}

function readCookie(header: string, name: string): string | undefined {
  const pair = header
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
  if (pair === undefined) return undefined
  const raw = pair.slice(name.length + 1)
  return /^[\w.@+-]{1,100}$/.test(raw) ? raw : undefined
}
