import { z } from 'zod'
import { Instant } from './common.ts'

/** One value of a metric; `value` is null where nothing was recorded that it could be worked out from. */
export const MetricValueAnswer = z.object({
  group: z.string().meta({ description: 'of what it is the value; empty where the metric has one in all' }),
  from: Instant, to: Instant, value: z.number().nullable(), sample: z.int().meta({ description: 'how many cases, tasks or effects stand behind it' }),
  beyond: z.boolean().meta({ description: 'somebody must act' }),
}).meta({ id: 'MetricValue' })

/** A metric as metrics.yaml defines it, with the last value of each group. */
export const MetricAnswer = z.object({
  metric: z.string(), title: z.string(), is: z.string().meta({ description: 'its exact meaning' }), owner: z.string(), record: z.string(), kind: z.enum(['leading', 'lagging']), leadsTo: z.array(z.string()),
  days: z.int(), reported: z.boolean().meta({ description: 'another system tells it' }),
  act: z.object({ is: z.enum(['above', 'below']), value: z.number(), from: z.int() }).nullable(), latest: z.array(MetricValueAnswer),
}).meta({ id: 'Metric' })

/** Every metric of the shop, in the order of metrics.yaml. */
export const MetricList = z.object({ metrics: z.array(MetricAnswer) })

/** One metric with its values of the last 400 days, oldest first; 2,000 at most. */
export const MetricHistory = MetricAnswer.extend({ history: z.array(MetricValueAnswer) })

/** Which metric. */
export const MetricParams = z.object({ metric: z.string().max(40) })

/** What another system tells: `at` is now when left out; the same instant again changes nothing. */
export const MetricReportBody = z.strictObject({
  value: z.number().min(-1e12, 'expected a number').max(1e12, 'expected a number'), group: z.string().trim().max(200).default(''), at: z.iso.datetime({ offset: true }).optional(),
})

/** Taken; it is judged within a minute. */
export const MetricReported = z.object({ metric: z.string(), group: z.string(), value: z.number(), at: Instant })
