import { own } from '../json.ts'
import type { Plan } from '../plan.ts'
import type { Owed } from '../state.ts'
import { put, type Draft } from './draft.ts'
import { endWith } from './frames.ts'
import { listAround, placeOf, type Home } from './place.ts'
import { gather } from './steps.ts'

/** Runs what the SOP of a frame still owes, one action after the other; false when nothing is owed and it may end. */
export function settleOwed(draft: Draft, home: Home, outcome: string): boolean {
  const debt = draft.state.paired.find(({ frame, owes }) => frame === home.id && owes.length > 0)
  const [action] = debt?.owes ?? []
  if (!debt || action === undefined) return false
  endWith(draft, home, outcome)
  runOwed(draft, home, debt, action)
  return true
}

/** As the step is written, out of order. Where no step of the SOP can do it now, a person gets it. */
function runOwed(draft: Draft, home: Home, debt: Owed, action: string): void {
  const { plan } = placeOf(draft.plan, draft.state, home.id)
  const path = stepFor(plan, home.prefix, action) ?? debt.step
  const visit = (own(draft.state.visits, path) ?? 0) + 1
  draft.state.visits = { ...draft.state.visits, [path]: visit }
  gather(draft, put(draft, {
    id: `${path}#${visit}`, step: path, visit, frame: home.id, phase: 'gathering', startedAt: draft.now, attempt: 1, epoch: 1, level: 0,
    owed: { action, when: debt.when, step: debt.step, visit: debt.visit, ...(debt.waiver === undefined ? {} : { waiver: debt.waiver }) },
  }))
}

/** The step that does an action, one of the SOP itself before one of a SOP that it calls or of a list. */
function stepFor(plan: Plan, prefix: string, action: string): string | undefined {
  const doing = plan.steps.filter((step) => step.kind === 'action' && step.action === action)
  const here = doing.find(({ id }) => listAround(plan, id) === undefined) ?? doing[0]
  if (here) return prefix + here.id
  const calls = plan.steps.flatMap((step) => (step.kind === 'call' ? [step] : []))
  return calls.flatMap(({ id, sop }) => {
    const called = own(plan.calls, sop)
    return called ? stepFor(called, `${prefix}${id}/`, action) ?? [] : []
  })[0]
}
