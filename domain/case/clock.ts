import type { Allowance } from '../plan.ts'
import type { Clock, Deadline } from '../state.ts'
import type { Measure } from './time.ts'
import { safely } from './title.ts'

/** Breach before levels at one instant; an acknowledgement expires last, because a level makes that needless. */
const RANK: readonly Deadline['kind'][] = ['acknowledge', 'warned', 'breach', 'level', 'pass_over', 'ack_expires', 'look_again']

/** What comes next on the escalation path is set by the climb and fired there. */
const CLIMBS: readonly Deadline['kind'][] = ['level', 'pass_over', 'ack_expires', 'look_again']

/** Which percents of the finish time somebody has to know of: as warnings, or for levels that wait for them. */
interface Percents {
  readonly warnings?: readonly number[]
  readonly marks?: readonly number[]
}

/** Starts a clock: when the work is to be taken, when it is due, and when the percents are used, counted from the start. */
export function startClock(startedAt: number, sla: { acknowledge?: Allowance; finish: Allowance }, measure: Measure, percents: Percents = {}): Clock {
  const dueAt = measure.due(startedAt, sla.finish)
  const acknowledgeBy = sla.acknowledge && measure.due(startedAt, sla.acknowledge)
  const share = (percent: number) => ({ percent, at: measure.at(startedAt, sla.finish, percent), ...on(sla.finish, percent) })
  const deadlines: Deadline[] = [{ kind: 'breach', at: dueAt, ...on(sla.finish) }, ...(percents.warnings ?? []).map((percent) => ({ kind: 'warned' as const, ...share(percent) }))]
  if (acknowledgeBy !== undefined) deadlines.push({ kind: 'acknowledge', at: acknowledgeBy })
  const marks = [...new Set(percents.marks)].filter((percent) => percent !== 100).map(share)
  return { startedAt, dueAt, ...(acknowledgeBy === undefined ? {} : { acknowledgeBy }), deadlines: inOrder(deadlines), ...(marks.length === 0 ? {} : { marks }) }
}

/** Which time a deadline counts in, to go on with after a pause. A share of business days is so much open time. */
function on({ unit }: Allowance, percent = 100): Pick<Deadline, 'on'> {
  if (unit === 'elapsed') return {}
  return { on: percent === 100 ? unit : 'business' }
}

const inOrder = (deadlines: readonly Deadline[]): Deadline[] => [...deadlines].sort((a, b) => a.at - b.at || RANK.indexOf(a.kind) - RANK.indexOf(b.kind))

/** When a percent of the finish time is used, 100 being the breach; null for one that nobody asked for when the clock began. */
export const percentOn = ({ dueAt, marks = [] }: Clock, percent: number): number | null =>
  percent === 100 ? dueAt : (marks.find((mark) => mark.percent === percent)?.at ?? null)

/** The clock with what comes next on the escalation path, or without anything. */
export function withClimb(clock: Clock, next: Deadline | undefined): Clock {
  const own = clock.deadlines.filter(({ kind }) => !CLIMBS.includes(kind))
  return { ...clock, deadlines: next ? inOrder([...own, next]) : own }
}

/** Whether something on the escalation path is due. */
export const climbIsDue = ({ deadlines }: Clock, now: number): boolean => deadlines.some(({ kind, at }) => CLIMBS.includes(kind) && at <= now)

/** The clock without the deadlines that have come, and those deadlines in the order they came; the escalation path is the climb's. */
export const takeDue = (clock: Clock, now: number): Taken => take(clock, ({ kind, at }) => at <= now && !CLIMBS.includes(kind))

interface Taken {
  readonly clock: Clock
  readonly due: readonly Deadline[]
}

function take(clock: Clock, comes: (deadline: Deadline) => boolean): Taken {
  const due = clock.deadlines.filter((deadline) => comes(deadline) && runs(clock, deadline))
  return { clock: due.length === 0 ? clock : { ...clock, deadlines: clock.deadlines.filter((deadline) => !due.includes(deadline)) }, due }
}

