import type { Request, RequestHandler } from 'express'
import { own } from '../../domain/json.ts'
import type { ApiDeps } from '../deps.ts'
import { headerPerson, readCookie, saidBy, setKnown, type Known } from '../session.ts'
import { sessionCookie } from './cookie.ts'

type Deps = Pick<ApiDeps, 'settings' | 'signIn' | 'now'>

/** Finds out who is calling and keeps it with the request. Refuses nobody: that is the table of rights' to do. */
export const identify = (deps: Deps): RequestHandler => async (request, _response, next) => {
  setKnown(request, await knownOf(deps, request))
  next()
}

/** Whether whoever sent a request that is still being answered works here and would be let in now. A database that is away sends nobody off. */
export const isStillKnown = (deps: Deps & Pick<ApiDeps, 'catalogue'>, request: Request): Promise<boolean> => stillIn(deps, request).catch(() => true)

async function stillIn(deps: Deps & Pick<ApiDeps, 'catalogue'>, request: Request): Promise<boolean> {
  const { caller } = await knownOf(deps, request)
  return caller !== undefined && (caller.kind === 'integration' || own((await deps.catalogue.organisation()).people, caller.id)?.active === true)
}

/** A token counts before everything else: whoever shows one wants to act by it, and a bad one is never made good by a cookie. */
async function knownOf(deps: Deps, request: Request): Promise<Known> {
  const open = deps.settings.openAccess === true
  const authorization = request.get('authorization')
  if (authorization !== undefined) return { open: false, ...(await byToken(deps, authorization)) }
  const said = open ? saidBy(request) : undefined
  if (said !== undefined) return { open, caller: { kind: 'person', id: said, proof: 'said' } }
  return { open, ...(await bySession(deps, request)) }
}

async function byToken({ signIn, now }: Deps, authorization: string): Promise<Omit<Known, 'open'>> {
  const token = /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1]
  const found = token === undefined ? undefined : await signIn.tokens.find(token, now())
  if (!found) return { caller: undefined, why: 'the token is unknown or was revoked' }
  const { name, person, roles } = found
  return { caller: person === null ? { kind: 'integration', id: `integration:${name}`, name, roles } : { kind: 'person', id: person, proof: 'token' } }
}

async function bySession({ settings, signIn, now }: Deps, request: Request): Promise<Omit<Known, 'open'>> {
  const secret = readCookie(request.get('cookie') ?? '', sessionCookie(settings.publicUrl).name)
  if (secret === undefined) return { caller: undefined }
  const person = await signIn.sessions.find(secret, now())
  if (person === undefined) return { caller: undefined, why: 'your session has ended' }
  const tab = headerPerson(request)
  // A page that was opened by one person never acts as whoever signed in after them.
  if (tab !== undefined && tab !== person) return { caller: undefined, why: `this page belongs to "${tab.slice(0, 60)}", and "${person}" is signed in now` }
  return { caller: { kind: 'person', id: person, proof: 'session' } }
}
