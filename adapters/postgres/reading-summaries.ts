import type { ListedCase } from '../../domain/ports.ts'
import type { CaseSummary } from '../../domain/views.ts'

/** The newer summary, where a turn goes beyond what is proven; confirmed when both say the same. */
export function listed(proven: string | null, pending: string | null): ListedCase {
  const summary = JSON.parse(pending ?? proven ?? 'null') as CaseSummary
  return { ...summary, confirmed: pending === null || pending === proven }
}
