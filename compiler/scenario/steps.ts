import type { Plan, Step } from '../../domain/plan.ts'

/** The step that a path names: `look`, `books.goods.1`, `lines[0]/check`, `refund/approve`. Undefined when nothing runs under that path. */
export function stepOfPath(plan: Plan, path: string): Step | undefined {
  return walk(plan, path.split('/'), undefined)
}

function walk(plan: Plan, [first = '', ...rest]: readonly string[], list: string | undefined): Step | undefined {
  const [, id = '', index] = /^([a-z0-9_.]+)(\[\d+\])?$/.exec(first) ?? []
  const step = plan.steps.find((each) => each.id === id)
  if (!step || listAround(plan, step) !== list) return undefined
  if (rest.length === 0) return index === undefined ? step : undefined
  if (step.kind === 'each') return index === undefined ? undefined : walk(plan, rest, step.id)
  const called = step.kind === 'call' && index === undefined ? plan.calls[step.sop] : undefined
  return called && walk(called, rest, undefined)
}

/** All paths, elements of lists by their first one: what a misspelt path may have meant. */
export const stepPaths = (plan: Plan): readonly string[] =>
  plan.steps.flatMap((step) => {
    const path = [...listsAround(plan, step).map((list) => `${list}[0]`), step.id].join('/')
    const called = step.kind === 'call' ? plan.calls[step.sop] : undefined
    return [path, ...(called ? stepPaths(called).map((inner) => `${path}/${inner}`) : [])]
  })

/** The lists that a step stands in, from the outermost in. */
export function listsAround(plan: Plan, step: Step): readonly string[] {
  const holder = step.holder && plan.steps.find((each) => each.id === step.holder?.step)
  if (!holder) return []
  return [...listsAround(plan, holder), ...(holder.kind === 'each' ? [holder.id] : [])]
}

const listAround = (plan: Plan, step: Step): string | undefined => listsAround(plan, step).at(-1)

/** The SOP whose step a path names: the one itself, or one that it calls. */
export function planAt(plan: Plan, path: string): Plan | undefined {
  const [first = '', ...rest] = path.split('/')
  if (rest.length === 0) return plan
  const step = plan.steps.find((each) => each.id === first.replace(/\[\d+\]$/, ''))
  const called = step?.kind === 'call' ? plan.calls[step.sop] : plan
  return called && planAt(called, rest.join('/'))
}

/** The calendar of the step at a path, else of its SOP; without a path that of the SOP itself. */
export const hoursAt = (plan: Plan, path: string | undefined): string | undefined =>
  path === undefined ? plan.hours : (stepOfPath(plan, path)?.hours ?? planAt(plan, path)?.hours)

/** A SOP and all that it calls, however deep. */
export const plansIn = (plan: Plan): readonly Plan[] => [plan, ...Object.values(plan.calls).flatMap(plansIn)]
