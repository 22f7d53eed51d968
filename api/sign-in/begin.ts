import type { Request, Response } from 'express'
import type { Person } from '../../domain/organisation.ts'
import type { SignInMethod } from '../../domain/sign-in.ts'
import type { ApiDeps } from '../deps.ts'
import { readCookie } from '../session.ts'
import { sessionCookie } from './cookie.ts'

/** A fresh secret each time: whoever planted one before has planted nothing. What was signed in here before ends. */
export async function signInAs({ settings, signIn, now }: Pick<ApiDeps, 'settings' | 'signIn' | 'now'>, request: Request, response: Response, { id }: Person, method: SignInMethod): Promise<void> {
  const { name, options } = sessionCookie(settings.publicUrl)
  const before = readCookie(request.get('cookie') ?? '', name)
  if (before !== undefined) await signIn.sessions.end(before, now())
  response.cookie(name, await signIn.sessions.begin(id, method, now()), options)
}
