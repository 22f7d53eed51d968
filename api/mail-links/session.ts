import type { Request } from 'express'
import type { ApiDeps } from '../deps.ts'
import { callerOf } from '../session.ts'

/** Where people sign in: whether a request comes without a session of that person. Where anybody may say who they are, none is asked for. */
export const lacksSession = ({ settings }: Pick<ApiDeps, 'settings'>, request: Request, person: string): boolean => {
  const caller = callerOf(request)
  return settings.openAccess !== true && !(caller?.kind === 'person' && caller.id === person && caller.proof === 'session')
}
