import { Router } from 'express'
import type { z } from 'zod'
import { cardOf } from '../../domain/card/card.ts'
import { writeInstant } from '../../domain/instant.ts'
import { own } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { CaseReader } from '../../domain/ports.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { SopParams, type SopPage } from '../schema/sops.ts'
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
  only(
    router.route('/sops/:sop').get(async (request, response) => {
      const organisation = await catalogue.organisation()
      requirePerson(request, organisation)
      const { sop } = SopParams.parse(request.params)
      const [plan, open, published] = await Promise.all([catalogue.current(sop), openCounts(reader), catalogue.publishedAt()])
      if (plan === undefined) throw new BadRequest(404, 'unknown-sop', `no SOP is called "${sop}"; /api/sops lists what there is`)
      const at = own(published, sop)
      const page: z.input<typeof SopPage> = {
        sop: present(plan, open.get(sop) ?? 0, (at ?? now()) + plan.reviewEveryMs, now()) as z.input<typeof SopPage>['sop'],
        publishedAt: at === undefined ? null : writeInstant(at), card: cardOf(plan) as z.input<typeof SopPage>['card'], single: [...singleRoles(plan, organisation)],
      }
      response.json(page)
    }),
    'GET',
  )
  return router
}

/** Roles of its steps that fewer than two people hold: when that one is away, the step goes up at once. */
function singleRoles(plan: Plan, { roles }: Organisation): readonly string[] {
  const named = [plan.owner, ...plan.steps.flatMap((step) => [step.owner, ...(step.kind === 'task' && step.assign.kind === 'role' ? [step.assign.name] : [])])]
  return [...new Set(named)].filter((name) => (own(roles, name)?.people.length ?? 0) < 2)
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
