import type { Answer } from '../../domain/state.ts'
import type { CaseRow, TaskRow } from './wire.ts'

/** What the API says after it took a command on a step. */
export interface Taken {
  readonly answer: Answer
  readonly case: CaseRow
  readonly tasks: readonly TaskRow[]
}

type Act = 'complete' | 'claim' | 'release' | 'cannot' | 'settle' | 'pause' | 'resume' | 'handoff' | 'stay' | 'escalate' | 'deescalate' | 'decline' | 'confirm' | 'answer' | 'remark'

/** Where a command on a step goes. */
export const taskApi = (task: { readonly caseId: string; readonly step: string }, act: Act): string =>
  `/api/cases/${encodeURIComponent(task.caseId)}/steps/${encodeURIComponent(task.step)}/${act}`
