import type { Route } from '../domain/plan.ts'
import type { Context } from './context.ts'
import { nearest, suggest } from './nearest.ts'
import { ENGINE_OUTCOMES, kindOf, ownOutcomes, refusalOutcomes } from './outcomes.ts'
import type { Placed } from './placed.ts'
import type { StepDocument } from './schema/step.ts'

/** Where each outcome of a step leads. */
export type Routes = ReadonlyMap<string, Route>

/** Routes of every step, in file order. Every hole, and every route that nothing takes, is reported. */
export const routesOf = (context: Context): readonly Routes[] =>
  context.steps.map((placed) => {
    const subject = { ...placed, context, own: ownOutcomes(placed.step, context.calls) }
    if (placed.step.finish !== undefined) checkFinish(placed.step.finish, subject)
    checkNext(subject)
    return routeAll(subject, checkOn(subject))
  })

interface Subject extends Placed {
  readonly context: Context
  readonly own: readonly string[]
}

/** Reports routes of outcomes that the step cannot have; answers which outcomes misspelt ones were meant for. */
function checkOn(subject: Subject): ReadonlySet<string | undefined> {
  const { step, own, path } = subject
  const { report, parsed } = subject.context
  const meant = new Set<string | undefined>()
  // A row without its outcome is a mistake of the row, and what it would lead to is none of the routes.
  if ('decide' in step && step.decide.hit !== 'collect' && step.decide.rules.some((rule) => typeof rule['then'] !== 'string')) return meant
  for (const name of Object.keys(step.on ?? {}).filter((each) => !canEndAs(each, subject))) {
    const span = parsed.places.keySpan([...path, 'on', name])
    const hint = Object.hasOwn(NEEDED, name) ? NEEDED[name] : undefined
    if (hint !== undefined) report.add('SOP407', `"${step.id}" never ends as "${name}"`, span, hint)
    else report.add('SOP305', `"${step.id}" has no outcome "${name}"`, span, helpFor(name, subject))
    meant.add(nearest(name, own))
  }
  return meant
}

/** A word of a table is as often misspelt in its row as in its route. */
function helpFor(name: string, { step, own, context }: Subject): string | undefined {
  const close = nearest(name, own)
  if ('decide' in step && close !== undefined && routed(step, close) === undefined) return `rename it to "${close}", or correct "then: ${close}" in the table`
  return suggest(name, [...own, ...refusalOutcomes(step, context.actions), ...ENGINE_OUTCOMES.slice(0, 4)])
}

function canEndAs(name: string, { step, own, context }: Subject): boolean {
  if (own.includes(name) || name === 'failed' || refusalOutcomes(step, context.actions).includes(name)) return true
  if (name === 'cannot_do') return kindOf(step) === 'task'
  if (name === 'abandoned') return kindOf(step) === 'call'
  return extras(step).includes(name)
}

/** Outcomes that the step has because of a key, and that must lead somewhere. */
const extras = (step: StepDocument): readonly string[] => [
  ...(step.when === undefined ? [] : ['skipped']),
  ...(step.at_most === undefined ? [] : ['too_often']),
  ...(step.deadline === undefined ? [] : ['expired']),
]

const NEEDED: Readonly<Record<string, string>> = {
  skipped: 'add "when", or remove the route',
  too_often: 'add "at_most", or remove the route',
  cannot_do: 'remove it; only a task has it',
  expired: 'add "deadline", or remove the route',
  abandoned: 'remove it; giving up ends the case as "abandoned"',
}

function checkFinish(finish: string, { context, step, path, own, holders: [holder] }: Subject): void {
  const { report, parsed, sop } = context
  if (holder)
    return report.add(
      'SOP470',
      `"finish" ends the case, and "${step.id}" stands inside "${holder.step}"`,
      parsed.places.keySpan([...path, 'finish']),
      `remove it, and let "${holder.step}" go on to a step that finishes`,
    )
  if (!sop.outcomes.includes(finish))
    report.add(
      'SOP305',
      `"${finish}" is no outcome of this SOP`,
      parsed.places.span([...path, 'finish']),
      suggest(finish, sop.outcomes) ?? 'add it to "outcomes"',
    )
  if (own.length > 1)
    report.add(
      'SOP406',
      `"${step.id}" has ${own.length} outcomes and one "finish"`,
      parsed.places.keySpan([...path, 'finish']),
      'route each outcome with "on" to a step that finishes',
    )
  for (const name of own.filter((each) => routed(step, each) !== undefined))
    report.add('SOP407', `"${name}" goes on, and "finish" ends the case`, parsed.places.keySpan([...path, 'on', name]), 'keep one of them')
}

/** `next` serves outcomes that `on` leaves open, and a skipped step. */
function checkNext({ context, step, path, own }: Subject): void {
  if (step.next === undefined) return
  const forOwn = step.finish === undefined && own.some((name) => routed(step, name) === undefined)
  const forSkipped = step.when !== undefined && routed(step, 'skipped') === undefined
  if (!forOwn && !forSkipped)
    context.report.add('SOP407', `"next" of "${step.id}" is never taken`, context.parsed.places.keySpan([...path, 'next']), 'remove it')
}

const routed = (step: StepDocument, name: string): string | undefined =>
  step.on && Object.hasOwn(step.on, name) ? step.on[name] : undefined

function routeAll(subject: Subject, meant: ReadonlySet<string | undefined>): Routes {
  const { step, own, context } = subject
  const chosen = ['failed', 'cannot_do', 'abandoned', ...refusalOutcomes(step, context.actions)].filter((name) => !own.includes(name) && routed(step, name) !== undefined)
  const routes = new Map<string, Route>()
  for (const name of [...own, ...extras(step).filter((each) => !own.includes(each)), ...chosen]) {
    const route = targetOf(name, subject)
    if (route) routes.set(name, route)
    else if (!meant.has(name)) reportHole(name, subject)
  }
  return routes
}

function targetOf(name: string, { step, own, following, holders }: Subject): Route | undefined {
  const to = routed(step, name)
  if (to !== undefined) return { to }
  if (isEngineLimit(name) && !own.includes(name)) return undefined
  if (step.finish !== undefined && own.includes(name)) return { finish: step.finish }
  if (step.next !== undefined) return { to: step.next }
  // The last step of a branch or list has nowhere to go but its end, whatever its outcome.
  if (following === undefined) return holders.length > 0 ? { end: true } : undefined
  return own.length === 1 || name === 'skipped' ? { to: following } : undefined
}

/** Outcomes that come instead of the step's own, so that nothing but `on` may say where they lead. */
const isEngineLimit = (name: string): boolean => name === 'too_often' || name === 'expired'

function reportHole(name: string, { context, step, path, own }: Subject): void {
  const { report, parsed } = context
  const span = parsed.places.span([...path, 'id'])
  const help = `add "on: { ${name}: STEP }"`
  if (isEngineLimit(name)) report.add('SOP402', `the outcome "${name}" of "${step.id}" leads nowhere`, span, help)
  else if (own.length > 1)
    report.add('SOP402', `the outcome "${name}" of "${step.id}" leads nowhere`, span, `${help}, or "next" for the rest`)
  else if (name === 'skipped' && step.finish !== undefined)
    report.add('SOP403', `the SOP runs off its end where "${step.id}" is skipped, for "finish" is for what it did`, span, help)
  else report.add('SOP403', `the SOP runs off its end after "${step.id}"`, span, 'add "finish" with an outcome of the SOP, or "next"')
}
