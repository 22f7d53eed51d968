import type { Logger, LogMetadata } from '@temporalio/worker'

/** What the SDK's core says, with the run's id and the failure, when a workflow task fails for a fault of the code. */
const FAILING = 'Failing workflow task'

/**
 * A logger that passes everything on and tells of each workflow task that fails. Such a case stands still and harms nobody, so
 * nothing else would ever say so: the engine tries again and again, for ever. `stands` hears the run's id and what went wrong.
 */
export function alarmingLogger(inner: Logger, stands: (runId: string, failure: string) => void): Logger {
  const hear = (message: string, meta?: LogMetadata): void => {
    if (message !== FAILING) return
    const { runId, run_id: run, failure } = meta ?? {}
    stands(wordOf(runId ?? run), wordOf(failure))
  }
  return {
    log(level, message, meta) {
      hear(message, meta)
      inner.log(level, message, meta)
    },
    trace: (message, meta) => { inner.trace(message, meta) },
    debug: (message, meta) => { inner.debug(message, meta) },
    info: (message, meta) => { inner.info(message, meta) },
    warn(message, meta) {
      hear(message, meta)
      inner.warn(message, meta)
    },
    error(message, meta) {
      hear(message, meta)
      inner.error(message, meta)
    },
  }
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value))
