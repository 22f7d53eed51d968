import { setTimeout as pause } from 'node:timers/promises'
import { sendCommand } from '../../api/commands.ts'
import { Away } from '../../domain/away.ts'
import type { Sealer } from '../../dispatcher/sealer.ts'
import type { CaseReader, Cases, OpenRequest } from '../../domain/ports.ts'
import { Refused } from '../../domain/refusal.ts'
import type { Plan } from '../../domain/plan.ts'
import { commandOf, HOLDER, planOf, type Contest, type Rival } from './contest.ts'
import { faultsInAnyOrder, faultsOf, type Outcome } from './referee.ts'

/** What a race needs of an engine. */
export interface RaceTrack {
  readonly cases: Cases
  readonly reader: CaseReader
  readonly sealer: Pick<Sealer, 'pass'>
}

/** When the first level is due, from the start: enough for everybody to have seen the step before. */
const DUE_MS = 2_500
const PATIENCE_MS = 30_000

/** One race on a real engine: everybody sends at once, where a level is due as close to it as a clock allows. */
export async function raceOnEngine({ cases, reader, sealer }: RaceTrack, contest: Contest, key: string): Promise<{ readonly outcome: Outcome; readonly faults: readonly string[] }> {
  const { caseId } = await cases.open(requestFor(planOf(contest, 'race', DUE_MS), key))
  const seen = await until(async () => (await reader.case(caseId))?.tasks.find((task) => task.step === 'look' && task.assignee !== null))
  if (contest.claimed) await cases.command(caseId, { do: 'claim', commandId: `${key}-claim`, by: HOLDER, via: 'console', step: 'look' })
  const picture = { instance: seen.instance, epoch: seen.epoch, level: seen.level }
  if (contest.due) await pause(Math.max(0, seen.startedAt + DUE_MS - Date.now()))
  const answers = await Promise.all(contest.rivals.map(async (rival) => ({ rival, refused: await ask(rival) })))
  const outcome: Outcome = {
    winners: answers.filter(({ refused }) => refused === undefined).map(({ rival }) => rival),
    losers: answers.flatMap(({ rival, refused }) => (refused ? [{ rival, ...refused }] : [])),
    record: await recordOf(caseId, answers.some(({ rival, refused }) => rival.word === 'escalate' && refused === undefined)),
  }
  return { outcome, faults: [...faultsOf(contest, outcome), ...faultsInAnyOrder(contest, outcome)] }

  /** Undefined for whoever won; else what a person is told, through the very code that answers over HTTP. Who gets no answer sends again. */
  async function ask(rival: Rival): Promise<Told | undefined> {
    try {
      await sendCommand({ cases, reader }, caseId, commandOf(rival, picture))
      return undefined
    } catch (error) {
      if (error instanceof Away) return ask(rival)
      if (error instanceof Refused) return { code: error.refusal.code, message: error.refusal.message, hasState: hasCase(error.state) }
      // Somebody who is told of a fault of ours is not told why.
      return { code: '', message: wordsOf(error), hasState: false }
    }
  }

  /** Whoever a level tells is recorded a moment later; a turn that a worker tried in vain is in the record until the sealer has looked. */
  async function recordOf(of: string, isTold: boolean): Promise<readonly string[]> {
    return until(async () => {
      await sealer.pass()
      const timeline = (await reader.case(of))?.timeline.filter(({ step }) => step === 'look') ?? []
      const record = timeline.map(({ type, actor }) => (type === 'escalated' ? `escalated by ${actor === 'timer' ? 'timer' : 'hand'}` : type))
      return timeline.every(({ confirmed }) => confirmed) && (!isTold || record.includes('escalated by hand')) ? record : undefined
    })
  }
}

type Told = Omit<Outcome['losers'][number], 'rival'>

const hasCase = (state: unknown): boolean => typeof state === 'object' && state !== null && 'case' in state && state.case !== null

const wordsOf = (error: unknown): string => (error instanceof Error ? `${error.message}${error.cause === undefined ? '' : `: ${wordsOf(error.cause)}`}` : String(error))

const requestFor = (plan: Plan, key: string): OpenRequest => ({ plan, key, trigger: 'shop.return', openedBy: 'shop', event: { id: key }, windable: false })

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (performance.now() > giveUpAt) throw new Error(`nothing came within ${PATIENCE_MS / 1000} s`)
    await pause(20)
  }
}
