import type { Payment } from '../../domain/limits.ts'
import type { Money } from '../../domain/money.ts'
import type { MoneyLimits } from '../../domain/organisation.ts'
import type { Ledger } from '../../domain/ports.ts'

/** The currencies and their places, written down here once more: what is compared must not come from the same table. */
const PLACES = { USD: 2, JPY: 0, KWD: 3 } as const
type Currency = keyof typeof PLACES
const CURRENCIES = ['USD', 'JPY', 'KWD'] as const
const PEOPLE = ['ana', 'bo', 'cy'] as const
const PAYMENTS_A_SET = 12

/** One payment as the model keeps it: in thousandths, whatever the currency. */
interface Kept {
  readonly caseId: string
  readonly people: readonly string[]
  readonly currency: Currency
  readonly thousandths: number
  readonly key: string
  refused: boolean
}

/** A limit as the model keeps it. */
interface Bound {
  readonly currency: Currency
  readonly thousandths: number
}

/** What a set asks for: up to two limits, and the authority of each person. */
interface Rules {
  readonly limits: readonly { readonly inCase?: Bound; readonly inDay?: Bound; readonly perPerson?: Bound }[]
  readonly authority: Readonly<Record<string, Bound>>
}

/**
 * One set of limits, currencies and partial refunds through the ledger, each payment beside a model that counts in thousandths. Answers
 * in words where they differ. `set` names it, so that sets do not count together.
 */
export async function differencesInSet(ledger: Ledger, set: string, next: () => number): Promise<readonly string[]> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const main = pick(CURRENCIES)
  const bound = (): Bound => ({ currency: next() < 0.9 ? main : pick(CURRENCIES), thousandths: Math.floor(next() * 60) * 1_000 })
  const rules: Rules = {
    limits: Array.from({ length: 1 + Math.floor(next() * 2) }, () => ({
      ...(next() < 0.7 ? { inCase: bound() } : {}), ...(next() < 0.7 ? { inDay: bound() } : {}), ...(next() < 0.7 ? { perPerson: bound() } : {}),
    })),
    authority: Object.fromEntries(PEOPLE.map((person) => [person, bound()])),
  }
  const kept: Kept[] = []
  const differences: string[] = []
  for (let nth = 0; nth < PAYMENTS_A_SET; nth++) {
    const currency = next() < 0.85 ? main : pick(CURRENCIES)
    const step = 10 ** (3 - PLACES[currency])
    const one: Kept = {
      caseId: `${set}/${Math.floor(next() * 3)}`, currency, thousandths: Math.floor((next() * 25_000) / step) * step,
      people: PEOPLE.filter(() => next() < 0.3), key: `${set}/${nth}`, refused: false,
    }
    const expected = fits(one, kept, rules) ? 'fresh' : 'over-limit'
    const { state } = await ledger.begin({ key: one.key, caseId: one.caseId, action: set, input: { amount: { ...written(one) } }, money: true, payment: asked(one, set, rules) })
    if (state !== expected) differences.push(`${one.key}: ${state}, and the model says ${expected}`)
    if (expected === 'over-limit') continue
    kept.push(one)
    if (next() < 0.2) {
      one.refused = true
      await ledger.refuse(one.key, 'declined', 'no')
    }
  }
  return differences
}

/** The model: plain sums over everything that was begun and not refused. */
function fits(one: Kept, before: readonly Kept[], { limits, authority }: Rules): boolean {
  if (one.thousandths <= 0) return false
  if (one.people.length > 0 && !one.people.some((person) => authority[person]?.currency === one.currency && one.thousandths <= (authority[person]?.thousandths ?? 0))) return false
  const sum = (of: (other: Kept) => boolean): number =>
    before.filter((other) => !other.refused && other.currency === one.currency && of(other)).reduce((total, { thousandths }) => total + thousandths, one.thousandths)
  const within = (bound: Bound | undefined, total: number): boolean => bound === undefined || (bound.currency === one.currency && total <= bound.thousandths)
  // What nothing limits is not paid; a limit of each person limits nothing that a table decided.
  if (!limits.some(({ inCase, inDay, perPerson }) => inCase ?? inDay ?? (one.people.length > 0 ? perPerson : undefined))) return false
  return limits.every(
    ({ inCase, inDay, perPerson }) =>
      within(inCase, sum(({ caseId }) => caseId === one.caseId)) && within(inDay, sum(() => true)) &&
      one.people.every((person) => within(perPerson, sum(({ people }) => people.includes(person)))),
  )
}

function asked(one: Kept, set: string, { limits, authority }: Rules): Payment {
  const of = (bound: Bound | undefined, name: keyof MoneyLimits): MoneyLimits => (bound ? { [name]: written(bound) } : {})
  return {
    amount: written(one), approved: one.people, actions: [set], dayFrom: 0, authority: one.people.flatMap((person) => (authority[person] ? [written(authority[person])] : [])),
    limits: limits.map(({ inCase, inDay, perPerson }) => ({ ...of(inCase, 'perCase'), ...of(inDay, 'perDay'), ...of(perPerson, 'perPersonDay') })),
  }
}

/** As systems write it, with all places of the currency. */
const written = ({ currency, thousandths }: Bound): Money => ({ amount: (thousandths / 1_000).toFixed(PLACES[currency]), currency })
