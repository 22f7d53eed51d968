import { z } from 'zod'
import { byKey, judged, KebabName, Name, Text } from './common.ts'
import { ActionName } from './organisation/system.ts'

/** One or several. */
const some = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1, 'expected at least one').max(100, 'expected at most 100')]).optional()

const Days = judged(/^[1-9][0-9]{0,2}d$/, (text) =>
  /^[1-9][0-9]{0,2}d$/.test(text) && Number(text.slice(0, -1)) <= 400 ? undefined : { code: 'SOP205', message: `"${text}" is not a number of days`, help: 'write whole days up to 400, such as 1d, 7d or 30d' },
)

const MARK = /^(opened|closed|event \S+|step \S+ (begins|ends)|action \S+)$/
const Mark = judged(MARK, (text) =>
  MARK.test(text) ? undefined : { code: 'SOP203', message: `"${text}" is no moment of a case`, help: 'write opened, closed, event NAME, step ID begins, step ID ends, or action NAME' },
)

const PER = /^(sop|version|step|role|person|(event|input|result)\.[a-z][a-z0-9_]*)$/
const Per = judged(PER, (text) =>
  PER.test(text) ? undefined : { code: 'SOP203', message: `values cannot be told apart by "${text}"`, help: 'write sop, version, step, role, person, event.FIELD, input.FIELD or result.FIELD' },
)

const conditions = {
  sop: some(KebabName), outcome: some(Name), step: some(z.string().min(1, 'expected a step')),
  level: z.int('expected a whole number').min(1, 'expected at least 1').max(20, 'expected at most 20').optional(), breached: z.boolean().optional(), overridden: z.boolean().optional(),
}

const Values = z.record(Name, z.union([z.string(), z.number(), z.boolean()], 'expected a text, a number, true or false')).optional()

/** What is counted, and under which conditions; all of them must hold. */
const Selection = byKey({
  cases: z.strictObject({ cases: z.enum(['opened', 'ended'], 'expected opened or ended'), ...conditions }),
  tasks: z.strictObject({ tasks: z.literal('ended', 'expected ended'), ...conditions }),
  decisions: z.strictObject({ decisions: z.literal('made', 'expected made'), sop: conditions.sop, outcome: conditions.outcome, step: conditions.step }),
  effects: z.strictObject({
    effects: z.literal('done', 'expected done'), sop: conditions.sop, step: conditions.step, action: some(ActionName),
    input: Values, result: Values,
  }),
}, 'what is counted', '{ cases: ended }, { tasks: ended }, { decisions: made } or { effects: done }')
/** A selection as the file has it. */
export type SelectionDocument = z.infer<typeof Selection>

/** Only tasks have a beginning, an end, and somebody who did them. */
const Tasks = z.strictObject({ tasks: z.literal('ended', 'expected ended'), ...conditions })

const Limit = z.number('expected a number')
const Act = byKey({
  above: z.strictObject({ above: Limit, from: z.int('expected a whole number').min(0, 'expected at least 0').optional() }),
  below: z.strictObject({ below: Limit, from: z.int('expected a whole number').min(0, 'expected at least 0').optional() }),
}, 'when to act', '{ above: 12 } or { below: 95 }')

const common = {
  title: Text, is: Text, owner: Name, record: Text, kind: z.enum(['leading', 'lagging'], 'expected leading or lagging'), leads_to: z.array(Name).max(20, 'expected at most 20').optional(),
  over: Days, per: Per.optional(), act: Act.optional(),
}

const MetricDocument = byKey({
  count: z.strictObject({ ...common, count: Selection }),
  share: z.strictObject({ ...common, share: z.strictObject({ of: Selection, among: Selection }) }),
  per_hundred: z.strictObject({ ...common, per_hundred: z.strictObject({ of: Selection, reported: Name }) }),
  minutes_each: z.strictObject({ ...common, minutes_each: z.strictObject({ of: Tasks, reported: Name }) }),
  hours: z.strictObject({
    ...common,
    hours: z.strictObject({ of: Selection.optional(), from: Mark, to: Mark, percentile: z.int('expected a whole number').min(1, 'expected at least 1').max(100, 'expected at most 100') }),
  }),
  sole_owner: z.strictObject({ ...common, sole_owner: Tasks }),
  reported: z.strictObject({ ...common, reported: z.literal(true, 'expected true') }),
}, 'a metric')
/** A metric as the file has it. */
export type MetricDocument = z.infer<typeof MetricDocument>

/** `metrics.yaml`: the numbers that the shop looks at, and when somebody must act. */
export const MetricsDocument = z.strictObject({
  metrics: z.record(Name, MetricDocument).refine((entries) => Object.keys(entries).length <= 200, 'expected at most 200 metrics'),
})
/** A registry whose shape is right; that its names exist is checked later. */
export type MetricsDocument = z.infer<typeof MetricsDocument>
