import { Router } from 'express'
import type { z } from 'zod'
import { writeInstant } from '../../domain/instant.ts'
import { isBeyond } from '../../domain/metrics/judge.ts'
import type { Metric, MetricValue } from '../../domain/metrics/metric.ts'
import { digits } from '../../domain/metrics/words.ts'
import type { ApiDeps } from '../deps.ts'
import { BadRequest } from '../problem.ts'
import { MetricParams, MetricReportBody, type MetricAnswer, type MetricHistory, type MetricList, type MetricReported, type MetricValueAnswer } from '../schema/metrics.ts'
import { requirePerson } from '../session.ts'
import { only } from './method.ts'

const HISTORY_MS = 400 * 86_400_000
/** Clocks of other systems run a little ahead of ours. */
const AHEAD_MS = 5 * 60_000

/** The numbers that the shop looks at: what each means, what it is, and what other systems tell of those that are theirs. */
export function metricRoutes({ catalogue, metrics, now }: Pick<ApiDeps, 'catalogue' | 'metrics' | 'now'>): Router {
  const router = Router()
  const defined = async (): Promise<readonly Metric[]> => (await catalogue.organisation()).metrics ?? []
  const find = async (name: string): Promise<Metric> => {
    const found = (await defined()).find(({ id }) => id === name)
    if (found === undefined) throw new BadRequest(404, 'unknown-metric', `there is no metric "${name}"; GET /api/metrics lists them`)
    return found
  }
  only(router.route('/metrics').get(async (request, response) => {
    requirePerson(request, await catalogue.organisation())
    const latest = await metrics.latest()
    response.json({ metrics: (await defined()).map((metric) => answerOf(metric, latest)) } satisfies z.output<typeof MetricList>)
  }), 'GET')
  only(router.route('/metrics/:metric').get(async (request, response) => {
    requirePerson(request, await catalogue.organisation())
    const metric = await find(MetricParams.parse(request.params).metric)
    const history = (await metrics.history(metric.id, now() - HISTORY_MS)).map((value) => valueOf(metric, value))
    response.json({ ...answerOf(metric, await metrics.latest()), history } satisfies z.output<typeof MetricHistory>)
  }), 'GET')
  only(router.route('/metrics/:metric/values').post(async (request, response) => {
    const { id: by } = requirePerson(request, await catalogue.organisation())
    const metric = await find(MetricParams.parse(request.params).metric)
    if (metric.measure.kind !== 'reported') throw new BadRequest(409, 'metric-is-counted', `"${metric.id}" is counted from the record of our cases; only metrics with "reported: true" are told`)
    const { value, group, at: given } = MetricReportBody.parse(request.body)
    const at = given === undefined ? now() : Date.parse(given)
    if (at > now() + AHEAD_MS) throw new BadRequest(422, 'value-of-the-future', `"${given ?? ''}" is still to come; give the instant at which it was so, or leave "at" out`)
    if (await metrics.report({ metric: metric.id, group, value, at, by }) === 'conflict')
      throw new BadRequest(409, 'told-otherwise', `"${metric.id}" was told for this instant with another value; give the instant at which the new one was so`)
    response.status(201).json({ metric: metric.id, group, value, at: writeInstant(at) } satisfies z.output<typeof MetricReported>)
  }), 'POST')
  return router
}

function answerOf(metric: Metric, latest: readonly MetricValue[]): z.output<typeof MetricAnswer> {
  const { id, title, is, owner, record, kind, leadsTo, days, act, measure } = metric
  const values = latest.filter((value) => value.metric === id).map((value) => valueOf(metric, value))
  return { metric: id, title, is, owner, record, kind, leadsTo: [...leadsTo], days, reported: measure.kind === 'reported', act, latest: values }
}

const valueOf = (metric: Metric, one: MetricValue): z.output<typeof MetricValueAnswer> => ({
  group: one.group, from: writeInstant(one.from), to: writeInstant(one.to), value: one.value === null ? null : digits(one.value), sample: one.sample, beyond: isBeyond(metric, one),
})
