import { findingWords } from '../domain/watchdog/words.ts'
import type { Tell } from './tell.ts'

/** Notices that the database stays away: without it no round is made, and nothing can be kept. */
export interface Outage {
  failed(error: unknown): Promise<void>
  works(): Promise<void>
}

const AFTER_MS = 120_000
const AGAIN_MS = 3_600_000

/** Tells when the database has been away for 2 minutes, every hour while it lasts, and when it is back. */
export function createOutage(tell: Tell, now: () => number): Outage {
  let since: number | undefined
  let toldAt: number | undefined
  let message = ''
  const say = (is: 'new' | 'lasting' | 'over', firstAt: number): Promise<void> =>
    tell([{ is, finding: { kind: 'database-away', subject: 'database', caseId: null, message, firstAt, toldAt: toldAt ?? null, over: is === 'over' } }])
  return {
    async failed(error) {
      const at = now()
      since ??= at
      if (at - since < AFTER_MS || (toldAt !== undefined && at - toldAt < AGAIN_MS)) return
      const what = error instanceof Error ? error.message : String(error)
      message = findingWords({ kind: 'database-away', caseId: null, label: '', expectedAt: since, what })
      await say(toldAt === undefined ? 'new' : 'lasting', since)
      toldAt = at
    },
    async works() {
      const [first, told] = [since, toldAt]
      since = undefined
      if (first === undefined || told === undefined) return
      await say('over', first)
      toldAt = undefined
    },
  }
}
