import { nextDeadline } from '../domain/case.ts'
import { isObject } from '../domain/json.ts'
import type { Token } from '../domain/ports.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { Wind } from './messages.ts'
import type { Run } from './run.ts'

const REMEMBERED = 50
const YEAR_MS = 366 * 86_400_000

/** Winds a case's clock on, from deadline to deadline, so that each fires at its own instant and is recorded before the next. */
export function createWinder(run: Run, wound: readonly string[]) {
  let done = wound

  async function pass(until: number): Promise<void> {
    for (let next = nextDeadline(run.state()); next !== undefined && next <= until; next = nextDeadline(run.state())) {
      run.clock.moveTo(next)
      run.apply({ type: 'deadline-passed' })
      await run.allRecorded()
    }
    run.clock.moveTo(until)
  }

  return {
    done: (): readonly string[] => done,
    /** A real case has the world's clock and cannot be wound. */
    refuse(wind: Wind): Refusal | undefined {
      if (!isObject(wind) || typeof wind.commandId !== 'string' || typeof wind.by !== 'string') return { code: 'bad-command', message: 'winding needs commandId and by as text' }
      if (run.state().woundMs === null) return { code: 'not-windable', message: 'this case runs on the real clock and cannot be wound' }
      if (run.state().outcome !== undefined) return { code: 'case-closed', message: 'the case has ended; its clock no longer matters' }
      if (Number.isInteger(wind.byMs) && wind.byMs > 0 && wind.byMs <= YEAR_MS) return undefined
      return { code: 'bad-command', message: 'wind by a positive time of at most a year, such as 4h' }
    },
    async wind(wind: Wind): Promise<{ readonly tokens: readonly Token[] }> {
      if (!done.includes(wind.commandId)) {
        done = [...done, wind.commandId].slice(-REMEMBERED)
        const until = run.clock.now() + wind.byMs
        run.apply({ type: 'wound', byMs: wind.byMs, by: wind.by })
        await pass(until)
      }
      await run.recorded()
      return { tokens: run.tokens.all() }
    },
  }
}
