import type { StepInstance, Timer } from '../state.ts'
import { overPause } from './case-clock.ts'
import { noteStep, instanceOf, put, type Draft } from './draft.ts'
import { expireCase, warn, warnOfCase } from './hard-deadline.ts'
import { askArrivals, mustAsk } from './hearing.ts'
import { sendHeld } from './held.ts'
import { expire, leave } from './leave.ts'
import { endPause } from './pausing.ts'
import { remind } from './reminder.ts'
import { run } from './run.ts'
import { endShift } from './shift-end.ts'

/** What comes first at one instant: silence that was long enough counts before the time is up, and the hard deadline last. */
const RANK: readonly Timer['kind'][] = ['act_before', 'remind', 'send_at', 'pause_over', 'shift_end', 'reached', 'silent', 'timeout', 'expired']

interface Due {
  readonly timer: Timer
  /** Missing for a timer of the case itself. */
  readonly instance?: string
}

/**
 * Fires every timer that was due at `until` or before, each once, in the order of time. False when it came to one before which the case
 * has to ask what was received until then (`heard`: until when it knows): that one and all later ones stay until the answer comes.
 */
export function passTimers(draft: Draft, until: number, heard = 0): boolean {
  for (let due = firstDue(draft, until); due && draft.state.outcome === undefined; due = firstDue(draft, until)) {
    const { timer } = due
    if (mustAsk(draft, timer, heard)) {
      askArrivals(draft)
      return false
    }
    const instance = due.instance === undefined ? undefined : instanceOf(draft.state, due.instance)
    if (instance) fire(draft, put(draft, without(instance, timer)), timer)
    else {
      draft.state.timers = draft.state.timers.filter((other) => other !== timer)
      fireOfCase(draft, timer)
    }
    run(draft)
  }
  return true
}

function without(instance: StepInstance, timer: Timer): StepInstance {
  const { timers = [], ...rest } = instance
  const left = timers.filter((other) => other !== timer)
  return left.length === 0 ? rest : { ...rest, timers: left }
}

function firstDue(draft: Draft, until: number): Due | undefined {
  const all: Due[] = [
    ...draft.state.timers.map((timer) => ({ timer })),
    ...draft.state.open.flatMap(({ id, timers = [] }) => timers.map((timer) => ({ timer, instance: id }))),
  ]
  const [first] = all.filter(({ timer }) => timer.at <= until).sort((a, b) => a.timer.at - b.timer.at || RANK.indexOf(a.timer.kind) - RANK.indexOf(b.timer.kind))
  return first
}

function fire(draft: Draft, instance: StepInstance, timer: Timer): void {
  switch (timer.kind) {
    case 'reached':
    case 'silent':
      noteStep(draft, 'step_finished', instance, 'timer', { outcome: timer.kind, dueAt: timer.at })
      return leave(draft, instance, timer.kind)
    case 'timeout':
      noteStep(draft, 'timed_out', instance, 'timer', { dueAt: timer.at })
      return leave(draft, instance, 'timeout')
    case 'remind': return remind(draft, instance, timer.of ?? '0')
    case 'act_before': return warn(draft, instance)
    case 'expired': return expire(draft, instance, timer.at, 'timer')
    case 'pause_over': return instance.paused ? endPause(draft, instance, timer) : overPause(draft, instance, timer)
    case 'shift_end': return endShift(draft, instance, timer)
    case 'send_at': return sendHeld(draft, instance, timer)
  }
}

function fireOfCase(draft: Draft, timer: Timer): void {
  if (timer.kind === 'expired') expireCase(draft, timer.at)
  else if (timer.kind === 'act_before') warnOfCase(draft)
}
