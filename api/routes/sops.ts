import { Router } from 'express'
import { writeInstant } from '../../domain/instant.ts'
import { own } from '../../domain/json.ts'
import type { Plan } from '../../domain/plan.ts'
import type { CaseReader } from '../../domain/ports.ts'
import type { ApiDeps } from '../deps.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

/** Published SOPs, in the version that new cases get. */
export function sopRoutes({ catalogue, reader, now }: ApiDeps): Router {
  const router = Router()
  only(
    router.route('/sops').get(async (request, response) => {
      requirePerson(request, await catalogue.organisation())
      const [plans, open, published] = await Promise.all([catalogue.all(), openCounts(reader), catalogue.publishedAt()])
      response.json({ sops: plans.map((plan) => present(plan, open.get(plan.sop) ?? 0, (own(published, plan.sop) ?? now()) + plan.reviewEveryMs, now())) })
    }),
    'GET',
  )
  return router
}

/** `reviewBy`: when its owner is to read it again, counted from when this version was published. */
function present(plan: Plan, openCases: number, reviewBy: number, now: number) {
  const { sop, title, why, owner, version, outcomes, triggers } = plan
  const manual = triggers.find((trigger) => trigger.kind === 'manual')
  return { sop, title, why, owner, version, outcomes, openCases, reviewBy: writeInstant(reviewBy), reviewDue: reviewBy <= now, manual: manual ? { roles: manual.roles, form: manual.form } : null }
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
