import type { Sealer, SealProblem } from './sealer.ts'

/** Sealing that goes on by itself until stopped. */
export interface SealLoop {
  /** Rows changed somewhere: pass soon. Calls in quick succession make one pass. */
  wake(): void
  /** Resolves when the pass under way has ended. */
  stop(): Promise<void>
}

/** How often to seal, and whom to tell of what a person should look at. */
export interface SealLoopOptions {
  /** The longest time between two passes, for turns that nobody announces: those in doubt. Milliseconds. */
  readonly pollMs?: number
  /** The shortest time between two passes, so that a burst of clicks is sealed together. Milliseconds. */
  readonly restMs?: number
  readonly report: (problem: SealProblem) => void
}

/** Runs passes until stopped, whatever they throw: a database that is away is tried again after `pollMs`. */
export function startSealLoop(sealer: Sealer, { pollMs = 1_000, restMs = 50, report }: SealLoopOptions): SealLoop {
  let stopped = false
  let wanted = false
  let ring: (() => void) | undefined

  const until = (ms: number, wakeable: boolean): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      ring = () => {
        if (!wakeable && !stopped) return
        clearTimeout(timer)
        resolve()
      }
      if (stopped || (wakeable && wanted)) ring()
    })

  const run = async (): Promise<void> => {
    while (!stopped) {
      wanted = false
      await sealer.pass().catch((error: unknown) => { report({ kind: 'failed', caseId: null, error }) })
      await until(restMs, false)
      await until(pollMs - restMs, true)
    }
  }

  const running = run()
  return {
    wake() {
      wanted = true
      ring?.()
    },
    async stop() {
      stopped = true
      ring?.()
      await running
    },
  }
}
