import type { Crossing, Pairing, Plan } from '../../domain/plan.ts'
import { allActions } from '../called.ts'
import type { Context } from '../context.ts'
import type { Ends, Flow } from '../flow.ts'
import { durationMs } from '../literals.ts'
import type { Path } from '../places.ts'
import type { ThenDocument } from '../schema/crossing.ts'
import type { Expression } from '../schema/common.ts'
import type { Scopes } from '../scopes.ts'
import { createExpressions } from './expressions.ts'
import type { Expressions } from './expressions.ts'
import { lowerDeadline } from './instant.ts'
import type { Dependencies } from './needs.ts'
import { fieldsOf, lowerAwaited } from './subscribe.ts'
import { namedPath } from './task.ts'
import { timeAt, usesCalendar } from './time.ts'

/** How long a SOP may go unread where it does not say. */
const REVIEW = '180d'

/** What holds for a case as a whole, besides its steps. */
export interface LoweredCrossings {
  readonly part: Pick<Plan, 'reviewEveryMs' | 'pauses' | 'sla' | 'deadline' | 'atAnyTime' | 'together' | 'reopen'>
  readonly expressions: Expressions
}

/** Lowers what may cross a case, open it again or stop its clocks. */
export function lowerCrossings(context: Context, flow: Flow, scopes: Scopes, dependencies: Dependencies): LoweredCrossings {
  const { sop } = context
  const expressions = createExpressions(context)
  checkEscalation(context)
  const awaited = (key: string, index: number, on: string, condition: Expression | undefined, scope: ReturnType<Scopes['anywhere']>) => {
    const path = [key, index]
    const conditions = condition === undefined ? [] : [{ expression: condition, path: [...path, 'if'], fields: fieldsOf(context, on) }]
    return lowerAwaited({ on, conditions, path: [...path, 'on'] }, scope, context, dependencies, expressions)
  }
  return {
    part: {
      reviewEveryMs: durationMs(sop.review_every ?? REVIEW) ?? 0,
      pauses: Object.fromEntries(
        Object.entries(sop.pauses).map(([name, { within }]) => [name, { within: timeAt(within, ['pauses', name, 'within'], sop.hours, context) }]),
      ),
      ...(sop.sla === undefined ? {} : { sla: timeAt(sop.sla, ['sla'], sop.hours, context) }),
      ...caseDeadline(context, scopes, dependencies, expressions),
      atAnyTime: sop.at_any_time.map((each, index) => ({
        ...awaited('at_any_time', index, each.on, each.if, scopes.anywhere()),
        then: crossing(each.then),
      })),
      together: together(context),
      reopen: sop.reopen.map((each, index) => ({
        ...awaited('reopen', index, each.on, each.if, scopes.end(endsAfter(flow, each.after))),
        after: [...new Set(each.after)],
        within: timeAt(each.within, ['reopen', index, 'within'], sop.hours, context),
        at: each.at,
      })),
    },
    expressions,
  }
}

/** What each step may have come to when the case has ended so; given up or cancelled by hand it may have ended anywhere. */
function endsAfter({ finishes, anywhere }: Flow, outcomes: readonly string[] | undefined): Ends {
  if (!outcomes || outcomes.includes('abandoned') || outcomes.includes('cancelled')) return anywhere
  const possible = finishes.filter(({ outcome }) => outcomes.includes(outcome))
  return possible.length === 0 ? anywhere : (step) => new Set(possible.flatMap(({ ends }) => [...ends(step)]))
}

/** The SOP's levels are for the case itself and for whatever fails in it, so the SOP itself must have their calendar. */
function checkEscalation(context: Context): void {
  const { sop, report, parsed } = context
  if (sop.hours === undefined && usesCalendar(namedPath(sop.escalation, context)))
    report.add(
      'SOP460',
      `"${sop.escalation ?? ''}" counts business time, and the SOP has no calendar to count it on`,
      parsed.places.span(['escalation']),
      'add "hours" with a calendar of the organisation to the SOP, or name another path',
    )
}

const crossing = ({ finish, next, undo }: ThenDocument): Crossing => ({
  route: next === undefined ? { finish: finish ?? '' } : { to: next },
  undo: undo ?? false,
})

function caseDeadline(context: Context, scopes: Scopes, dependencies: Dependencies, expressions: Expressions): Pick<Plan, 'deadline'> {
  const { sop, report, parsed } = context
  if (!sop.deadline) return {}
  if (!sop.deadline.then && !sop.outcomes.includes('expired'))
    report.add(
      'SOP402',
      'nothing says how a case ends that misses its deadline',
      parsed.places.keySpan(['deadline']),
      'add "then: { finish: OUTCOME }" to the deadline, or "expired" to "outcomes"',
    )
  const then = sop.deadline.then ?? { finish: 'expired' }
  const hard = lowerDeadline(sop.deadline, ['deadline'], scopes.anywhere(), sop.hours, context, dependencies, expressions)
  return { deadline: { ...hard, then: crossing(then) } }
}

function together(context: Context): readonly Pairing[] {
  const known = new Set(allActions(context))
  const complete = [...context.calls.values()].every(({ kind }) => kind === 'found')
  const look = (action: string, path: Path): void => {
    if (complete && context.actions.has(action) && !known.has(action))
      context.report.add('SOP463', `no step does "${action}"`, context.parsed.places.span(path), 'add the step, or remove the action here')
  }
  return context.sop.together.map(({ when, also, waiver }, index) => {
    look(when, ['together', index, 'when'])
    for (const [nth, action] of also.entries()) {
      const path = ['together', index, 'also', nth]
      look(action, path)
      if (action === when)
        context.report.add('SOP210', `"${action}" goes with itself`, context.parsed.places.span(path), 'remove it from "also"')
    }
    return { when, also: [...new Set(also)], ...(waiver === undefined ? {} : { waiver }) }
  })
}
