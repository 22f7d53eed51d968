const LONGEST_END_MS = 15_000
const COULD_NOT_RUN = 3

/**
 * Aborted once the process is told to end. A database that is away must not keep it: after a quarter of a minute it leaves, and what was
 * begun is done again by whoever comes next.
 */
export function toldToStop(say: (text: string) => void): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      say(`${signal}: ends what is under way`)
      stop.abort()
      setTimeout(() => process.exit(COULD_NOT_RUN), LONGEST_END_MS).unref()
    })
  }
  return stop.signal
}
