import { businessDayDue } from '../calendar/open-days.ts'
import { elapsedIn } from '../calendar/intervals.ts'
import { answerEscalation, nobodyReached } from '../escalation/answer.ts'
import { countdownEnds, type Countdown } from '../escalation/countdown.ts'
import { applyToEscalation, unacknowledged, type EscalationEvent } from '../escalation/events.ts'
import { comingUp, fireEscalation, startEscalation } from '../escalation/fire.ts'
import type { EscalationTerms } from '../escalation/path.ts'
import type { Climbed, EscalationEntry } from '../escalation/state.ts'
import type { Resolution } from '../event.ts'
import type { Allowance, EscalationPath, Plan } from '../plan.ts'
import type { SlaGoal } from '../sla/clock.ts'
import type { CaseState, Deadline, Openings, StepInstance } from '../state.ts'
import { askSink, askWhom, remindHolder } from './climb-ask.ts'
import { percentOn, withClimb } from './clock.ts'
import { instanceOf, noteStep, planIn, put, stepIn, type Draft } from './draft.ts'
import { askHours, HORIZON_MS } from './openings.ts'
import { hoursOf, openingsAt } from './time.ts'

type Holder = Pick<Draft, 'plan' | 'state'>

const DAY_MS = 86_400_000

/** The path of escalation levels that the instance climbs. */
export function pathOf(holder: Holder, instance: StepInstance): EscalationPath {
  const step = stepIn(holder, instance)
  return instance.phase === 'task' && step.kind === 'task' ? step.escalate : planIn(holder, instance).escalation
}

/** What a climb goes by besides its state: the path, the open hours of the step and its finish clock. */
export function termsOf(plan: Plan, state: CaseState, instance: StepInstance): EscalationTerms {
  const holder = { plan, state }
  const openings = openingsAt(holder, instance)
  const { clock } = instance
  return {
    path: pathOf(holder, instance), open: openings?.intervals ?? [],
    goal: (allowance, from) => goalOf(allowance, from, openings, hoursOf(holder, instance) === undefined),
    percent: (percent) => (clock ? percentOn(clock, percent) : null),
  }
}

const terms = (draft: Draft, instance: StepInstance): EscalationTerms => termsOf(draft.plan, draft.state, instance)

/** Without a calendar it is always open. Business days beyond the known hours count as days: somebody is told early rather than never. */
function goalOf(allowance: Allowance, from: number, openings: Openings | undefined, always: boolean): SlaGoal {
  if (allowance.unit !== 'business_days') return { unit: always ? 'elapsed' : allowance.unit, ms: allowance.ms, latest: false }
  const due = openings && businessDayDue(openings, from, allowance.days)
  if (!openings || due === undefined) return { unit: 'elapsed', ms: allowance.days * DAY_MS, latest: false }
  return { unit: 'business', ms: elapsedIn(openings.intervals, from, due), latest: true }
}

/** Begins the climb of an instance that has just got a clock, or as soon as the hours that its path counts in are known. */
export function startClimb(draft: Draft, instance: StepInstance): StepInstance {
  const { levels, repeatAfter, acknowledgedFor } = pathOf(draft, instance)
  if (levels.length === 0 || !instance.clock) return instance
  const days = [...levels.map(({ when }) => ('after' in when ? when.after : undefined)), repeatAfter, acknowledgedFor].filter((each) => each?.unit === 'business_days')
  if (days.length > 0 && hoursOf(draft, instance) !== undefined && !openingsAt(draft, instance)) {
    askHours(draft, instance, days.flatMap((each) => each ?? []))
    return instance
  }
  const climb = startEscalation(terms(draft, instance), instance.clock.startedAt, instance.assignee ?? null)
  return acknowledgeClimb(draft, armed(draft, { ...instance, climb }))
}

/** Climbs that waited for open hours go on. */
export function climbAgain(draft: Draft, calendar: string): void {
  for (const { id } of draft.state.open) {
    const instance = instanceOf(draft.state, id)
    if (!instance?.clock || hoursOf(draft, instance) !== calendar) continue
    if (!instance.climb) startClimb(draft, instance)
    else if (!instance.clock.deadlines.some(({ kind }) => kind === 'level' || kind === 'pass_over' || kind === 'ack_expires')) armed(draft, instance)
  }
}

/** The instance with what comes next on its path as the one deadline for it. */
function armed(draft: Draft, instance: StepInstance): StepInstance {
  const { clock, climb } = instance
  if (!clock || !climb) return put(draft, instance)
  const next = comingUp(climb, terms(draft, instance))
  const deadline = next ? deadlineOf(next) : beyondHours(draft, instance)
  return put(draft, { ...instance, level: climb.level, clock: withClimb(clock, deadline) })
}

function deadlineOf(next: NonNullable<ReturnType<typeof comingUp>>): Deadline {
  if (next.what === 'level') return { kind: 'level', level: next.level, at: next.at }
  return { kind: next.what === 'end' ? 'pass_over' : 'ack_expires', at: next.at }
}

/** Where the known hours end before a delay does, more of them are asked for; known far enough, they are looked at again in time. */
function beyondHours(draft: Draft, instance: StepInstance): Deadline | undefined {
  const { climb } = instance
  const runs = (countdown: Countdown | null | undefined): boolean =>
    countdown !== null && countdown !== undefined && countdown.since !== null && countdownEnds(countdown, terms(draft, instance).open) === null
  if (!climb || climb.asked || !(runs(climb.wait) || runs(climb.acknowledged?.expires))) return undefined
  const known = openingsAt(draft, instance)
  if (known && known.until - draft.now > HORIZON_MS / 2) return { kind: 'look_again', at: known.until - HORIZON_MS / 2 }
  const { openings: _pinned, ...unpinned } = instance
  askHours(draft, put(draft, unpinned), climb.wait ? [climb.wait.goal] : [])
  return undefined
}

