import { ServiceError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { expect, it } from 'vitest'
import { createCases, type CasesDeps } from '../../../adapters/temporal/cases.ts'
import { openCase, advance } from '../../../domain/case.ts'
import { Away } from '../../../domain/away.ts'
import type { Command } from '../../../domain/event.ts'
import type { CaseDetail } from '../../../domain/ports.ts'
import type { CaseState } from '../../../domain/state.ts'
import { aPlan, aTask } from '../../harness/plans.ts'

const plan = aPlan([aTask('look')])
const finish: Command = { do: 'complete', commandId: 'c1', by: 'ana', via: 'console', step: 'look', outcome: 'done', form: {} }

/** The state of a case that the command has ended. */
function ended(): CaseState {
  const { state } = openCase({ caseId: 'C1', key: 'K', plan, trigger: 'manual', openedBy: 'ana', event: {}, windable: false }, 0)
  return advance(plan, state, { type: 'command', command: finish }, 0).state
}

function casesOn({ update, state }: { update: unknown; state?: CaseState }) {
  const handle = {
    executeUpdate: () => Promise.reject(update as Error),
    query: () => (state ? Promise.resolve(state) : Promise.reject(new Error('no worker'))),
  }
  const client = { withDeadline: <T>(_until: number, act: () => Promise<T>) => act(), workflow: { getHandle: () => handle } }
  return createCases({
    engine: { client, address: 'engine' } as unknown as CasesDeps['engine'],
    files: { workflowOf: async () => 'w', reserve: () => Promise.reject(new Error('opens nothing')) },
    recorder: { prove: async () => undefined },
    reader: { case: async () => ({ summary: { state: 'closed', label: 'K', outcome: 'done', closedAt: 0 } }) as unknown as CaseDetail },
  })
}
const overtaken = new WorkflowUpdateFailedError('failed', ApplicationFailure.nonRetryable('the run ended', 'AcceptedUpdateCompletedWorkflow'))

it('whoever ended the case by an answer that was lost with the run is told that it counted', async () => {
  expect(await casesOn({ update: overtaken, state: ended() }).command('C1', finish)).toMatchObject({ caseId: 'C1', step: 'look', outcome: 'done' })
  expect(await casesOn({ update: overtaken, state: ended() }).command('C1', { ...finish, via: 'slack' })).toMatchObject({ step: 'look' })
})

it('whoever came after is told that the case is closed, and so is everybody when nobody can be asked', async () => {
  const closed = { refusal: { code: 'case-closed' } }
  await expect(casesOn({ update: overtaken, state: ended() }).command('C1', { ...finish, commandId: 'c2' })).rejects.toMatchObject(closed)
  await expect(casesOn({ update: overtaken, state: ended() }).command('C1', { ...finish, by: 'bo' })).rejects.toMatchObject(closed)
  await expect(casesOn({ update: overtaken }).command('C1', finish)).rejects.toMatchObject(closed)
})

it('an answer that met the failure of its workflow task is sent again, and is no fault of anybody', async () => {
  const precondition = (details: string) => Object.assign(new ServiceError('failed'), { cause: Object.assign(new Error(details), { code: 9, details, metadata: {} }) })
  const failing = casesOn({ update: precondition('Unable to perform workflow execution update due to unexpected workflow task failure.') })
  await expect(failing.command('C1', finish)).rejects.toThrow(Away)
  await expect(casesOn({ update: precondition('the namespace is being deleted') }).command('C1', finish)).rejects.not.toThrow(Away)
})
