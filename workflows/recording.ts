import { proxyActivities, proxyLocalActivities, TemporalFailure } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Recorded, Turn } from '../domain/ports.ts'

const near = proxyLocalActivities<Pick<Activities, 'record'>>({
  startToCloseTimeout: '1500 ms',
  scheduleToCloseTimeout: '5 s',
  // The time from schedule to close does not end the retries of a local activity that fails at once (seen with SDK 1.24), so they are counted.
  retry: { initialInterval: '100 ms', backoffCoefficient: 2, maximumAttempts: 4 },
  localRetryThreshold: '5 s',
})

const patient = proxyActivities<Pick<Activities, 'record'>>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '10 s' },
})

/** Records a turn inside the workflow task; when the database is away, as an ordinary activity that waits for it to come back. */
export const recordTurn = (turn: Turn, whenAway: () => void): Promise<Recorded> =>
  near.record(turn).catch((error: unknown) => {
    // Whatever the activity failed with; only a mistake of this code fails the task, where it is seen and mended.
    if (!(error instanceof TemporalFailure)) throw error
    whenAway()
    return patient.record(turn)
  })
