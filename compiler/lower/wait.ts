import type { Awaited, Reminder, WaitStep } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { ENGINE_OUTCOMES } from '../outcomes.ts'
import type { Path } from '../places.ts'
import type { Placed } from '../placed.ts'
import { awaitedBy } from '../schema/wait.ts'
import type { RemindDocument, WaitPart } from '../schema/wait.ts'
import type { WaitDocument } from '../schema/step.ts'
import type { Expressions } from './expressions.ts'
import { lowerInstant } from './instant.ts'
import { lowerLetter } from './message.ts'
import type { Messages } from './message.ts'
import type { Dependencies } from './needs.ts'
import { fieldsOf, lowerAwaited, shared } from './subscribe.ts'
import { calendarOf, timeAt } from './time.ts'

/** What the parts of one wait are lowered with. */
interface Subject {
  readonly path: Path
  readonly scope: Scope
  readonly calendar: string | undefined
  readonly context: Context
  readonly dependencies: Dependencies
  readonly expressions: Expressions
  readonly messages: Messages
}

/** The wait's part of a step. */
export function lowerWait(
  placed: Placed<WaitDocument>,
  scope: Scope,
  context: Context,
  dependencies: Dependencies,
  expressions: Expressions,
  messages: Messages,
): Pick<WaitStep, 'wait' | 'within' | 'remind'> {
  const { step } = placed
  const path = [...placed.path, 'wait']
  const subject: Subject = { path, scope, calendar: calendarOf(step, context), context, dependencies, expressions, messages }
  const { wait } = step
  return {
    wait: kindOf(wait, step.id, subject),
    ...('until' in wait ? {} : { within: timeAt(wait.within, [...path, 'within'], subject.calendar, context) }),
    ...(wait.remind === undefined ? {} : { remind: reminder(wait.remind, subject) }),
  }
}

function kindOf(wait: WaitPart, id: string, subject: Subject): WaitStep['wait'] {
  const { path, scope, context, dependencies, expressions } = subject
  if ('until' in wait) return { for: 'instant', until: lowerInstant(wait.until, [...path, 'until'], scope, context, expressions) }
  if ('for' in wait) return { for: 'events', events: events(wait, id, subject) }
  const conditions = wait.if === undefined ? [] : [{ expression: wait.if, path: [...path, 'if'], fields: fieldsOf(context, wait.silence_of) }]
  const of = lowerAwaited({ on: wait.silence_of, conditions, path: [...path, 'silence_of'] }, scope, context, dependencies, expressions)
  return { for: 'silence', of, lasting: timeAt(wait.lasting, [...path, 'lasting'], subject.calendar, context) }
}

function events(wait: Extract<WaitPart, { for: unknown }>, id: string, subject: Subject): readonly (Awaited & { readonly outcome: string })[] {
  const { path, scope, context, dependencies, expressions } = subject
  const awaited = awaitedBy(wait)
  const common = shared(awaited.map(({ on }) => fieldsOf(context, on)))
  return awaited.map(({ outcome, on, path: at }) => {
    checkOutcome(outcome, id, [...path, 'for', outcome], context)
    const one = typeof wait.for === 'string' ? undefined : wait.for[outcome]
    const own = typeof one === 'object' ? one.if : undefined
    const conditions = [
      ...(wait.if === undefined ? [] : [{ expression: wait.if, path: [...path, 'if'], fields: common }]),
      ...(own === undefined ? [] : [{ expression: own, path: [...path, 'for', outcome, 'if'], fields: fieldsOf(context, on) }]),
    ]
    return { outcome, ...lowerAwaited({ on, conditions, path: [...path, ...at] }, scope, context, dependencies, expressions) }
  })
}

/** An outcome that the engine gives too would not say which of the two happened. */
function checkOutcome(outcome: string, id: string, path: Path, { report, parsed }: Context): void {
  if (['timeout', ...ENGINE_OUTCOMES].includes(outcome))
    report.add('SOP308', `"${outcome}" of "${id}" is an outcome of the engine`, parsed.places.keySpan(path), 'give this outcome another name')
}

function reminder(document: RemindDocument, { path, scope, calendar, context, expressions, messages }: Subject): Reminder {
  const at = [...path, 'remind']
  return {
    after: document.after.map((text, index) => timeAt(text, [...at, 'after', index], calendar, context)),
    ...lowerLetter({ to: 'customer', ...document }, at, scope, context, expressions, messages),
  }
}
