import { ExpressionFault } from '../fault.ts'
import { own, type JsonObject, type Json } from '../json.ts'
import type { Plan, Step } from '../plan.ts'
import type { CaseState, Frame, StepInstance } from '../state.ts'

/** The frame that has a SOP of its own. */
export type Home = Extract<Frame, { kind: 'root' | 'call' }>

/** Where something runs: the SOP, its own frame, and all frames from the innermost out to that one. */
export interface Place {
  readonly plan: Plan
  readonly home: Home
  readonly frames: readonly Frame[]
}

/** The place of a frame. `plan` is the root's. */
export function placeOf(plan: Plan, state: CaseState, frameId: string): Place {
  const frames: Frame[] = []
  let frame = frameOf(state, frameId)
  while (frame.kind === 'branch' || frame.kind === 'element') {
    frames.push(frame)
    frame = frameOf(state, frame.parent)
  }
  return { plan: planOf(plan, state, frame), home: frame, frames: [...frames, frame] }
}

/** The frame by its id; a missing one is a bug of the interpreter. */
export function frameOf(state: CaseState, id: string): Frame {
  const frame = state.frames.find((candidate) => candidate.id === id)
  if (!frame) throw new ExpressionFault(`the case has no frame "${id}"`)
  return frame
}

function planOf(plan: Plan, state: CaseState, home: Home): Plan {
  if (home.kind === 'root') return plan
  const called = own(placeOf(plan, state, home.parent).plan.calls, home.sop)
  if (!called) throw new ExpressionFault(`the plan does not hold the SOP "${home.sop}"`)
  return called
}

/** What opened the SOP of a place: the case's event, or what the caller gave. */
export const eventOf = (state: CaseState, { home }: Place): JsonObject => (home.kind === 'root' ? state.event : home.event)

/** The parameters that the SOP of a place started with. */
export const parametersOf = (state: CaseState, { home }: Place): Readonly<Record<string, Json>> => (home.kind === 'root' ? state.parameters : home.parameters)

/** The path of a step as it is seen from a place; undefined for a step inside a list that the place is not in. */
export function pathIn({ plan, home, frames }: Place, step: string): string | undefined {
  const list = listAround(plan, step)
  if (list === undefined) return home.prefix + step
  const element = frames.find((frame) => frame.kind === 'element' && frame.list === list)
  return element && element.prefix + step
}

/** The `each` step that a step stands in, however deep. */
export function listAround(plan: Plan, id: string): string | undefined {
  for (let step = stepById(plan, id); step?.holder; step = stepById(plan, step.holder.step)) {
    if (stepById(plan, step.holder.step)?.kind === 'each') return step.holder.step
  }
  return undefined
}

const indexes = new WeakMap<Plan, ReadonlyMap<string, Step>>()

/** The step of a SOP by its id; found at once however long the SOP is. */
export function stepById(plan: Plan, id: string): Step | undefined {
  let known = indexes.get(plan)
  if (!known) {
    known = new Map(plan.steps.map((step) => [step.id, step]))
    indexes.set(plan, known)
  }
  return known.get(id)
}

/** The step's id in its SOP: its path without what stands before it. */
export const idIn = (state: CaseState, instance: Pick<StepInstance, 'step' | 'frame'>): string => instance.step.slice(frameOf(state, instance.frame).prefix.length)

/** The step of an instance; a missing one is a bug of the compiler. By its path, so that it is found after its frame has gone. */
export function stepOf(plan: Plan, instance: Pick<StepInstance, 'step'>): Step {
  const step = stepAt(plan, instance.step)
  if (!step) throw new ExpressionFault(`the plan has no step "${instance.step}"`)
  return step
}

/** The step at a path, whether it is open or not: `refund/approve`, `lines[0]/check`. */
export function stepAt(plan: Plan, path: string): Step | undefined {
  const end = path.indexOf('/')
  const first = end < 0 ? path : path.slice(0, end)
  const step = stepById(plan, first.endsWith(']') ? first.replace(/\[\d+\]$/, '') : first)
  if (!step || end < 0) return step
  const inner = step.kind === 'call' ? own(plan.calls, step.sop) : step.kind === 'each' ? plan : undefined
  return inner && stepAt(inner, path.slice(end + 1))
}

/** The plan of the SOP that an instance runs in. */
export const sopOf = (plan: Plan, state: CaseState, instance: Pick<StepInstance, 'frame'>): Plan => placeOf(plan, state, instance.frame).plan
