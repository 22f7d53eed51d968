/** A loop that can be woken early and stopped between two passes. */
export interface DeliverLoop {
  wake(): void
  /** Resolves when the pass under way has ended. */
  stop(): Promise<void>
}

/** What a loop runs and whom it tells. */
export interface DeliverLoopOptions {
  /** One pass; resolves with how many items it took. */
  readonly pass: () => Promise<number>
  /** The longest time between two passes: items that were put off become due without being announced. Milliseconds. */
  readonly pollMs?: number
  /** Told of passes that took something and of those that failed. */
  readonly report: (result: number | Error) => void
}

/** Runs passes until stopped, one after the other without a rest while there is work, whatever they throw. */
export function startDeliverLoop({ pass, pollMs = 1_000, report }: DeliverLoopOptions): DeliverLoop {
  let stopped = false
  let wanted = false
  let ring = (): void => undefined

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs)
      ring = () => {
        clearTimeout(timer)
        resolve()
      }
      if (stopped || wanted) ring()
    })

  const once = async (): Promise<number> => {
    wanted = false
    try {
      const taken = await pass()
      if (taken > 0) report(taken)
      return taken
    } catch (error) {
      report(error instanceof Error ? error : new Error(String(error)))
      return 0
    }
  }

  const run = async (): Promise<void> => {
    while (!stopped) if ((await once()) === 0) await rest()
  }
  const running = run()
  return {
    wake() {
      wanted = true
      ring()
    },
    async stop() {
      stopped = true
      ring()
      await running
    },
  }
}
