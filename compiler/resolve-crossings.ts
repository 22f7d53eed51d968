import type { Context } from './context.ts'
import type { Path } from './places.ts'
import type { Names } from './resolve.ts'
import type { ThenDocument } from './schema/crossing.ts'
import { suggest } from './nearest.ts'

/** Checks the names in what may cross a case: events, steps, outcomes, actions and roles. */
export function resolveCrossings(context: Context, names: Names): void {
  const { sop } = context
  for (const [index, crossing] of sop.at_any_time.entries()) {
    const path = ['at_any_time', index]
    names.event(crossing.on, [...path, 'on'])
    target(crossing.then, [...path, 'then'], context, names)
  }
  if (sop.deadline?.then) target(sop.deadline.then, ['deadline', 'then'], context, names)
  for (const [index, { on, after, at }] of sop.reopen.entries()) {
    const path = ['reopen', index]
    names.event(on, [...path, 'on'])
    for (const [nth, outcome] of (after ?? []).entries()) ending(outcome, [...path, 'after', nth], context, ['abandoned'])
    names.step(at, [...path, 'at'])
  }
  for (const [index, { when, also, waiver }] of sop.together.entries()) {
    const path = ['together', index]
    names.action(when, [...path, 'when'])
    for (const [nth, action] of also.entries()) names.action(action, [...path, 'also', nth])
    if (waiver !== undefined) names.role(waiver, [...path, 'waiver'])
  }
}

function target(then: ThenDocument, path: Path, context: Context, names: Names): void {
  if (then.finish !== undefined) ending(then.finish, [...path, 'finish'], context)
  if (then.next !== undefined) names.step(then.next, [...path, 'next'])
}

function ending(outcome: string, path: Path, { sop, report, parsed }: Context, besides: readonly string[] = []): void {
  if (![...sop.outcomes, ...besides].includes(outcome))
    report.add('SOP305', `"${outcome}" is no outcome of this SOP`, parsed.places.span(path), suggest(outcome, sop.outcomes) ?? 'add it to "outcomes"')
}
