import type { FieldType } from '../domain/plan.ts'
import { calleeOf } from './called.ts'
import type { Calls } from './called.ts'
import type { Context } from './context.ts'
import { optional } from './expression/types.ts'
import { typeWhen } from './fields.ts'
import { ownOutcomes } from './outcomes.ts'
import type { Holder, Placed } from './placed.ts'
import type { CallDocument, EachDocument, TaskDocument } from './schema/step.ts'
import type { Outputs } from './scopes.ts'

/** Steps that can be read from a place: those of a list only from inside it, because each element has its own. */
export function visibleFrom(context: Context, here: readonly Holder[]): readonly Placed[] {
  const isOpen = ({ step, name }: Holder): boolean => name === undefined || here.some((each) => each.step === step)
  return context.steps.filter(({ holders }) => holders.every(isOpen))
}

/** The list around a step that hides it from a place. */
export function hiddenIn(context: Context, id: string, here: readonly Holder[]): string | undefined {
  const placed = context.steps.find(({ step }) => step.id === id)
  return placed?.holders.findLast(({ step, name }) => name !== undefined && !here.some((each) => each.step === step))?.step
}

/** What an `each` leaves behind: for every element the element itself, its last outcome, and by its id each step that ended there. */
export function eachOutputs(step: EachDocument, context: Context, element: FieldType, outputsOf: (id: string) => Outputs): Outputs {
  const isInner = ({ holders }: Placed): boolean => holders.find(({ name }) => name !== undefined)?.step === step.id
  const inner = context.steps.filter((placed) => isInner(placed) && !placed.step.id.includes('.'))
  const resultOf = (placed: Placed): FieldType => {
    const [own, outputs] = [ownOutcomes(placed.step, context.calls), outputsOf(placed.step.id)]
    const always = (name: string): boolean => own.every((end) => outputs.given(name, end))
    const fields = Object.entries(outputs.types).map(([name, type]) => [name, always(name) ? type : optional(type)])
    const form = 'task' in placed.step ? { form: optional(formOf(placed.step)) } : {}
    const common = { outcome: { choose: own }, visits: 'whole_number', by: optional('text'), at: 'instant' } as const
    return { map: { ...Object.fromEntries(fields), ...common, ...form } }
  }
  const steps = Object.fromEntries(inner.map((placed) => [placed.step.id, optional(resultOf(placed))]))
  const result: FieldType = { map: { [step.each.name]: element, ...steps, outcome: 'text' } }
  return { types: { results: { list: result } }, given: (_, end) => end === 'done' }
}

const formOf = (task: TaskDocument): FieldType => ({
  map: Object.fromEntries(Object.entries(task.form ?? {}).map(([name, field]) => [name, typeWhen(field, field.required === true)])),
})

/** What a called SOP gives, on the outcomes after which all its paths have set it. */
export function callOutputs(step: CallDocument, calls: Calls): Outputs {
  const gives = calleeOf(step, calls)?.gives ?? {}
  return {
    types: Object.fromEntries(Object.entries(gives).map(([name, { type }]) => [name, type])),
    given: (name, end) => Object.hasOwn(gives, name) && gives[name]?.after.includes(end) === true,
  }
}
