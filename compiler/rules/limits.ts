import type { Allowance } from '../../domain/plan.ts'
import { compareMoney } from '../../domain/money.ts'
import { allowance, isFailedMoney, readMoney } from '../literals.ts'
import type { Path } from '../places.ts'
import type { Form } from '../schema/form.ts'
import type { StepDocument } from '../schema/step.ts'
import type { Subject } from '../verify.ts'

type Field = Form[string]

/** Limits that nothing can keep: a smallest value above the largest, a choice named twice, a time that comes after the one it comes before. */
export function limits({ context }: Subject): void {
  for (const [index, trigger] of context.sop.trigger.entries())
    if ('manual' in trigger) ofForm(trigger.form, ['trigger', index, 'form'], context)
  ofPolicy(context)
  for (const { step, path } of context.steps) {
    if ('task' in step) ofForm(step.form, [...path, 'form'], context)
    if ('task' in step) ofTask(step, path, context)
    if ('wait' in step) ofReminders(step.wait, [...path, 'wait'], context)
  }
}

/** Policy that cannot be read as what it is meant to be: an amount, a yes. */
function ofPolicy({ sop, report, parsed }: Subject['context']): void {
  for (const [name, { value }] of Object.entries(sop.parameters)) {
    if (typeof value !== 'string') continue
    const span = parsed.places.span(['parameters', name, 'value'])
    if (/^(yes|no|on|off)$/i.test(value) && parsed.source.text.startsWith(value, span.start))
      report.add('SOP203', `"${value}" is text here`, span, `write ${/^(yes|on)$/i.test(value) ? 'true' : 'false'}, or quote it if it is a word`)
    if (!isFailedMoney(value)) continue
    const money = readMoney(value)
    const message = money && 'problem' in money ? money.problem : `"${value}" is not an amount of money`
    report.add('SOP205', message, span, 'write decimal text with a currency, such as 15.00 USD')
  }
}

function ofForm(form: Form | undefined, path: Path, { report, parsed }: Subject['context']): void {
  for (const [name, field] of Object.entries(form ?? {})) {
    const { kind, min, max } = rangeOf(field)
    if (isAbove(min, max))
      report.add('SOP431', `the smallest value ${min} is above the largest, ${max}`, parsed.places.span([...path, name, kind, 'min']), 'write the smaller one under "min"')
    const options = 'choose' in field ? field.choose : 'choose_many' in field ? field.choose_many : []
    for (const [nth, option] of options.entries())
      if (options.indexOf(option) < nth)
        report.add('SOP308', `the choice "${option}" stands here twice`, parsed.places.span([...path, name, 'choose' in field ? 'choose' : 'choose_many', nth]), 'remove one of them')
  }
}

interface Limits {
  readonly kind: string
  readonly min?: string | number | undefined
  readonly max?: string | number | undefined
}

function rangeOf(field: Field): Limits {
  if ('whole_number' in field && typeof field.whole_number === 'object') return { kind: 'whole_number', ...field.whole_number }
  if ('decimal' in field && typeof field.decimal === 'object') return { kind: 'decimal', ...field.decimal }
  return 'money' in field ? { kind: 'money', ...field.money } : { kind: '' }
}

function isAbove(min: Limits['min'], max: Limits['max']): boolean {
  if (min === undefined || max === undefined) return false
  const [low, high] = [readMoney(String(min)), readMoney(String(max))]
  if (!low || !high || 'problem' in low || 'problem' in high) return Number(min) > Number(max)
  return low.currency === high.currency && compareMoney(low, high) > 0
}

function ofTask({ sla }: Extract<StepDocument, { task: unknown }>, path: Path, { report, parsed }: Subject['context']): void {
  if (typeof sla === 'string' || sla.acknowledge === undefined || !isLonger(sla.acknowledge, sla.finish)) return
  const span = parsed.places.span([...path, 'sla', 'acknowledge'])
  report.add('SOP431', `whoever may take the task within ${sla.acknowledge} has to finish it within ${sla.finish}`, span, 'write the shorter time under "acknowledge"')
}

function ofReminders(wait: Extract<StepDocument, { wait: unknown }>['wait'], path: Path, { report, parsed }: Subject['context']): void {
  const within = 'until' in wait ? undefined : wait.within
  for (const [nth, after] of (wait.remind?.after ?? []).entries())
    if (within !== undefined && isLonger(after, within))
      report.add('SOP431', `the wait is over within ${within}, and this letter would go out after ${after}`, parsed.places.span([...path, 'remind', 'after', nth]), 'write a shorter time, or remove it')
}

/** Whether one time is surely longer than another; of times on different clocks only the case knows. */
function isLonger(one: string, other: string): boolean {
  const [left, right] = [allowance(one), allowance(other)]
  return left.unit === right.unit && lengthOf(left) > lengthOf(right)
}

const lengthOf = (time: Allowance): number => (time.unit === 'business_days' ? time.days : time.ms)