/** Fires whatever is due on the path up to an instant, each thing once and in order, until a question to the organisation is open. */
export function climbOn(draft: Draft, id: string, until: number): void {
  for (let instance = instanceOf(draft.state, id); instance?.climb; instance = instanceOf(draft.state, id)) {
    const next = comingUp(instance.climb, terms(draft, instance))
    if (!next || next.at > until) return void armed(draft, instance)
    take(draft, instance, fireEscalation(instance.climb, terms(draft, instance), draft.now), 'timer')
  }
}

/** Nothing more falls due on a step whose hard deadline came before. */
export const endOf = ({ timers = [] }: StepInstance): number => timers.reduce((end, { kind, at }) => (kind === 'expired' ? Math.min(end, at) : end), Infinity)

/** Lets something happen to the climb that a person did, and gives the instance as it is then. What does not fit changes nothing. */
export function happenToClimb(draft: Draft, instance: StepInstance, event: EscalationEvent, actor: string): StepInstance {
  const applied = instance.climb && applyToEscalation(instance.climb, terms(draft, instance), event)
  if (!applied || applied.refused !== undefined) return instance
  take(draft, instance, applied, actor)
  climbOn(draft, instance.id, Math.min(draft.now, endOf(instance)))
  return instanceOf(draft.state, instance.id) ?? instance
}

/** Whoever has taken the step has acknowledged it; somebody else than its assignee is given it first. */
export function acknowledgeClimb(draft: Draft, instance: StepInstance): StepInstance {
  const { climb, claimedBy: by } = instance
  if (!climb || by === undefined) return instance
  const at = draft.now
  const given = climb.assignee === by ? instance : happenToClimb(draft, instance, { at, do: 'reassign', to: by, by }, '')
  return happenToClimb(draft, given, { at, do: 'acknowledge', by }, '')
}

/** Nobody has acknowledged the step any more: what that held goes on. */
export function letGo(draft: Draft, instance: StepInstance): StepInstance {
  const { climb } = instance
  return climb ? armed(draft, { ...instance, climb: unacknowledged(climb, terms(draft, instance), draft.now) }) : instance
}

/** Takes the organisation's answer to a level or to the end of the path; `owner` is who has become the assignee by it. */
export function answerClimb(draft: Draft, instance: StepInstance, { request, people, why }: Resolution, owner: string | null): void {
  const { climb } = instance
  if (!climb) return
  // Delays count from when a level fired and not from when its answer came.
  const at = people.length > 0 ? request.at : draft.now
  if (climb.asked && climb.asked.id === request.id) {
    take(draft, instance, recorded(answerEscalation(climb, terms(draft, instance), at, { to: people, owner, why })), 'timer')
  } else if (request.purpose === 'remind' && people.length === 0 && climb.level === request.level && !climb.asked) {
    take(draft, instance, { state: nobodyReached(climb, terms(draft, instance), request.level, at), entries: [] }, 'timer')
  } else return
  climbOn(draft, instance.id, Math.min(draft.now, endOf(instance)))
}

/**
 * The step as it will be when the organisation has named somebody for the level that has just fired. Cards are written down with the
 * question and its answer writes none, so that they show what holds until something else happens.
 */
export function foreseen(plan: Plan, state: CaseState, instance: StepInstance): StepInstance {
  const { clock, climb } = instance
  if (!clock || !climb?.asked) return instance
  const its = termsOf(plan, state, instance)
  const { state: after } = answerEscalation(climb, its, climb.asked.at ?? climb.asked.dueAt, { to: [''], owner: '', why: '' })
  const next = comingUp(after, its)
  return { ...instance, climb: after, clock: withClimb(clock, next && deadlineOf(next)) }
}

/** Whoever answered has recorded who was told, or that nobody was. */
const recorded = ({ state, entries }: Climbed): Climbed => ({ state, entries: entries.filter(({ kind }) => kind !== 'level_skipped') })

/** Keeps a climb as it has become, records what is to tell, and asks the organisation what it wants to know. */
function take(draft: Draft, instance: StepInstance, { state, entries }: Climbed, actor: string): void {
  const lost = entries.some(({ kind }) => kind === 'ack_expired' || kind === 'declined')
  const { claimedBy, ...rest } = instance
  const held = put(draft, { ...rest, ...(claimedBy === undefined || lost ? {} : { claimedBy }), climb: state, level: state.level })
  for (const entry of entries) record(draft, held, entry, actor)
  const { asked } = state
  if (!asked || asked.id !== undefined) return void armed(draft, held)
  if (asked.level === 'sink') return void armed(draft, askSink(draft, held, asked, actor))
  const fault = askWhom(draft, held, pathOf(draft, held), asked, actor)
  if (typeof fault !== 'string') return void armed(draft, fault)
  take(draft, held, answerEscalation(state, terms(draft, held), draft.now, { to: [], owner: null, why: fault }), actor)
}

const NOTED = ['level_skipped', 'exhausted', 'ack_expired'] as const

/** Who is told is recorded with the answer; what a person did to the step is recorded where it is done. */
function record(draft: Draft, instance: StepInstance, entry: EscalationEntry, actor: string): void {
  const { kind, level, to, why, dueAt } = entry
  if (kind === 'reminded') return remindHolder(draft, instance, dueAt ?? draft.now, actor)
  const type = NOTED.find((noted) => noted === kind)
  if (type) noteStep(draft, type, { ...instance, level: level ?? instance.level }, actor, { why, to: [...to], ...(dueAt === undefined ? {} : { dueAt }) })
}
