import type { Allowance, EscalationPath } from '../plan.ts'
import type { Clock, Deadline } from '../state.ts'
import type { Measure } from './time.ts'
import { safely } from './title.ts'

/** Breach before levels at one instant, then levels in order. */
const RANK: Readonly<Record<Deadline['kind'], number>> = { acknowledge: 0, breach: 1, level: 2 }

/**
 * Starts the clock of a human step: when it is to be taken, when it is due, and when each escalation level fires.
 * `at` levels count in percent of the finish allowance from the start, `after` levels from the level before.
 */
export function startClock(startedAt: number, sla: { acknowledge?: Allowance; finish: Allowance }, path: EscalationPath, measure: Measure): Clock {
  const dueAt = measure.due(startedAt, sla.finish)
  const acknowledgeBy = sla.acknowledge && measure.due(startedAt, sla.acknowledge)
  const deadlines: Deadline[] = [{ kind: 'breach', at: dueAt, ...on(sla.finish) }, ...levelsOf(startedAt, sla.finish, path, measure)]
  if (acknowledgeBy !== undefined) deadlines.push({ kind: 'acknowledge', at: acknowledgeBy })
  return { startedAt, dueAt, ...(acknowledgeBy === undefined ? {} : { acknowledgeBy }), deadlines: inOrder(deadlines) }
}

function levelsOf(startedAt: number, finish: Allowance, path: EscalationPath, measure: Measure): Deadline[] {
  let before = startedAt
  return path.levels.map((level, index) => {
    const own = 'at' in level.when ? measure.at(startedAt, finish, level.when.at) : measure.due(before, level.when.after)
    before = Math.max(before, own)
    return { kind: 'level', level: index + 1, at: before, ...('at' in level.when ? on(finish, level.when.at) : on(level.when.after)) }
  })
}

/** Which time a deadline counts in, to go on with after a pause. A share of business days is so much open time. */
function on({ unit }: Allowance, percent = 100): Pick<Deadline, 'on'> {
  if (unit === 'elapsed') return {}
  return { on: percent === 100 ? unit : 'business' }
}

const inOrder = (deadlines: readonly Deadline[]): Deadline[] => [...deadlines].sort((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind])

/** The clock without the deadlines that have come, and those deadlines in the order they came. */
export const takeDue = (clock: Clock, now: number): Taken => take(clock, (deadline) => deadline.at <= now)

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

/** What comes next on the clock; a held one may have nothing to wait for. */
export const nextDeadlineOn = (clock: Clock): Deadline | undefined => clock.deadlines.find((deadline) => runs(clock, deadline))

/** When the clock must be looked at next. */
export const nextOn = (clock: Clock): number | undefined => nextDeadlineOn(clock)?.at

/** Stops the clock at an instant. Stopped again it stays as it was stopped first. */
export const hold = (clock: Clock, now: number): Clock => (clock.heldAt === undefined ? { ...clock, heldAt: now } : clock)

/**
 * Lets a held clock go on: what is still to come keeps the time that it had left, each on its own kind of time. Where the open
 * hours do not reach so far it is put off by the length of the pause.
 */
export function goOn(clock: Clock, now: number, measure: Measure): Clock {
  const { heldAt, ...going } = clock
  if (heldAt === undefined) return clock
  const moved = (at: number, unit: Deadline['on']): number => safely(() => measure.putOff(at, unit ?? 'elapsed', heldAt, now), at + now - heldAt)
  const deadlines = clock.deadlines.map((deadline) => (runs(clock, deadline) ? deadline : { ...deadline, at: moved(deadline.at, deadline.on) }))
  const breach = deadlines.find(({ kind }) => kind === 'breach')
  return { ...going, dueAt: breach?.at ?? going.dueAt, deadlines: inOrder(deadlines) }
}

/** Without the deadline for being taken: somebody has taken it. */
export const acknowledged = (clock: Clock): Clock => ({ ...clock, deadlines: clock.deadlines.filter((deadline) => deadline.kind !== 'acknowledge') })

/** As `takeDue`, but only what is past, and no levels. */
export const takeMissed = (clock: Clock, now: number): Taken => take(clock, (deadline) => deadline.kind !== 'level' && deadline.at < now)

/**
 * Brings a level to `now`, because the one before it reached nobody, and the `after` levels behind it forward with it. An `at`
 * level keeps its instant, and so does what follows it.
 */
export function hurry(clock: Clock, path: EscalationPath, level: number, now: number, measure: Measure): Clock {
  let before: number | undefined = now
  const deadlines = clock.deadlines.map((deadline) => {
    if (deadline.kind !== 'level' || deadline.level < level || before === undefined) return deadline
    const when = path.levels[deadline.level - 1]?.when
    before = when && 'after' in when ? (deadline.level === level ? before : measure.due(before, when.after)) : undefined
    return before === undefined ? deadline : { ...deadline, at: Math.min(before, deadline.at) }
  })
  return { ...clock, deadlines: inOrder(deadlines) }
}
