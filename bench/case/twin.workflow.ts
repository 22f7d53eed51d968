import { ApplicationFailure, condition, defineUpdate, proxyActivities, proxyLocalActivities, setHandler } from '@temporalio/workflow'
import type { Answer, Opened, TwinActivities } from './twin-activities.ts'

const near = proxyLocalActivities<Pick<TwinActivities, 'checkWindow' | 'openInspection' | 'closeInspection'>>({
  startToCloseTimeout: '3 s', retry: { initialInterval: '100 ms', maximumInterval: '1 s' },
})
const partner = proxyActivities<Pick<TwinActivities, 'approve' | 'label' | 'refund'>>({
  startToCloseTimeout: '30 s', heartbeatTimeout: '3 s', retry: { initialInterval: '1 s', maximumInterval: '60 s' },
})

/** The step's answer comes back once what follows from it is recorded. */
export const completeInspection = defineUpdate<{ readonly outcome: string }, [Answer]>('completeInspection')

/** What somebody who knows Temporal writes by hand for the case of `planOf('inside')`: three short local activities, one Update. */
export async function twinInside(opened: Opened): Promise<string> {
  const inspection = inspect(opened)
  if (!(await near.checkWindow(opened))) return 'declined'
  if (!(await near.openInspection(opened))) return 'declined'
  return inspection.result()
}

/** The same for `planOf('outside')`: the partner is called by ordinary activities, which write their own audit rows. */
export async function twinOutside(opened: Opened): Promise<string> {
  const inspection = inspect(opened)
  await partner.approve(opened)
  await partner.label(opened)
  await near.openInspection(opened)
  const outcome = await inspection.result()
  if (outcome === 'refunded') await partner.refund(opened)
  return outcome
}

function inspect(opened: Opened) {
  let outcome: string | undefined
  let answered = false
  setHandler(
    completeInspection,
    async (answer) => {
      answered = true
      outcome = await near.closeInspection(opened, answer)
      return { outcome }
    },
    {
      validator: ({ outcome: given, form }) => {
        if (answered) throw ApplicationFailure.nonRetryable('the inspection is over', 'step-finished')
        if (!['graded', 'foreign'].includes(given)) throw ApplicationFailure.nonRetryable(`there is no outcome "${given}"`, 'unknown-outcome')
        if (given === 'graded' && !['a', 'b', 'c'].includes(form.grade)) throw ApplicationFailure.nonRetryable('choose a grade', 'wrong-form')
      },
    },
  )
  return {
    async result(): Promise<string> {
      const inTime = await condition(() => outcome !== undefined, '4 hours')
      return inTime && outcome !== undefined ? outcome : 'overdue'
    },
  }
}
