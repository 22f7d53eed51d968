import type { CallStep, EachStep, ParallelStep, Plan, Route, Step, WaitStep } from '../../domain/plan.ts'
import { aCall, anAction, is, START, HOUR } from './plans.ts'

type Numbers = () => number
const chance = (numbers: Numbers, share: number): boolean => numbers() < share

/** A plan in which what is rare in called SOPs is not: containers, calls, each kind of wait. */
export function richer(plan: Plan, numbers: Numbers, called = false): Plan {
  const calls = Object.fromEntries(Object.entries(plan.calls).map(([name, inner]) => [name, richer(inner, numbers, true)]))
  return { ...plan, calls, steps: plan.steps.flatMap((step) => enriched(step, Object.keys(calls), numbers, called ? 0.45 : 0.15)) }
}

function enriched(step: Step, sops: readonly string[], numbers: Numbers, share: number): readonly Step[] {
  if (step.kind === 'wait') return [chance(numbers, 0.6) ? step : otherWait(step, numbers)]
  const isLeaf = step.kind !== 'parallel' && step.kind !== 'each' && step.kind !== 'call'
  if (!isLeaf || !chance(numbers, share)) return [step]
  const [sop] = sops
  return sop !== undefined && chance(numbers, 0.4) ? [called(step, sop)] : within(step, numbers)
}

const onward = ({ routes }: Step): Route => Object.values(routes)[0] ?? { end: true }
const standing = ({ holder }: Step): Pick<Step, 'holder'> => (holder ? { holder } : {})

function otherWait(step: WaitStep, numbers: Numbers): WaitStep {
  if (step.wait.for !== 'events' || !step.wait.events[0]) return step
  const { outcome: _outcome, ...of } = step.wait.events[0]
  const wait: WaitStep['wait'] = chance(numbers, 0.5) ? { for: 'instant', until: is(START + Math.floor(numbers() * 20) * HOUR) } : { for: 'silence', of, lasting: { unit: 'elapsed', ms: HOUR } }
  return { ...step, wait }
}

function called(step: Step, sop: string): CallStep {
  const to = onward(step)
  return { ...aCall(step.id, sop, { with: { x: is(1), kind: is('a') }, routes: { done: to, declined: to, abandoned: to, failed: to } }), ...standing(step) }
}

/** The step and another one in branches, or in a list of two, in the place of the step alone. */
function within(step: Step, numbers: Numbers): readonly Step[] {
  const { id } = step
  const common = { id, title: step.title, needs: [], owner: step.owner, mode: 'auto', pauseOn: [], routes: { done: onward(step), failed: onward(step) }, ...standing(step) } as const
  const ends = Object.fromEntries(Object.keys(step.routes).map((outcome): [string, Route] => [outcome, { end: true }]))
  const inner = { ...step, id: `${id}x`, routes: ends, title: `${step.title} within` }
  if (chance(numbers, 0.4)) {
    const each: EachStep = { ...common, kind: 'each', name: 'line', of: is([1, 2]), most: 4, atOnce: 2, waitFor: 'all', first: inner.id }
    return [each, { ...inner, holder: { step: id } }]
  }
  const waitFor = chance(numbers, 0.34) ? 'all' : chance(numbers, 0.5) ? 1 : 2
  const parallel: ParallelStep = { ...common, kind: 'parallel', waitFor, branches: [{ name: 'x', first: inner.id }, { name: 'y', first: `${id}y` }] }
  return [parallel, { ...inner, holder: { step: id, branch: 'x' } }, { ...anAction(`${id}y`, { undo: 'shop.undo', routes: { ok: { end: true } } }), holder: { step: id, branch: 'y' } }]
}
