import { Router } from 'express'
import type { Request, RequestHandler } from 'express'
import type { Organisation } from '../../domain/organisation.ts'
import { Refused } from '../../domain/refusal.ts'
import type { ApiDeps } from '../deps.ts'
import { CaseParams, StepParams } from '../schema/common.ts'
import { channelOf, requireCaller, type Caller } from '../session.ts'
import { relationToCase, relationToTask, wasTold } from './relation.ts'
import { mayDo, rolesThatMay, sameForAll, type Relation, type Rights, type Role, type Row } from './rights.ts'
import { TABLE } from './table.ts'

type Deps = Pick<ApiDeps, 'catalogue' | 'reader' | 'refusals' | 'log' | 'now'>

/**
 * Stands before every route, matched by the very rules that match them: asks who is calling and refuses what the table does not give
 * them. Nothing here answers; what it lets pass goes on to its route.
 */
export function accessRoutes(deps: Deps): Router {
  const router = Router()
  for (const row of TABLE) {
    if (row.may === 'anybody') continue
    const check = checked(deps, row, row.may)
    if (row.method === 'GET') router.route(row.path).get(check)
    else router.route(row.path).post(check)
  }
  return router
}

const checked = (deps: Deps, row: Row, may: Rights): RequestHandler => async (request, _response, next) => {
  const organisation = await deps.catalogue.organisation()
  const caller = requireCaller(request, organisation)
  const roles = rolesOfCaller(caller, organisation)
  const relation = sameForAll(may, roles) ? 'own' : await relationOf(deps, row, request, caller, organisation)
  // Nothing is open there: the case says so itself, and what it says is the same for everybody.
  if (relation === 'none' ? rolesThatMay(may).some((role) => roles.includes(role)) : mayDo(may, roles, relation)) return next()
  const refused = new Refused({ code: 'not-allowed', message: sentence(row, may, relation === 'none' ? 'own' : relation, caller) })
  await noteRefusal(deps, row, request, caller, refused)
  throw refused
}

/** What a caller is: the accesses of a person, as the organisation file has them now, or a token's one role. */
const rolesOfCaller = (caller: Caller, { people }: Organisation): readonly Role[] => (caller.kind === 'integration' ? ['integration'] : (people[caller.id]?.access ?? []))

async function relationOf({ reader }: Deps, { about }: Row, request: Request, { id }: Caller, organisation: Organisation): Promise<Relation | 'none'> {
  if (about === 'nothing') return 'others'
  if (about === 'case') {
    const detail = await reader.case(CaseParams.parse(request.params).caseId)
    return detail ? relationToCase(detail, id, organisation) : 'none'
  }
  const { caseId, step } = StepParams.parse(request.params)
  const task = await reader.task(caseId, step)
  if (!task) return 'none'
  const relation = relationToTask(task, id, organisation)
  if (relation !== 'others') return relation
  const detail = await reader.case(caseId)
  return detail && wasTold(detail.timeline, step, id) ? 'team' : 'others'
}

function sentence({ doing }: Row, may: Rights, relation: Relation, { id }: Caller): string {
  const roles = rolesThatMay(may).filter((role) => role !== 'integration' && mayDo(may, [role], relation))
  return `"${id}" may not ${doing}; it takes "access" of ${roles.join(', ')} in the organisation file`
}

/** Kept with the case that it was about, as the case's own refusals are. A database that is away changes nothing of the answer. */
async function noteRefusal({ refusals, reader, log, now }: Deps, { about, method, path }: Row, request: Request, caller: Caller, { refusal }: Refused): Promise<void> {
  if (about === 'nothing' || method === 'GET') return
  try {
    const { caseId } = CaseParams.parse(request.params)
    const step = typeof request.params['step'] === 'string' ? { step: request.params['step'] } : {}
    const actor = caller.kind === 'integration' ? caller.id : `person:${caller.id}`
    const at = now() + ((await reader.case(caseId))?.summary.woundMs ?? 0)
    await refusals.note(caseId, { type: 'refused', at, actor, via: channelOf(request), ...step, detail: { code: refusal.code, message: refusal.message, asked: path.split('/').at(-1) ?? '' } })
  } catch (error) {
    log.warn({ err: error }, 'a refusal could not be kept')
  }
}
