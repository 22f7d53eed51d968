import { Router } from 'express'
import { sendCommand, withState } from '../commands.ts'
import type { ApiDeps } from '../deps.ts'
import { readDuration } from '../duration.ts'
import { openByHand } from '../open.ts'
import { presentCase, presentPage } from '../present.ts'
import { CaseQuery, OpenBody } from '../schema/cases.ts'
import { CancelBody, RecalculateBody, WindBody } from '../schema/commands.ts'
import { CaseParams } from '../schema/common.ts'
import { channelOf, requirePerson, rolesOfCaller } from '../session.ts'
import { unknownCase } from '../unknown.ts'
import { only } from './method.ts'

/** Cases: the list, one with its story, opening one by hand, ending one early, winding its clock. */
export function caseRoutes(deps: ApiDeps): Router {
  const router = Router()
  const { reader, catalogue } = deps

  only(
    router
      .route('/cases')
      .get(async (request, response) => {
        requirePerson(request, await catalogue.organisation())
        const query = CaseQuery.parse(request.query)
        const found = await reader.cases({ ...withoutUndefined(query), limit: query.limit + 1 })
        const page = found.slice(0, query.limit)
        response.json({ cases: page.map(presentCase), next: found.length > query.limit ? (page.at(-1)?.caseId ?? null) : null })
      })
      .post(async (request, response) => {
        const person = requirePerson(request, await catalogue.organisation())
        const { sop, fields } = OpenBody.parse(request.body)
        const opened = await openByHand(deps, person, sop, fields, rolesOfCaller(request, await catalogue.organisation()))
        response
          .status(opened.started ? 201 : 200)
          .location(`/api/cases/${encodeURIComponent(opened.caseId)}`)
          .json(opened)
      }),
    'GET',
    'POST',
  )

  only(
    router.route('/cases/:caseId').get(async (request, response) => {
      requirePerson(request, await catalogue.organisation())
      response.json(await pageOf(deps, CaseParams.parse(request.params).caseId))
    }),
    'GET',
  )

  wholeCaseRoutes(router, deps)
  return router
}

/** What somebody asks of a case as a whole. */
function wholeCaseRoutes(router: Router, deps: ApiDeps): void {
  const { cases, catalogue } = deps
  only(
    router.route('/cases/:caseId/cancel').post(async (request, response) => {
      const person = requirePerson(request, await catalogue.organisation())
      const { caseId } = CaseParams.parse(request.params)
      const command = { do: 'cancel', ...CancelBody.parse(request.body), by: person.id, via: channelOf(request) } as const
      response.json(await sendCommand(deps, caseId, command))
    }),
    'POST',
  )

  only(
    router.route('/cases/:caseId/recalculate').post(async (request, response) => {
      const person = requirePerson(request, await catalogue.organisation())
      const { caseId } = CaseParams.parse(request.params)
      const command = { do: 'recalculate', ...RecalculateBody.parse(request.body), by: person.id, via: channelOf(request) } as const
      response.json(await sendCommand(deps, caseId, command))
    }),
    'POST',
  )

  only(
    router.route('/cases/:caseId/wind').post(async (request, response) => {
      const person = requirePerson(request, await catalogue.organisation())
      const { caseId } = CaseParams.parse(request.params)
      const { commandId, by } = WindBody.parse(request.body)
      await withState(deps, caseId, () => cases.wind(caseId, { commandId, byMs: readDuration(by) ?? 0, by: person.id }))
      response.json(await pageOf(deps, caseId))
    }),
    'POST',
  )
}

async function pageOf({ reader }: ApiDeps, caseId: string) {
  const detail = await reader.case(caseId)
  if (!detail) throw unknownCase(caseId)
  return presentPage(detail)
}

/** Left-out filters are left out, not `undefined`. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
