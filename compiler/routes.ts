import type { Route } from '../domain/plan.ts'
import type { Context } from './context.ts'
import { nearest, suggest } from './nearest.ts'
import { ENGINE_OUTCOMES, kindOf, ownOutcomes } from './outcomes.ts'
import type { StepDocument } from './schema/step.ts'

/** Where each outcome of a step leads. */
export type Routes = ReadonlyMap<string, Route>

/** Routes of every step, in file order. Every hole, and every route that nothing takes, is reported. */
export const routesOf = (context: Context): readonly Routes[] => context.sop.steps.map((step, index) => createRouter(context, step, index).routes())

function createRouter(context: Context, step: StepDocument, index: number) {
  const { report, parsed, sop } = context
  const path = ['steps', index]
  const own = ownOutcomes(step)
  const on = new Map(Object.entries(step.on ?? {}))
  const following = sop.steps[index + 1]?.id
  const routes = new Map<string, Route>()
  /** Outcomes that a misspelt route was meant for. */
  const meant = new Set<string | undefined>()
  const idSpan = parsed.places.span([...path, 'id'])

  function checkKeys(): void {
    for (const name of on.keys()) {
      const span = parsed.places.keySpan([...path, 'on', name])
      if (own.includes(name) || name === 'failed' || (name === 'cannot_do' && kindOf(step) === 'task')) continue
      if (name === 'skipped' && step.when !== undefined) continue
      if (name === 'too_often' && step.at_most !== undefined) continue
      const hint = NEEDED[name]
      if (hint !== undefined) report.add('SOP407', `"${step.id}" never ends as "${name}"`, span, hint)
      else meant.add(nearest(name, own))
      if (hint === undefined) report.add('SOP305', `"${step.id}" has no outcome "${name}"`, span, suggest(name, [...own, ...ENGINE_OUTCOMES.slice(0, 4)]))
    }
    if (step.finish !== undefined) checkFinish(step.finish)
    if (step.next !== undefined && !nextIsTaken()) report.add('SOP407', `"next" of "${step.id}" is never taken`, parsed.places.keySpan([...path, 'next']), 'remove it')
  }

  const nextIsTaken = (): boolean =>
    (step.finish === undefined && own.some((name) => !on.has(name))) || (step.when !== undefined && !on.has('skipped'))

  function checkFinish(finish: string): void {
    const span = parsed.places.span([...path, 'finish'])
    if (!sop.outcomes.includes(finish)) report.add('SOP305', `"${finish}" is no outcome of this SOP`, span, suggest(finish, sop.outcomes) ?? 'add it to "outcomes"')
    if (own.length > 1) report.add('SOP406', `"${step.id}" has ${own.length} outcomes and one "finish"`, parsed.places.keySpan([...path, 'finish']), 'route each outcome with "on" to a step that finishes')
    for (const name of own) if (on.has(name)) report.add('SOP407', `"${name}" goes on, and "finish" ends the case`, parsed.places.keySpan([...path, 'on', name]), 'keep one of them')
  }

  function target(name: string): Route | undefined {
    const routed = on.get(name)
    if (routed !== undefined) return { to: routed }
    if (step.finish !== undefined && own.includes(name)) return { finish: step.finish }
    if (step.next !== undefined) return { to: step.next }
    return (own.length === 1 || name === 'skipped') && following !== undefined ? { to: following } : undefined
  }

  function route(name: string): void {
    const to = name === 'too_often' ? (on.has(name) ? target(name) : undefined) : target(name)
    if (to) return void routes.set(name, to)
    const help = `add "on: { ${name}: STEP }"`
    if (meant.has(name)) return
    if (name === 'too_often' || own.length > 1) report.add('SOP402', `the outcome "${name}" of "${step.id}" leads nowhere`, idSpan, name === 'too_often' ? help : `${help}, or "next" for the rest`)
    else report.add('SOP403', `the SOP runs off its end after "${step.id}"`, idSpan, 'add "finish" with an outcome of the SOP, or "next"')
  }

  return {
    routes(): Routes {
      checkKeys()
      for (const name of own) route(name)
      if (step.when !== undefined) route('skipped')
      if (step.at_most !== undefined) route('too_often')
      for (const name of ['failed', 'cannot_do']) if (on.has(name)) routes.set(name, { to: on.get(name) ?? '' })
      return routes
    },
  }
}

const NEEDED: Readonly<Record<string, string>> = {
  skipped: 'add "when", or remove the route',
  too_often: 'add "at_most", or remove the route',
  cannot_do: 'remove it; only a task has it',
  expired: 'remove it; this version has no "deadline"',
  abandoned: 'remove it; giving up ends the case as "abandoned"',
}
