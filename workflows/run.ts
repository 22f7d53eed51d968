import { condition, workflowInfo } from '@temporalio/workflow'
import { nextDeadline } from '../domain/case.ts'
import type { Resolution } from '../domain/event.ts'
import { createAlarm } from './alarm.ts'
import { createClock } from './clock.ts'
import { createDesk } from './desk.ts'
import { carryOut } from './effects.ts'
import type { CaseInput } from './messages.ts'
import { createProgress } from './progress.ts'
import { recordTurn } from './recording.ts'
import { createTokens } from './tokens.ts'

/**
 * One run of a case: applies what happens, records it turn by turn, has effects carried out beside it. Turns are recorded one
 * at a time and in order; an effect leaves only after the turn that asked for it is recorded.
 */
export function startRun(input: CaseInput) {
  const clock = createClock(input.clock)
  const tokens = createTokens(input.resume?.tokens ?? [])
  const desk = createDesk(input, clock)
  const alarm = createAlarm(clock, () => { desk.apply({ type: 'deadline-passed' }) })
  const progress = createProgress(desk.state().turn)

  /** With events as received on the case's own clock. */
  const onClock = (resolution: Resolution): Resolution =>
    (resolution.arrivals ? { ...resolution, arrivals: resolution.arrivals.map((arrival) => ({ ...arrival, at: clock.fromWorld(arrival.at) })) } : resolution)

  // Chained and not awaited: this runs with every turn, and the sandbox makes each promise dear.
  function record(): Promise<void> {
    const proves = tokens.ofEarlierTasks()
    const turn = desk.takeTurn(workflowInfo(), proves)
    return recordTurn(turn, progress.databaseAway).then(({ token, resolutions }) => {
      tokens.drop(proves)
      tokens.add(token)
      if (resolutions.length > 0) desk.apply({ type: 'resolved', resolutions: resolutions.map(onClock) })
      progress.recorded(turn.turn)
    })
  }

  function sendOff(): void {
    for (const effect of desk.takeLeaving()) {
      const proves = tokens.all()
      void carryOut(desk.state().caseId, effect, proves).then((event) => {
        tokens.drop(proves)
        desk.apply(event)
      })
    }
  }

  const next = (): number | undefined => nextDeadline(desk.state())
  const settled = (): boolean => !desk.unrecorded() && !desk.hasLeaving()

  return {
    plan: input.opening.plan, clock, tokens, state: desk.state, apply: desk.apply,
    /** Whether everything that happened is recorded and sent off. */
    settled,
    /** Records and sends off until nothing is left to do by itself; then waits until something is, or until `stop` says so. */
    async goOn(stop: () => boolean): Promise<void> {
      while (!stop()) {
        if (desk.unrecorded()) {
          await record()
          continue
        }
        sendOff()
        alarm.set(next())
        await condition(() => !settled() || alarm.isStale(next()) || stop())
      }
    },
    /** Resolves when all that has happened so far is recorded, or at once while the database is away: nobody waits for it. */
    recorded: (): Promise<void> => progress.reaches(desk.state().turn + (desk.unrecorded() ? 1 : 0)),
    /** As `recorded`, and what the organisation's answers led to is recorded too. */
    allRecorded: (): Promise<void> => condition(() => progress.isThere(desk.state().turn + (desk.unrecorded() ? 1 : 0))),
  }
}

/** A run as the workflow's handlers see it. */
export type Run = ReturnType<typeof startRun>
