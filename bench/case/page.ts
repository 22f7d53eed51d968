import type { Stage } from '../contract.ts'

/** How long people waited for the changed page, and how that was measured; no clicks when it could not be. */
export interface Pages {
  readonly clicks: readonly number[]
  readonly how: string
  readonly reason: string
}

export async function clickToPage(_stage: Stage, _samples: number): Promise<Pages> {
  return { clicks: [], how: 'not measured', reason: 'the page is not measured yet' }
}
