import { minorOf, moneyOf, placesOf, type Money } from '../../domain/money.ts'

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

/** Currencies whose last place card networks do not have, so that their amounts end with a zero. */
const TENS = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND'])

/**
 * The amount as Stripe counts it; undefined for one that Stripe cannot move exactly: thousandths of a dinar, or more than a number
 * carries exactly. It is never rounded.
 */
export function toStripe({ amount, currency }: Money): number | undefined {
  const minor = minorOf(amount, currency)
  if (minor === undefined) return undefined
  const less = placesOf(currency) - (PLACES[currency] ?? placesOf(currency))
  const part = 10n ** BigInt(Math.abs(less))
  if (less > 0 && minor % part !== 0n) return undefined
  const units = Number(less > 0 ? minor / part : minor * part)
  return Number.isSafeInteger(units) && !(TENS.has(currency) && units % 10 !== 0) ? units : undefined
}
