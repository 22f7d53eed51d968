import type { Allowance, EscalationPath } from '../plan.ts'
import type { Clock, Deadline } from '../state.ts'
import type { Measure } from './time.ts'

/** Breach before levels at one instant, then levels in order. */
const RANK: Readonly<Record<Deadline['kind'], number>> = { acknowledge: 0, breach: 1, level: 2 }

/**
 * Starts the clock of a human step: when it is to be taken, when it is due, and when each escalation level fires.
 * `at` levels count in percent of the finish allowance from the start, `after` levels from the level before.
 */
export function startClock(startedAt: number, sla: { acknowledge?: Allowance; finish: Allowance }, path: EscalationPath, measure: Measure): Clock {
  const dueAt = measure.due(startedAt, sla.finish)
  const acknowledgeBy = sla.acknowledge && measure.due(startedAt, sla.acknowledge)
  const deadlines: Deadline[] = [{ kind: 'breach', at: dueAt }, ...levelsOf(startedAt, sla.finish, path, measure)]
  if (acknowledgeBy !== undefined) deadlines.push({ kind: 'acknowledge', at: acknowledgeBy })
  return { startedAt, dueAt, ...(acknowledgeBy === undefined ? {} : { acknowledgeBy }), deadlines: inOrder(deadlines) }
}

function levelsOf(startedAt: number, finish: Allowance, path: EscalationPath, measure: Measure): Deadline[] {
  let before = startedAt
  return path.levels.map((level, index) => {
    const own = 'at' in level.when ? measure.at(startedAt, finish, level.when.at) : measure.due(before, level.when.after)
    before = Math.max(before, own)
    return { kind: 'level', level: index + 1, at: before }
  })
}

const inOrder = (deadlines: readonly Deadline[]): Deadline[] => [...deadlines].sort((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind])

/** The clock without the deadlines that have come, and those deadlines in the order they came. */
export function takeDue(clock: Clock, now: number): { readonly clock: Clock; readonly due: readonly Deadline[] } {
  const due = clock.deadlines.filter((deadline) => deadline.at <= now)
  return { clock: due.length === 0 ? clock : { ...clock, deadlines: clock.deadlines.filter((deadline) => deadline.at > now) }, due }
}

/** Without the deadline for being taken: somebody has taken it. */
export const acknowledged = (clock: Clock): Clock => ({ ...clock, deadlines: clock.deadlines.filter((deadline) => deadline.kind !== 'acknowledge') })

/** As `takeDue`, but only what is past, and no levels. */
export function takeMissed(clock: Clock, now: number): ReturnType<typeof takeDue> {
  const missed = (deadline: Deadline): boolean => deadline.kind !== 'level' && deadline.at < now
  const due = clock.deadlines.filter(missed)
  return { clock: due.length === 0 ? clock : { ...clock, deadlines: clock.deadlines.filter((deadline) => !missed(deadline)) }, due }
}

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
