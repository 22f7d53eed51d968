import { Router } from 'express'
import type { Request, Response } from 'express'
import type { Command } from '../../domain/event.ts'
import type { JsonObject } from '../../domain/json.ts'
import { own } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { Refused } from '../../domain/refusal.ts'
import { sendCommand, withState } from '../commands.ts'
import type { ApiDeps } from '../deps.ts'
import { readDuration } from '../duration.ts'
import { lookedUp } from '../evidence.ts'
import { presentEntry, presentTask } from '../present.ts'
import { AnswerBody, CannotBody, ClaimBody, CompleteBody, ConfirmBody, DeclineBody, HandoffBody, LevelBody, PauseBody, RemarkBody, SettleBody } from '../schema/commands.ts'
import { StepParams } from '../schema/common.ts'
import { channelOf, requirePerson, rolesOf } from '../session.ts'
import { unknownCase, unknownStep } from '../unknown.ts'
import { only } from './method.ts'

/** What every command on a step has, besides what it asks. */
type Common = Pick<Command & { step: string }, 'step' | 'by' | 'via'>

type Read = (common: Common, body: unknown, organisation: Organisation) => Command | Promise<Command>

/** One step of a case: its task with its story, and what a person can do to it. */
export function stepRoutes(deps: ApiDeps): Router {
  const router = Router()
  const command = (name: string, read: Read) =>
    only(
      router.route(`/cases/:caseId/steps/:step/${name}`).post(async (request: Request, response: Response) => {
        const organisation = await deps.catalogue.organisation()
        const person = requirePerson(request, organisation)
        const { caseId, step } = StepParams.parse(request.params)
        const common = { step, by: person.id, via: channelOf(request) }
        const wanted = await withState(deps, caseId, async () => read(common, request.body, organisation))
        response.json(await sendCommand(deps, caseId, wanted))
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

  command('complete', async (common, body) => {
    const { evidence, ...rest } = CompleteBody.parse(body)
    return { ...common, do: 'complete', ...tidy(rest), ...(evidence ? { evidence: await lookedUp(deps.evidence, evidence) } : {}) }
  })
  command('claim', (common, body) => ({ ...common, do: 'claim', ...tidy(ClaimBody.parse(body)) }))
  command('release', (common, body) => ({ ...common, do: 'release', ...tidy(ClaimBody.parse(body)) }))
  command('cannot', (common, body) => ({ ...common, do: 'cannot', ...tidy(CannotBody.parse(body)) }))
  command('settle', (common, body, organisation) => ({ ...common, do: 'settle', ...tidy(SettleBody.parse(body)), roles: rolesOf(common.by, organisation) }))
  command('pause', (common, body) => {
    const { for: limit, ...rest } = PauseBody.parse(body)
    const forMs = limit === undefined ? undefined : readDuration(limit)
    return { ...common, do: 'pause', ...tidy(rest), ...(forMs === undefined ? {} : { forMs }) }
  })
  command('resume', (common, body) => ({ ...common, do: 'resume', ...tidy(ClaimBody.parse(body)) }))
  command('handoff', (common, body, organisation) => ({ ...common, do: 'handoff', ...tidy(toSomebody(HandoffBody.parse(body), organisation)) }))
  command('escalate', (common, body) => ({ ...common, do: 'escalate', ...tidy(LevelBody.parse(body)) }))
  command('deescalate', (common, body) => ({ ...common, do: 'deescalate', ...tidy(LevelBody.parse(body)) }))
  command('decline', (common, body) => ({ ...common, do: 'decline', ...tidy(DeclineBody.parse(body)) }))
  command('remark', (common, body) => ({ ...common, do: 'remark', ...tidy(RemarkBody.parse(body)) }))
  command('stay', (common, body) => ({ ...common, do: 'stay', ...tidy(ClaimBody.parse(body)) }))
  command('confirm', (common, body) => ({ ...common, do: 'confirm', ...tidy(ConfirmBody.parse(body)) }))
  command('answer', (common, body) => ({ ...common, do: 'answer', ...tidy(AnswerBody.parse(body)) }))
  return router
}

/** Refuses to hand a step to somebody who does not work here: the case does not know who does. */
function toSomebody<T extends { to?: string | undefined }>(body: T, { people }: Organisation): T {
  if (body.to === undefined || own(people, body.to)?.active) return body
  const message = `nobody called "${body.to}" works here; "GET /api/session" lists the people`
  throw new Refused({ code: 'wrong-form', message, fields: [{ field: 'to', message }] })
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
