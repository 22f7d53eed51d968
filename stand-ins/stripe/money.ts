/** Currencies whose smallest unit is the currency itself, and those with thousandths. */
const WHOLE = ['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'vnd', 'vuv', 'xaf', 'xof', 'xpf']
const THOUSANDTHS = ['bhd', 'jod', 'kwd', 'omr', 'tnd']

/** An amount as error messages write it. */
export function amountText(amount: number, currency: string): string {
  const places = WHOLE.includes(currency) ? 0 : THOUSANDTHS.includes(currency) ? 3 : 2
  const sign = currency === 'usd' ? '$' : ''
  return `${sign}${(amount / 10 ** places).toFixed(places)}${sign === '' ? ` ${currency}` : ''}`
}

/** Amounts with thousandths must be whole hundredths; the rest of the checks is the same for all currencies. */
export const fitsNetwork = (amount: number, currency: string): boolean => !THOUSANDTHS.includes(currency) || amount % 10 === 0