/** Not kept from coming by a pause: taking a task cannot be paused, and what was due when the pause began is due. */
const runs = ({ heldAt }: Clock, deadline: Deadline): boolean => heldAt === undefined || deadline.kind === 'acknowledge' || deadline.at <= heldAt

/** What somebody would notice next on the clock; a held one may have nothing to wait for. */
export const nextDeadlineOn = (clock: Clock): Deadline | undefined =>
  clock.deadlines.find((deadline) => runs(clock, deadline) && deadline.kind !== 'warned' && deadline.kind !== 'look_again')

/** When the clock must be looked at next. */
export const nextOn = (clock: Clock): number | undefined => clock.deadlines.find((deadline) => runs(clock, deadline))?.at

/** Stops the clock at an instant. Stopped again it stays as it was stopped first. */
export const hold = (clock: Clock, now: number): Clock => (clock.heldAt === undefined ? { ...clock, heldAt: now } : clock)

/**
 * Lets a held clock go on: what is still to come keeps the time that it had left, each on its own kind of time. Where the open
 * hours do not reach so far it is put off by the length of the pause.
 */
export function goOn(clock: Clock, now: number, measure: Measure): Clock {
  const { heldAt, ...going } = clock
  if (heldAt === undefined) return clock
  const moved = <T extends Pick<Deadline, 'at' | 'on'>>(each: T): T =>
    ({ ...each, at: safely(() => measure.putOff(each.at, each.on ?? 'elapsed', heldAt, now), each.at + now - heldAt) })
  const deadlines = clock.deadlines.map((deadline) => (runs(clock, deadline) ? deadline : moved(deadline)))
  const marks = clock.marks?.map((mark) => (mark.at <= heldAt ? mark : moved(mark)))
  const breach = deadlines.find(({ kind }) => kind === 'breach')
  const stood = now > heldAt ? { stood: [...(going.stood ?? []), [heldAt, now] as const] } : {}
  return { ...going, ...stood, dueAt: breach?.at ?? going.dueAt, deadlines: inOrder(deadlines), ...(marks ? { marks } : {}) }
}

/** The clock as it would stand, had its open hours been those of `measure` from the start: what is over stays, pauses stay. */
export function recomputed(clock: Clock, sla: { acknowledge?: Allowance; finish: Allowance }, measure: Measure): Clock {
  const { marks = [], stood = [] } = clock
  const fresh = startClock(clock.startedAt, sla, measure, { marks: marks.map(({ percent }) => percent), warnings: clock.deadlines.flatMap((one) => (one.kind === 'warned' ? [one.percent] : [])) })
  const paused = <T extends Pick<Deadline, 'at' | 'on'>>(each: T): T =>
    ({ ...each, at: stood.reduce((at, [since, until]) => (at > since ? measure.putOff(at, each.on ?? 'elapsed', since, until) : at), each.at) })
  const same = (a: Deadline, b: Deadline): boolean => a.kind === b.kind && (a.kind !== 'warned' || b.kind !== 'warned' || a.percent === b.percent)
  const deadlines = clock.deadlines.filter(({ kind }) => !CLIMBS.includes(kind)).map((deadline) => {
    const found = fresh.deadlines.find((one) => same(one, deadline)) ?? deadline
    return deadline.kind === 'acknowledge' ? found : paused(found)
  })
  return {
    ...clock, dueAt: deadlines.find(({ kind }) => kind === 'breach')?.at ?? clock.dueAt, deadlines: inOrder(deadlines),
    ...(fresh.acknowledgeBy === undefined ? {} : { acknowledgeBy: fresh.acknowledgeBy }), ...(fresh.marks ? { marks: fresh.marks.map(paused) } : {}),
  }
}

/** Without the deadline for being taken: somebody has taken it. */
export const acknowledged = (clock: Clock): Clock => ({ ...clock, deadlines: clock.deadlines.filter((deadline) => deadline.kind !== 'acknowledge') })

/** As `takeDue`, but only what is past, and no warnings: what they warn of is over or has come. */
export const takeMissed = (clock: Clock, now: number): Taken => take(clock, ({ kind, at }) => (kind === 'acknowledge' || kind === 'breach') && at < now)
