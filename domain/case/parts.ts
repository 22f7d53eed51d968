import type { EachStep, ParallelStep, Plan, Step } from '../plan.ts'
import type { CaseState, StepInstance } from '../state.ts'
import { instanceOf, noteStep, planIn, stepIn, type Draft } from './draft.ts'
import { enterLater } from './follow.ts'
import { dropFrames, openFrame, startAfresh } from './frames.ts'
import { close, withParts, type Part } from './inside.ts'
import type { PartFrame } from './next.ts'
import { frameOf, stepAt, stepById } from './place.ts'

/** A step whose parts run side by side. */
type Container = ParallelStep | EachStep

const isContainer = (step: Step): step is Container => step.kind === 'parallel' || step.kind === 'each'

/** Begins as many of the waiting parts as may run side by side. */
export function startParts(draft: Draft, container: StepInstance): void {
  const step = stepIn(draft, container)
  const parts = container.inside?.parts ?? []
  if (!isContainer(step)) return
  const room = (step.kind === 'each' ? step.atOnce : parts.length) - parts.filter(({ state }) => state === 'open').length
  const next = new Set(parts.filter(({ state }) => state === 'waiting').slice(0, Math.max(room, 0)).map(({ part }) => part))
  const opened = withParts(draft, { ...container, phase: 'inside' }, (part) => (next.has(part.part) ? { part: part.part, state: 'open' } : part))
  for (const part of next) startPart(draft, opened, step, part)
}

function startPart(draft: Draft, container: StepInstance, step: Container, part: string): void {
  const frame = frameFor(draft, container, step, part)
  openFrame(draft, frame)
  if (container.visit > 1 || container.attempt > 1) startAfresh(draft, (path) => belongs(draft, container, step, frame, path))
  const first = step.kind === 'each' ? step.first : step.branches.find(({ name }) => name === part)?.first
  if (first !== undefined) enterLater(draft, first, frame.id)
}

type Known = Pick<Draft, 'plan' | 'state'>

function frameFor(draft: Known, container: StepInstance, step: Container, part: string): PartFrame {
  const inner = { parent: container.frame, opener: container.id }
  if (step.kind === 'parallel') {
    return { id: `${container.id}.${part}`, kind: 'branch', prefix: frameOf(draft.state, container.frame).prefix, ...inner, branch: part }
  }
  const index = Number(part)
  return {
    id: `${container.id}[${part}]`, kind: 'element', prefix: `${container.step}[${part}]/`, ...inner,
    list: step.id, index, name: step.name, value: container.inside?.elements?.[index] ?? null,
  }
}

/** Whether a step path belongs to a part, whatever it is nested in there. */
function belongs(draft: Known, container: StepInstance, step: Container, frame: PartFrame, path: string): boolean {
  if (!path.startsWith(frame.prefix)) return false
  if (frame.kind === 'element') return true
  const plan = planIn(draft, container)
  const [id = ''] = path.slice(frame.prefix.length).split(/[/[]/)
  for (let inner = stepById(plan, id); inner?.holder; inner = stepById(plan, inner.holder.step)) {
    if (inner.holder.step === step.id) return inner.holder.branch === frame.branch
  }
  return false
}

/** Ends a part. With enough parts done, or too few left that could be, the rest is cancelled and the step ends. */
export function endPart(draft: Draft, frame: PartFrame, state: 'done' | 'failed', outcome: string): void {
  dropFrames(draft, [frame.id])
  const container = instanceOf(draft.state, frame.opener)
  if (!container?.inside) return
  const name = frame.kind === 'branch' ? frame.branch : String(frame.index)
  noteStep(draft, 'frame_closed', container, 'engine', { part: name, outcome })
  const changed = withParts(draft, container, (part) => (part.part === name ? { ...part, state } : part))
  const step = stepIn(draft, container)
  if (isContainer(step)) goOn(draft, changed, step)
}

function goOn(draft: Draft, container: StepInstance, step: Container): void {
  const parts = container.inside?.parts ?? []
  const count = (state: Part['state']): number => parts.filter((part) => part.state === state).length
  const needed = step.waitFor === 'all' ? parts.length : Math.min(step.waitFor, parts.length)
  if (count('done') >= needed) close(draft, container, 'done')
  else if (parts.length - count('failed') < needed) close(draft, container, 'failed')
  else startParts(draft, container)
}

/** Runs what is not done again, after a person said so. What is done stays done. */
export function retryParts(draft: Draft, container: StepInstance): void {
  const again = withParts(draft, container, (part) => (part.state === 'done' ? part : { part: part.part, state: 'waiting' }))
  startParts(draft, again)
}

/**
 * Actions that a failed part has done and that stand: begun anew the part would do them a second time, under a key of its own.
 */
export function doneInFailedParts(plan: Plan, state: CaseState, container: StepInstance): readonly string[] {
  const known: Known = { plan, state }
  const step = stepIn(known, container)
  if (!isContainer(step)) return []
  const failed = (container.inside?.parts ?? []).filter((part) => part.state === 'failed').map(({ part }) => frameFor(known, container, step, part))
  return Object.entries(state.results)
    .filter(([path, { at, outcome }]) => at >= container.startedAt && outcome === 'ok' && stepAt(plan, path)?.kind === 'action')
    .map(([path]) => path)
    .filter((path) => failed.some((frame) => belongs(known, container, step, frame, path)))
}
