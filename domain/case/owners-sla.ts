import type { Allowance } from '../plan.ts'

const FOUR_HOURS_MS = 4 * 3_600_000

/** How long the owner of a step has for what the step asks of them: open time where the hours are known. */
export const OWNERS_SLA: readonly [Allowance, Allowance] = [{ unit: 'business', ms: FOUR_HOURS_MS }, { unit: 'elapsed', ms: FOUR_HOURS_MS }]
