import { moneyOf, placesOf, type Money } from '../../domain/money.ts'

/** Where Stripe counts otherwise than ISO 4217 (docs.stripe.com/currencies): hundredths that do not exist, whole ariary. */
const PLACES: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 }

/** Money from an amount as Stripe writes it; undefined for one that is no amount of that currency. */
export function fromStripe(amount: bigint, currency: string): Money | undefined {
  const code = currency.toUpperCase()
  if (!/^[A-Z]{3}$/.test(code)) return undefined
  const more = placesOf(code) - (PLACES[code] ?? placesOf(code))
  if (more >= 0) return moneyOf(amount * 10n ** BigInt(more), code)
  const part = 10n ** BigInt(-more)
  return amount % part === 0n ? moneyOf(amount / part, code) : undefined
}
