import type { Command } from '../domain/event.ts'
import { Refused } from '../domain/refusal.ts'
import type { ApiDeps } from './deps.ts'
import { presentCase, presentTask } from './present.ts'

type Deps = Pick<ApiDeps, 'cases' | 'reader'>

/**
 * Sends a command and answers with the case as it is afterwards; a refusal carries the case as it is, so that nobody acts on
 * a stale page.
 */
export async function sendCommand(deps: Deps, caseId: string, command: Command) {
  const answer = await withState(deps, caseId, () => deps.cases.command(caseId, command))
  return { answer, ...(await stateOf(deps, caseId)) }
}

/** Runs `act`; a refusal that leaves it gets the case's state. */
export async function withState<T>(deps: Deps, caseId: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refused) || error.state !== null) throw error
    throw new Refused(error.refusal, await stateOf(deps, caseId).catch(() => null))
  }
}

async function stateOf({ reader }: Deps, caseId: string) {
  const detail = await reader.case(caseId)
  return { case: detail ? presentCase(detail.summary) : null, tasks: detail ? detail.tasks.map(presentTask) : [] }
}
