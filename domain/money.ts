import { divideHalfAway, fractionOf, type Fraction } from './decimal.ts'
import { isObject, type Json } from './json.ts'

/** Decimal text and an ISO 4217 code: never a float. */
export interface Money {
  readonly amount: string
  readonly currency: string
}

/** An amount that is not money of its currency. */
export class MoneyFault extends Error {}

/** Amounts of two currencies where one is needed. */
export class CurrencyFault extends MoneyFault {}

/** Minor units by ISO 4217, where they are not 2. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
}

/** How many decimal places the currency has. */
export const placesOf = (currency: string): number => (Object.hasOwn(EXPONENTS, currency) ? (EXPONENTS[currency] ?? 2) : 2)

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d+))?$/
const CURRENCY = /^[A-Z]{3}$/

/** True for `{ amount: "15.00", currency: "USD" }` with no more places than the currency has. */
export const isMoney = (value: Json | undefined): value is { amount: string; currency: string } =>
  isObject(value) && typeof value['amount'] === 'string' && typeof value['currency'] === 'string' && CURRENCY.test(value['currency']) &&
  minorOf(value['amount'], value['currency']) !== undefined

/** The amount in minor units, or undefined when the text is no decimal of that currency. `"10,00"` and `"1e3"` are none. */
export function minorOf(amount: string, currency: string): bigint | undefined {
  const match = DECIMAL.exec(amount)
  if (!match) return undefined
  const [, sign, whole = '', fraction = ''] = match
  const places = placesOf(currency)
  const significant = fraction.replace(/0+$/, '')
  if (significant.length > places) return undefined
  const units = BigInt(whole + significant.padEnd(places, '0'))
  return sign === '-' ? -units : units
}

/** Money from minor units, with all the places of its currency. */
export function moneyOf(minor: bigint, currency: string): Money {
  const places = placesOf(currency)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0')
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  return { amount: minor < 0n ? `-${text}` : text, currency }
}

/** Reads `15.00 USD`. */
export function readMoney(text: string): Money | undefined {
  const [amount, currency, ...rest] = text.trim().split(/\s+/)
  if (!amount || !currency || rest.length > 0 || !CURRENCY.test(currency)) return undefined
  const minor = minorOf(amount, currency)
  return minor === undefined ? undefined : moneyOf(minor, currency)
}

const minor = (money: Money): bigint => {
  const units = minorOf(money.amount, money.currency)
  if (units === undefined) throw new MoneyFault(`"${money.amount} ${money.currency}" is not an amount of money`)
  return units
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new CurrencyFault(`cannot put ${a.currency} and ${b.currency} together`)
}

/** -1, 0 or 1. Throws MoneyFault for two currencies. */
export function compareMoney(a: Money, b: Money): number {
  sameCurrency(a, b)
  const [x, y] = [minor(a), minor(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** Throws MoneyFault for two currencies. */
export const addMoney = (a: Money, b: Money): Money => {
  sameCurrency(a, b)
  return inReach(minor(a) + minor(b), a.currency)
}

/** Throws MoneyFault for two currencies. */
export const subtractMoney = (a: Money, b: Money): Money => {
  sameCurrency(a, b)
  return inReach(minor(a) - minor(b), a.currency)
}

/** The amount times a decimal factor, rounded to the minor unit, half away from zero. */
export function scaleMoney(money: Money, factor: number): Money {
  const [numerator, denominator] = factorOf(factor)
  return inReach(divideHalfAway(minor(money) * numerator, denominator), money.currency)
}

/** `percent` of the amount, rounded as above. */
export function percentOf(money: Money, percent: number): Money {
  const [numerator, denominator] = factorOf(percent)
  return inReach(divideHalfAway(minor(money) * numerator, denominator * 100n), money.currency)
}

function factorOf(factor: number): Fraction {
  const fraction = fractionOf(factor)
  if (!fraction) throw new MoneyFault(`cannot multiply money by ${String(factor)}`)
  return fraction
}

/** A sum that has outgrown what counts as money would be no money to the next step. */
function inReach(units: bigint, currency: string): Money {
  const money = moneyOf(units, currency)
  if (!isMoney({ ...money })) throw new MoneyFault(`"${money.amount} ${currency}" is more than an amount may be`)
  return money
}
