import type { Interval } from '../calendar/intervals.ts'
import type { Allowance, EscalationLevel, EscalationPath } from '../plan.ts'
import { advanceClock, nextDeadline, startClock } from '../sla/advance.ts'
import type { SlaClock, SlaGoal, SlaNotice, SlaTerms } from '../sla/clock.ts'
import { applyToClock } from '../sla/events.ts'
import type { SlaEvent } from '../sla/events.ts'
import { warningAt } from '../sla/measure.ts'
import { answerEscalation } from './answer.ts'
import { applyToEscalation, refusal } from './events.ts'
import type { EscalationEvent } from './events.ts'
import { fireEscalation, nextEscalation, startEscalation } from './fire.ts'
import { levelOf } from './path.ts'
import type { EscalationTerms } from './path.ts'
import type { Climbed, EscalationEntry, EscalationState, Told } from './state.ts'

/** A step's whole climb as somebody wrote it down. */
export interface EscalationScript {
  readonly path: EscalationPath
  /** Without it there is no finish clock, and levels by percent never come. */
  readonly goal?: Allowance
  readonly start: number
  readonly assignee: string | null
  readonly events: readonly EscalationEvent[]
  /** The instant at which to report; what comes later has not happened. */
  readonly until: number
}

/** What the world answers while a script is played. */
export interface EscalationWorld {
  /** Open intervals of the step's calendar, from the start to beyond whatever can become due. */
  readonly open: readonly Interval[]
  readonly goal: (allowance: Allowance, from: number) => SlaGoal
  /** Whom a level, or the sink, yields at an instant. */
  readonly tell: (level: EscalationLevel | 'sink', at: number) => Told
  /** Who gets it when it is given to a person: the same, or whoever covers; or why nobody does. */
  readonly give: (person: string, at: number) => { readonly to: string } | { readonly refused: string }
}

/** What a script came to. */
export interface PlayedEscalation {
  readonly timeline: readonly EscalationEntry[]
  readonly state: EscalationState
}

const CLOCK: SlaTerms & { readonly warnings: readonly { readonly percent: number }[] } = {
  warnings: [{ percent: 50 }, { percent: 75 }, { percent: 90 }],
}

interface Stage {
  readonly script: EscalationScript
  readonly world: EscalationWorld
  readonly timeline: EscalationEntry[]
  clock: SlaClock | undefined
  state: EscalationState
}

/**
 * Plays a script to its end on the machines that the engine runs: the finish clock and the climb. At one instant completion comes
 * first, then the clock, then levels, then everything else in the order of the script.
 */
export function playEscalation(script: EscalationScript, world: EscalationWorld): PlayedEscalation {
  const stage = opened(script, world)
  for (const event of inOrder(script)) {
    if (event.at < script.start) {
      stage.timeline.push(refusal(event, 'the step has not begun'))
      continue
    }
    passTo(stage, ends(event) ? event.at - 1 : event.at)
    apply(stage, event)
  }
  passTo(stage, script.until)
  return { timeline: stage.timeline, state: stage.state }
}

function opened(script: EscalationScript, world: EscalationWorld): Stage {
  const { start, assignee, goal, path } = script
  const clock = goal && startClock(CLOCK, world.goal(goal, start), start, world.open)
  const stage: Stage = { script, world, timeline: [], clock, state: startEscalation({ path, ...world, percent: () => null }, start, assignee) }
  const to = assignee === null ? [] : [assignee]
  if (start <= script.until) stage.timeline.push({ at: start, kind: 'assigned', level: null, to, why: 'the step begins' })
  return stage
}

const inOrder = ({ events, until }: EscalationScript): readonly EscalationEvent[] =>
  events.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || Number(ends(b)) - Number(ends(a)))

const ends = (event: EscalationEvent): boolean => event.do === 'complete' || event.do === 'cancel'

const termsOf = ({ script, world, clock }: Stage): EscalationTerms => ({
  path: script.path, open: world.open, goal: world.goal,
  percent: (percent) => (clock ? warningAt(clock.cycle, world.open, { percent }) : null),
})

/** Fires whatever is due up to and including `to`, each thing at its own instant; of one instant the clock before levels. */
function passTo(stage: Stage, to: number): void {
  for (;;) {
    const ticks = (stage.clock && nextDeadline(stage.clock, stage.world.open)) ?? Infinity
    const climbs = nextEscalation(stage.state, termsOf(stage)) ?? Infinity
    const at = Math.min(ticks, climbs)
    if (at > to) return
    if (ticks === at) tick(stage, at)
    else climb(stage, at)
  }
}

function tick(stage: Stage, at: number): void {
  if (!stage.clock) return
  const { clock, notices } = advanceClock(stage.clock, stage.world.open, at)
  stage.clock = clock
  stage.timeline.push(...notices.flatMap((notice) => noticed(stage, notice)))
}

function noticed({ state }: Stage, notice: SlaNotice): readonly EscalationEntry[] {
  const to = state.assignee === null ? [] : [state.assignee]
  const percent = notice.kind === 'warned' ? CLOCK.warnings[notice.index]?.percent : undefined
  if (notice.kind === 'warned') return [{ at: notice.at, kind: 'warning', level: null, to, why: `${percent ?? 0}% of the time allowed is used` }]
  return notice.kind === 'breached' ? [{ at: notice.at, kind: 'breached', level: null, to, why: 'the time allowed is used up' }] : []
}

function climb(stage: Stage, at: number): void {
  take(stage, fireEscalation(stage.state, termsOf(stage), at))
  answer(stage, at)
}

/** Questions are answered at once, on paper at least. */
function answer(stage: Stage, at: number): void {
  for (let { asked } = stage.state; asked; { asked } = stage.state) {
    const level = asked.level === 'sink' ? 'sink' : levelOf(stage.script.path, asked.level)
    if (!level) return
    take(stage, answerEscalation(stage.state, termsOf(stage), at, stage.world.tell(level, at)))
  }
}

function take(stage: Stage, { state, entries }: Climbed): void {
  stage.state = state
  stage.timeline.push(...entries)
}

function apply(stage: Stage, event: EscalationEvent): void {
  const given = event.do === 'reassign' ? stage.world.give(event.to, event.at) : undefined
  if (given && 'refused' in given) return void stage.timeline.push(refusal(event, given.refused))
  const applied = applyToEscalation(stage.state, termsOf(stage), given && event.do === 'reassign' ? { ...event, to: given.to } : event)
  take(stage, applied)
  const forClock = applied.refused === undefined ? clockEvent(event) : undefined
  if (forClock && stage.clock) stage.clock = applyToClock(stage.clock, stage.world.open, forClock).clock
  answer(stage, event.at)
}

/** What the finish clock knows of it: pauses and the end. Acknowledgements are nothing to it. */
function clockEvent(event: EscalationEvent): SlaEvent | undefined {
  const { at } = event
  switch (event.do) {
    case 'pause': return { at, do: 'pause', reason: event.reason, until: null }
    case 'resume': return { at, do: 'resume', reason: event.reason }
    case 'complete': return { at, do: 'stop' }
    case 'cancel': return { at, do: 'cancel' }
    default: return undefined
  }
}
