import { Router } from 'express'
import type { Request, Response } from 'express'
import type { Command } from '../../domain/event.ts'
import type { JsonObject } from '../../domain/json.ts'
import { sendCommand } from '../commands.ts'
import type { ApiDeps } from '../deps.ts'
import { presentEntry, presentTask } from '../present.ts'
import { CannotBody, ClaimBody, CompleteBody, SettleBody } from '../schema/commands.ts'
import { StepParams } from '../schema/common.ts'
import { channelOf, requirePerson } from '../session.ts'
import { unknownCase, unknownStep } from '../unknown.ts'
import { only } from './method.ts'

/** What every command on a step has, besides what it asks. */
type Common = Pick<Command & { step: string }, 'step' | 'by' | 'via'>

/** One step of a case: its task with its story, and what a person can do to it. */
export function stepRoutes(deps: ApiDeps): Router {
  const router = Router()
  const command = (name: string, read: (common: Common, body: unknown) => Command) =>
    only(
      router.route(`/cases/:caseId/steps/:step/${name}`).post(async (request: Request, response: Response) => {
        const person = requirePerson(request, await deps.catalogue.organisation())
        const { caseId, step } = StepParams.parse(request.params)
        response.json(await sendCommand(deps, caseId, read({ step, by: person.id, via: channelOf(request) }, request.body)))
      }),
      'POST',
    )

  only(
    router.route('/cases/:caseId/steps/:step').get(async (request, response) => {
      requirePerson(request, await deps.catalogue.organisation())
      const { caseId, step } = StepParams.parse(request.params)
      response.json(await stepPage(deps, caseId, step))
    }),
    'GET',
  )

  command('complete', (common, body) => ({ ...common, do: 'complete', ...tidy(CompleteBody.parse(body)) }))
  command('claim', (common, body) => ({ ...common, do: 'claim', ...tidy(ClaimBody.parse(body)) }))
  command('release', (common, body) => ({ ...common, do: 'release', ...tidy(ClaimBody.parse(body)) }))
  command('cannot', (common, body) => ({ ...common, do: 'cannot', ...tidy(CannotBody.parse(body)) }))
  command('settle', (common, body) => ({ ...common, do: 'settle', ...tidy(SettleBody.parse(body)) }))
  return router
}

/** A step that is over has its story and no task. */
async function stepPage({ reader }: ApiDeps, caseId: string, step: string) {
  const detail = await reader.case(caseId)
  if (!detail) throw unknownCase(caseId)
  const task = detail.tasks.find((open) => open.step === step)
  const timeline = detail.timeline.filter((entry) => entry.step === step)
  if (!task && timeline.length === 0) throw unknownStep(caseId, step)
  return { task: task ? presentTask(task) : null, timeline: timeline.map(presentEntry) }
}

/** Left out is absent, because a command crosses into the workflow as plain JSON; zod's JSON becomes ours. */
function tidy<T extends object>(body: T): Tidy<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Tidy<T>
}
type Tidy<T> = { [K in keyof T as K extends 'form' ? never : K]: Exclude<T[K], undefined> } & (T extends { form: unknown }
  ? { readonly form: JsonObject }
  : unknown)
