import { ExpressionFault } from '../fault.ts'
import type { Command } from '../event.ts'
import type { Pairing, Plan, Step } from '../plan.ts'
import type { Refusal } from '../refusal.ts'
import type { Owed, Spare, StepInstance } from '../state.ts'
import { noteStep, type Draft } from './draft.ts'
import { pursue } from './follow.ts'
import { isGoing } from './going.ts'
import { listAround, placeOf, stepById, type Home } from './place.ts'

type Settle = Extract<Command, { do: 'settle' }>

/**
 * Counts an action as done, by a system or by hand, once a visit: it pays what is owed the longest by each pairing, or what a pairing
 * will owe, and whatever the SOP around it, or a SOP that calls this one, never wants without another is owed from now on.
 */
export function markDone(draft: Draft, { step, visit, frame }: StepInstance, action: string): void {
  const doer = { action, step, visit }
  const { paired, spare = [] } = draft.state
  const known = spare.some((one) => isOf(one, doer)) || paired.some((owed) => isOf(owed, doer) || owed.paid.some((paid) => isOf(paid, doer)))
  if (known) return
  const paidFor = pay(draft, doer)
  const after = [...new Set(paidFor.flatMap((owed) => [owed.when, ...owed.after]))]
  for (const { plan, home } of homesAround(draft, frame)) {
    const due = plan.together.filter(({ when }) => when === action).map((pairing) => owedBy(draft, doer, pairing, home.id, after))
    draft.state.paired = [...draft.state.paired, ...due]
    const ahead = plan.together.filter(({ when, also }) => also.includes(action) && !paidFor.some((owed) => owed.frame === home.id && owed.when === when))
    if (ahead.length > 0) draft.state.spare = [...(draft.state.spare ?? []), ...ahead.map(({ when }): Spare => ({ ...doer, when, frame: home.id }))]
  }
}

/** The debt of an action by a pairing. What was done for it before pays it now, each once. */
function owedBy(draft: Draft, { action, step, visit }: Owed['paid'][number], { also, waiver }: Pairing, frame: string, after: readonly string[]): Owed {
  const before = also.flatMap((one) => (draft.state.spare ?? []).find((spare) => spare.action === one && spare.when === action && spare.frame === frame) ?? [])
  if (before.length > 0) draft.state.spare = draft.state.spare?.filter((spare) => !before.includes(spare)) ?? []
  const paid = before.filter((one) => !after.includes(one.action))
  return {
    step, visit, when: action, owes: also.filter((one) => !after.includes(one) && !paid.some((done) => done.action === one)), frame,
    paid: paid.map((one) => ({ action: one.action, step: one.step, visit: one.visit })), after, ...(waiver === undefined ? {} : { waiver }),
  }
}

const isOf = (one: { readonly step: string; readonly visit: number }, other: { readonly step: string; readonly visit: number }): boolean =>
  one.step === other.step && one.visit === other.visit

/** Strikes the action from the oldest debt of each pairing; gives those debts. */
function pay(draft: Draft, doer: Owed['paid'][number]): readonly Owed[] {
  const paidFor: Owed[] = []
  draft.state.paired = draft.state.paired.map((owed) => {
    const already = paidFor.some((other) => other.frame === owed.frame && other.when === owed.when)
    if (already || !owed.owes.includes(doer.action)) return owed
    paidFor.push(owed)
    return { ...owed, owes: owed.owes.filter((action) => action !== doer.action), paid: [...owed.paid, doer] }
  })
  return paidFor
}

function homesAround(draft: Draft, frame: string): readonly { readonly plan: Plan; readonly home: Home }[] {
  const place = placeOf(draft.plan, draft.state, frame)
  return place.home.kind === 'root' ? [place] : [place, ...homesAround(draft, place.home.parent)]
}

/** Takes back what `markDone` counted: nothing is owed for an action that was undone, and what it paid is owed again. */
export function markUndone(draft: Draft, undone: Pick<StepInstance, 'step' | 'visit'>): void {
  if (draft.state.spare) draft.state.spare = draft.state.spare.filter((spare) => !isOf(spare, undone))
  draft.state.paired = draft.state.paired.filter((owed) => !isOf(owed, undone)).map((owed) => {
    const back = owed.paid.filter((paid) => isOf(paid, undone))
    return back.length === 0 ? owed : { ...owed, owes: [...owed.owes, ...back.map(({ action }) => action)], paid: owed.paid.filter((paid) => !back.includes(paid)) }
  })
}

/** Fails a step that is owed and cannot be done from where its debt is settled: its values would be those of something else. */
export function mustBeHere(draft: Draft, { owed, step, frame }: StepInstance): void {
  if (!owed) return
  const { plan, home } = placeOf(draft.plan, draft.state, frame)
  const id = step.slice(home.prefix.length)
  const found = stepById(plan, id)
  if (found?.kind === 'action' && found.action === owed.action && listAround(plan, id) === undefined) return
  throw new ExpressionFault(`"${owed.action}" is owed since "${owed.when}" was done, and no step that does it can be run by itself`)
}

/** An action that is owed has ended: the SOP goes on to its end. */
export function endOwed(draft: Draft, instance: StepInstance): void {
  draft.state.open = draft.state.open.filter(({ id }) => id !== instance.id)
  if (isGoing(draft.state, instance.frame)) return pursue(draft, instance.frame)
  const { home } = placeOf(draft.plan, draft.state, instance.frame)
  draft.next.push({ do: 'finish', frame: home.id, outcome: home.ending ?? 'abandoned' })
}

/** Lets a person off what is owed, on the record. */
export function waive(draft: Draft, instance: StepInstance, { by, via, reference }: Settle): void {
  const { owed } = instance
  if (!owed) return
  noteStep(draft, 'waived', instance, `person:${by}`, { action: owed.action, when: owed.when, because: reference, waiver: owed.waiver ?? null }, via)
  draft.state.paired = draft.state.paired.map((debt) =>
    (isOf(debt, owed) && debt.frame === instance.frame && debt.when === owed.when ? { ...debt, owes: debt.owes.filter((action) => action !== owed.action) } : debt))
  endOwed(draft, instance)
}

/** What is owed is given up by whoever may, by name and with a reason, and by nobody else. */
export function refuseWaiver({ owed }: StepInstance, { by, roles, reference }: Settle): Refusal | undefined {
  if (!owed) return undefined
  const why = `"${owed.action}" is owed since "${owed.when}" was done`
  if (owed.waiver === undefined) return { code: 'not-allowed', message: `${why} and the SOP lets nobody give it up; do it by hand or try again` }
  if (!(roles ?? []).includes(owed.waiver)) return { code: 'not-allowed', message: `${why}; only somebody in the role "${owed.waiver}" may give it up, and "${by}" is not` }
  if (reference.trim() !== '') return undefined
  return { code: 'wrong-form', message: 'reference: say why it may be left out', fields: [{ field: 'reference', message: 'say why it may be left out' }] }
}

/** Whether the step of an instance is the one that does what is owed; else it only lends its name and owner. */
export const doesWhatIsOwed = (step: Step, { owed }: StepInstance): boolean => owed === undefined || (step.kind === 'action' && step.action === owed.action)
