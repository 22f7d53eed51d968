import type { z } from 'zod'
import type { MetricAnswer, MetricHistory, MetricValueAnswer } from '../../api/schema/metrics.ts'
import type { CliIo } from '../io.ts'
import { table } from './table.ts'

type Metric = z.output<typeof MetricAnswer>
type Value = z.output<typeof MetricValueAnswer>

/** A line for each metric and group: what it is, and whether somebody must act. */
export const metricTable = (io: Pick<CliIo, 'width' | 'colour'>, metrics: readonly Metric[]): string =>
  table(io, ['metric', 'of', 'value', 'limit', ''], metrics.flatMap((metric) => (metric.latest.length === 0 ? [[metric.metric, '', 'no value yet', limitOf(metric), '']] : metric.latest.map((value) => rowOf(metric, value)))))

const rowOf = (metric: Metric, value: Value): readonly string[] => [metric.metric, value.group, said(value), limitOf(metric), value.beyond ? `${metric.owner} must act` : '']

const said = ({ value, sample }: Value): string => (value === null ? 'not known' : `${value} (of ${sample})`)

const limitOf = ({ act }: Metric): string => (act === null ? '' : `${act.is} ${act.value}`)

/** A metric with its meaning and every value so far. */
export const historyLines = (metric: z.output<typeof MetricHistory>): readonly string[] => [
  `${metric.title} (${metric.metric}, ${metric.kind})`,
  `  is       ${metric.is}`,
  `  owner    ${metric.owner}`,
  `  record   ${metric.record}`,
  `  over     ${metric.days === 1 ? 'a day' : `${metric.days} days`}`,
  ...(metric.act === null ? [] : [`  act      when it is ${metric.act.is} ${metric.act.value}${metric.act.from > 0 ? `, of ${metric.act.from} or more` : ''}`]),
  ...(metric.leadsTo.length === 0 ? [] : [`  followed by ${metric.leadsTo.join(', ')}`]),
  '',
  ...(metric.history.length === 0 ? ['No value yet: it is measured after the first day is over.'] : metric.history.map((value) => `  ${value.to}  ${value.group === '' ? '' : `${value.group}  `}${said(value)}${value.beyond ? '  beyond its limit' : ''}`)),
]
