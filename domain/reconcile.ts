import type { Money } from './money.ts'

/** A refund as the provider has it. `effect` is what it was made under, where a case made it. Instants are epoch milliseconds. */
export interface TheirRefund {
  readonly reference: string
  readonly effect?: string
  readonly amount: Money
  /** False for one that failed, came back or was taken back: it moved no money in the end. */
  readonly stands: boolean
  readonly at: number
}

/** A refund as our ledger has it; `effect` as the provider would be told it. */
export interface OurRefund {
  readonly effect: string
  readonly caseId: string
  readonly reference: string | null
  readonly amount: Money
  readonly state: 'tried' | 'done' | 'refused'
  readonly at: number
}

/** Money that one side has and the other does not know. */
export interface Difference {
  readonly direction: 'paid-there' | 'paid-here'
  readonly reference: string
  readonly caseId: string | null
  readonly message: string
}

/** So young that the other side may not have heard of it. */
const YOUNG_MS = 5 * 60_000

/** Compares both sides. What is younger than five minutes waits for the next look; both lists reach further back than `from`. */
export function differences(system: string, theirs: readonly TheirRefund[], ours: readonly OurRefund[], { from, now }: { readonly from: number; readonly now: number }): readonly Difference[] {
  const settled = (at: number): boolean => at >= from && at <= now - YOUNG_MS
  const byReference = new Map(theirs.map((one) => [one.reference, one]))
  const byEffect = new Map(theirs.flatMap((one) => (one.effect === undefined ? [] : [[one.effect, one] as const])))
  const known = new Set(ours.flatMap(({ effect, reference }) => [`effect ${effect}`, ...(reference === null ? [] : [`reference ${reference}`])]))
  const there = theirs
    .filter((one) => one.stands && settled(one.at) && !known.has(`reference ${one.reference}`) && !(one.effect !== undefined && known.has(`effect ${one.effect}`)))
    .map((one): Difference => ({ direction: 'paid-there', reference: one.reference, caseId: null, message: `${system} paid ${said(one.amount)} back as "${one.reference}", and no case knows of it` }))
  // A further attempt finds the refund of an earlier one; the money then has its case.
  const booked = new Set(ours.flatMap(({ state, reference }) => (state === 'done' && reference !== null ? [reference] : [])))
  const here = ours.flatMap((one): Difference[] => {
    const found = (one.reference === null ? undefined : byReference.get(one.reference)) ?? byEffect.get(one.effect)
    if (one.state !== 'done' && found && booked.has(found.reference)) return []
    const why = settled(one.at) ? whyDifferent(system, one, found) : undefined
    return why === undefined ? [] : [{ direction: 'paid-here', reference: one.reference ?? one.effect, caseId: one.caseId, message: `case ${one.caseId}: ${why}` }]
  })
  return [...there, ...here]
}

function whyDifferent(system: string, ours: OurRefund, theirs: TheirRefund | undefined): string | undefined {
  const what = `the refund of ${said(ours.amount)}`
  switch (ours.state) {
    case 'done':
      if (!theirs) return `${what} is paid here, and ${system} does not have "${ours.reference ?? ''}"`
      if (!theirs.stands) return `${what} is paid here, and came back at ${system} ("${theirs.reference}")`
      return said(theirs.amount) === said(ours.amount) ? undefined : `${what} is paid here, and ${system} paid ${said(theirs.amount)} ("${theirs.reference}")`
    case 'tried':
      return theirs?.stands ? `${what} has no answer here, and ${system} paid it ("${theirs.reference}")` : undefined
    case 'refused':
      return theirs?.stands ? `${what} was refused here, and ${system} paid it ("${theirs.reference}")` : undefined
  }
}

const said = ({ amount, currency }: Money): string => `${amount} ${currency}`
