import { minorOf, moneyOf, type Money } from './money.ts'
import type { MoneyLimits, Organisation, Role } from './organisation.ts'

/** What is asked at the moment of paying. */
export interface Payment {
  readonly amount: Money
  /** Who said yes to it; nobody where a table decided. */
  readonly approved: readonly string[]
  /** The actions whose payments count together with this one: other names of the same way to pay. */
  readonly actions: readonly string[]
  /** Every one of them holds. */
  readonly limits: readonly MoneyLimits[]
  /** The most that any of these people may say yes to; empty where no role of theirs may at all. */
  readonly authority: readonly Money[]
  /** The beginning of the organisation's day, epoch milliseconds. */
  readonly dayFrom: number
}

/** What was paid already in the payment's currency, in minor units: nothing that a system refused, or that came back. */
export interface Paid {
  readonly inCase: bigint
  readonly today: bigint
  /** By each person of `approved`. */
  readonly byPerson: Readonly<Record<string, bigint>>
}

/** Why a payment must not be made, or undefined. Amounts up to and including a limit are within it; what nothing limits is not paid. */
export function overLimit({ amount, approved, limits, authority }: Payment, paid: Paid): string | undefined {
  const units = minorOf(amount.amount, amount.currency)
  if (units === undefined || units <= 0n) return `"${spoken(amount)}" is no amount that can be paid`
  const above = approved.length > 0 && !authority.some((most) => most.currency === amount.currency && units <= minorUnits(most))
  if (above) return `${spoken(amount)} is more than ${approved.join(' and ')} may approve: somebody with more authority must`
  const limited = limits.some(({ perCase, perDay, perPersonDay }) => perCase ?? perDay ?? (approved.length > 0 ? perPersonDay : undefined))
  if (!limited) return `nothing limits how much may be paid this way any more: set "limits" in the organisation file, then try again; nothing was paid`
  for (const limit of limits) {
    const fault =
      beyond('one case', limit.perCase, paid.inCase + units, amount) ??
      beyond('one day', limit.perDay, paid.today + units, amount) ??
      approved.reduce<string | undefined>((found, person) => found ?? beyond(`one day of ${person}`, limit.perPersonDay, (paid.byPerson[person] ?? 0n) + units, amount), undefined)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** The most that a person may say yes to: that of the role that allows most, in each currency. */
export function authorityOf(person: string, { roles }: Pick<Organisation, 'roles'>): readonly Money[] {
  const most = new Map<string, Money>()
  for (const { mayApprove, people } of Object.values(roles) as readonly Role[]) {
    if (!mayApprove || !people.includes(person)) continue
    const known = most.get(mayApprove.currency)
    if (!known || minorUnits(known) < minorUnits(mayApprove)) most.set(mayApprove.currency, mayApprove)
  }
  return [...most.values()]
}

function beyond(what: string, most: Money | undefined, total: bigint, { currency }: Money): string | undefined {
  if (!most) return undefined
  if (most.currency !== currency) return `the limit of ${what} is in ${most.currency} and this is in ${currency}: set a limit in that currency`
  return total > minorUnits(most) ? `${spoken(moneyOf(total, currency))} would be more than the ${spoken(most)} of ${what}: nothing was paid` : undefined
}

const minorUnits = ({ amount, currency }: Money): bigint => minorOf(amount, currency) ?? 0n

const spoken = ({ amount, currency }: Money): string => `${amount} ${currency}`
