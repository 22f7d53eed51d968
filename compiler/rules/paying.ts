import { movesMoney, providerOf } from '../../domain/capability.ts'
import { isKind } from '../placed.ts'
import type { Subject } from '../verify.ts'

/** An action that pays without any limit: a wrong number in it would be paid as it stands. */
export function paying({ context: { steps, world, report, parsed } }: Subject): void {
  const { organisation, vocabulary } = world
  if (!organisation) return
  const doneBy = (action: string): string | undefined => providerOf(action, vocabulary, organisation.systems)?.action
  const limited = new Set(Object.keys(organisation.limits).map(doneBy))
  for (const placed of steps) {
    if (!isKind(placed, 'action')) continue
    const { action } = placed.step
    const provided = doneBy(action)
    if (provided === undefined || !movesMoney(action, vocabulary) || limited.has(provided)) continue
    const span = parsed.places.span([...placed.path, 'action'])
    report.add('SOP464', `"${action}" pays, and nothing limits how much`, span, `add "limits: { ${action}: { per_case: 500.00 USD, per_day: 5000.00 USD } }" to organisation.yaml`)
  }
}
