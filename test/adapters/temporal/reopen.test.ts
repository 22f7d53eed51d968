import { WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client'
import { expect, it } from 'vitest'
import { createCases, type CasesDeps } from '../../../adapters/temporal/cases.ts'
import { Away } from '../../../domain/away.ts'
import type { CaseDetail, EndedCase, Token } from '../../../domain/ports.ts'
import type { CaseState } from '../../../domain/state.ts'
import { aPlan, aTask } from '../../harness/plans.ts'

const arrival = { id: '7', name: 'carrier.scanned', fields: {}, at: 0 }
const token: Token = { runId: 'run-2', turn: 9, token: 't' }
const endedIn = (runId: string): EndedCase => ({ runId, plan: aPlan([aTask('look')]), state: { key: 'K', trigger: 'manual', openedBy: 'ana', event: {}, woundMs: null } as unknown as CaseState })

/** A case whose workflow has ended: its result, what the record knows of its end, and how the record lists it. */
function anEnded({ result, ended, state = 'closed', confirmed = true }: { result: () => Promise<unknown>; ended?: EndedCase; state?: 'open' | 'closed'; confirmed?: boolean }) {
  const proven: unknown[] = []
  const started: unknown[] = []
  const notFound = (): never => {
    throw new WorkflowNotFoundError('workflow execution already completed', 'w', undefined)
  }
  const client = {
    withDeadline: <T>(_until: number, act: () => Promise<T>) => act(),
    workflow: { getHandle: () => ({ signal: async () => notFound(), result }), start: async (_type: string, { args }: { args: unknown[] }) => void started.push(args[0]) },
  }
  const cases = createCases({
    engine: { client, address: 'engine' } as unknown as CasesDeps['engine'],
    files: { workflowOf: async () => 'w', reserve: () => Promise.reject(new Error('opens nothing')) },
    recorder: { prove: async (_caseId, tokens) => void proven.push(...tokens) },
    reader: { case: async () => ({ summary: { state, confirmed } }) as CaseDetail },
    ended: { of: async () => ended },
  })
  return { proven, started, tell: () => cases.tell('c1', arrival) }
}
const completed = (...tokens: readonly Token[]) => async () => ({ outcome: 'expired', tokens })

it('an event that comes before the end of its case is proven waits for that, and is not lost', async () => {
  for (const listed of [{ state: 'open' }, { state: 'closed', confirmed: false }] as const) {
    const { tell, proven, started } = anEnded({ result: completed(token), ...listed })
    await expect(tell()).rejects.toThrow(Away)
    expect(proven).toEqual([token])
    expect(started).toEqual([])
  }
})

it('a case that was opened again and has ended at once is not opened from where it stood before', async () => {
  const { tell, proven, started } = anEnded({ result: completed(token), ended: endedIn('run-1') })
  await expect(tell()).rejects.toThrow(Away)
  expect(proven).toEqual([token])
  expect(started).toEqual([])
})

it('a case whose end is recorded is opened again from there', async () => {
  for (const result of [completed(token), completed(), () => Promise.reject(new WorkflowNotFoundError('forgotten', 'w', undefined))]) {
    const { tell, started } = anEnded({ result, ended: endedIn('run-2') })
    expect(await tell()).toBe('told')
    expect(started).toMatchObject([{ resume: { reopens: { runId: 'run-2', arrival } } }])
  }
})

it('an event for a case that nothing opens again, or that was ended from outside, is free for others', async () => {
  expect(await anEnded({ result: completed(token) }).tell()).toBe('gone')
  const terminated = new WorkflowFailedError('terminated', undefined, 'NON_RETRYABLE_FAILURE')
  expect(await anEnded({ result: () => Promise.reject(terminated), state: 'open' }).tell()).toBe('gone')
})
