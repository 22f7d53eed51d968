import { holds } from '../expression.ts'
import { own } from '../json.ts'
import type { Step } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import { carryOut, isSelfActing } from './carry-out.ts'
import { withPauses } from './case-clock.ts'
import { noteStep, put, stepIn, type Draft } from './draft.ts'
import { openEach } from './each.ts'
import { scopeIn } from './evaluate.ts'
import { gathered } from './facts.ts'
import { armed, wasOver } from './hard-deadline.ts'
import { attempt, leave } from './leave.ts'
import { hoursKnown } from './openings.ts'
import { openParallel } from './parallel.ts'
import { frameOf } from './place.ts'
import { openByHand, suggest } from './suggest.ts'
import { openException, openTask } from './task.ts'
import { mustBeHere } from './together.ts'
import { needsOf, openWait } from './wait.ts'

/** A plan that loops without a person, an effect or a count is refused when compiled; what slips through is given to a person. */
const MOST_STEPS_AT_ONCE = 1_000
/** In all frames together: a long list may take many, and yet no more than an engine has time for. */
const MOST_IN_ALL = 20_000

/** Enters a step of the frame's SOP: counts the visit and begins once its facts are there. */
export function enterStep(draft: Draft, id: string, frame: string): void {
  const path = frameOf(draft.state, frame).prefix + id
  const visit = (own(draft.state.visits, path) ?? 0) + 1
  draft.state.visits = { ...draft.state.visits, [path]: visit }
  const instance: StepInstance = {
    id: `${path}#${visit}`, step: path, visit, frame, phase: 'gathering', startedAt: draft.now, attempt: 1, epoch: 1, level: 0,
  }
  const step = stepIn(draft, instance)
  put(draft, instance)
  if (tooMany(draft, frame)) return openException(draft, instance, { code: 'endless', message: `the SOP goes round in circles at "${id}"`, during: 'gathering' })
  if (step.atMost === undefined || visit - (own(draft.state.forgiven, path) ?? 0) <= step.atMost) return gather(draft, instance)
  noteStep(draft, 'step_finished', instance, 'engine', { outcome: 'too_often', visit })
  attempt(draft, instance, () => leave(draft, instance, 'too_often'))
}

function tooMany({ entered }: Draft, frame: string): boolean {
  const here = (entered.get(frame) ?? 0) + 1
  const inAll = (entered.get('') ?? 0) + 1
  entered.set(frame, here).set('', inAll)
  return here > MOST_STEPS_AT_ONCE || inAll > MOST_IN_ALL
}

/** Begins the step when all facts it reads are known and fresh; otherwise what is missing is on its way. */
export function gather(draft: Draft, instance: StepInstance): void {
  const step = stepIn(draft, instance)
  attempt(draft, instance, () => {
    mustBeHere(draft, instance)
    if (!hoursKnown(draft, instance)) return
    const timed = instance.owed ? instance : armed(draft, instance)
    if (gathered(draft, timed, needsOf(step))) begin(draft, timed, step)
  })
}

function begin(draft: Draft, instance: StepInstance, step: Step): void {
  if (step.when && !instance.owed && !holds(step.when, scopeIn(draft, instance))) {
    noteStep(draft, 'step_skipped', instance, 'engine', {})
    leave(draft, instance, 'skipped')
    return
  }
  if (!instance.owed && wasOver(draft, instance)) return
  const pausing = withPauses(draft, instance)
  if (step.kind === 'task') return openTask(draft, pausing, step)
  noteStep(draft, 'step_started', pausing, 'engine', { kind: step.kind, visit: instance.visit })
  if (step.kind === 'wait') return openWait(draft, pausing, step)
  if (isSelfActing(step)) {
    if (step.mode === 'off') return openByHand(draft, instance, step)
    return step.mode === 'suggest' ? suggest(draft, instance, step) : carryOut(draft, instance, step)
  }
  switch (step.kind) {
    case 'parallel': return openParallel(draft, instance, step)
    case 'each': return openEach(draft, instance, step)
  }
}
