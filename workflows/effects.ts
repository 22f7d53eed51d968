import { ActivityCancellationType, ActivityFailure, ApplicationFailure, proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { CaseEvent } from '../domain/event.ts'
import { isObject } from '../domain/json.ts'
import type { Token } from '../domain/ports.ts'
import type { Effect } from '../domain/state.ts'

const outside = proxyActivities<Pick<Activities, 'readFact' | 'act' | 'sendLetter'>>({
  // A vendor may take its time; a dead worker is noticed by its missing heartbeat.
  startToCloseTimeout: '30 s',
  heartbeatTimeout: '3 s',
  scheduleToCloseTimeout: '15 min',
  retry: { initialInterval: '1 s', backoffCoefficient: 2, maximumInterval: '60 s' },
  cancellationType: ActivityCancellationType.ABANDON,
})

/** Has an effect carried out by an ordinary activity; resolves with what to tell the case and never rejects. */
export async function carryOut(caseId: string, effect: Effect, proves: readonly Token[]): Promise<CaseEvent> {
  try {
    switch (effect.kind) {
      case 'fetch': return await outside.readFact({ caseId, effect, proves })
      case 'act': return await outside.act({ caseId, effect, proves })
      case 'send': return await outside.sendLetter({ caseId, effect, proves })
    }
  } catch (error) {
    return failed(effect, error)
  }
}

/** What an activity failed with, as the case is told of it. */
export function failed(effect: Effect, error: unknown): CaseEvent {
  const cause = error instanceof ActivityFailure ? error.cause : error
  const code = cause instanceof ApplicationFailure ? (cause.type ?? 'failed') : 'no-answer'
  const message = cause instanceof ApplicationFailure ? cause.message : 'no answer came in time; it is not known whether it happened'
  // A refusal is final and known. Whatever was tried until the time was over may have happened in one of the tries.
  const known = cause instanceof ApplicationFailure && cause.nonRetryable === true && !isDoubtful(cause)
  return { type: 'failed', effect: effect.id, code, message, ...(known ? {} : { unknown: true }) }
}

/** No try is left, and an earlier one may have done it. */
const isDoubtful = ({ details }: ApplicationFailure): boolean => isObject(details?.[0]) && details[0]['unknown'] === true
