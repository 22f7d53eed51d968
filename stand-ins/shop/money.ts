const digitsByCurrency: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, KWD: 3, BHD: 3 }

/** Decimal places of a currency that this shop sells in. */
export const digitsOf = (currency: string): number => digitsByCurrency[currency] ?? 2

/** Minor units of decimal text; undefined when it is no amount of that currency. */
export function units(text: string, currency: string): bigint | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text)
  if (match === null) return undefined
  const fraction = (match[3] ?? '').replace(/0+$/, '')
  if (fraction.length > digitsOf(currency)) return undefined
  const amount = BigInt((match[2] ?? '0') + fraction.padEnd(digitsOf(currency), '0'))
  return match[1] === '-' ? -amount : amount
}

/** Decimal text as the vendor's API writes it: at least one decimal place, no further trailing zeros (`80.0`, `9.95`). */
export function apiText(minor: bigint, currency: string): string {
  const digits = digitsOf(currency)
  const sign = minor < 0n ? '-' : ''
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  const fraction = digits === 0 ? '' : text.slice(text.length - digits).replace(/0+$/, '')
  return `${sign}${whole}.${fraction === '' ? '0' : fraction}`
}

/** The vendor's MoneyBag; this shop's own currency is the one that its customers pay in. */
export function moneyBag(minor: bigint, currency: string): { readonly shopMoney: object; readonly presentmentMoney: object } {
  const money = { amount: apiText(minor, currency), currencyCode: currency }
  return { shopMoney: money, presentmentMoney: money }
}
