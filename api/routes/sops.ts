import { Router } from 'express'
import type { Plan } from '../../domain/plan.ts'
import type { CaseReader } from '../../domain/ports.ts'
import type { ApiDeps } from '../deps.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** Published SOPs, in the version that new cases get. */
export function sopRoutes({ catalogue, reader }: ApiDeps): Router {
  const router = Router()
  only(
    router.route('/sops').get(async (request, response) => {
      requirePerson(request, await catalogue.organisation())
      const [plans, open] = await Promise.all([catalogue.all(), openCounts(reader)])
      response.json({ sops: plans.map((plan) => present(plan, open.get(plan.sop) ?? 0)) })
    }),
    'GET',
  )
  return router
}

function present(plan: Plan, openCases: number) {
  const { sop, title, why, owner, version, outcomes, triggers } = plan
  const manual = triggers.find((trigger) => trigger.kind === 'manual')
  return { sop, title, why, owner, version, outcomes, openCases, manual: manual ? { roles: manual.roles, form: manual.form } : null }
}

const PAGE = 500

/** Open cases by SOP, page by page: the read model has no count of its own. */
async function openCounts(reader: Pick<CaseReader, 'cases'>): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (let before: string | undefined; ;) {
    const page = await reader.cases({ state: 'open', limit: PAGE, ...(before === undefined ? {} : { before }) })
    for (const { sop } of page) counts.set(sop, (counts.get(sop) ?? 0) + 1)
    before = page.at(-1)?.caseId
    if (page.length < PAGE) return counts
  }
}
