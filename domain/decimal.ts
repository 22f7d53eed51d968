/** A fraction of whole numbers; the denominator is positive. */
export type Fraction = readonly [numerator: bigint, denominator: bigint]

const PRINTED = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/

/** The decimal that the number prints as, exactly: 0.1 is 1/10. Undefined for NaN and the infinities. */
export function fractionOf(value: number): Fraction | undefined {
  const match = PRINTED.exec(String(value))
  if (!match) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction)
  const shift = Number(exponent) - fraction.length
  const units = sign === '-' ? -digits : digits
  return shift >= 0 ? [units * 10n ** BigInt(shift), 1n] : [units, 10n ** BigInt(-shift)]
}

/** The nearest whole number; exactly between two, the one farther from zero. */
export function divideHalfAway(numerator: bigint, denominator: bigint): bigint {
  const absolute = numerator < 0n ? -numerator : numerator
  const rounded = (absolute * 2n + denominator) / (denominator * 2n)
  return numerator < 0n ? -rounded : rounded
}
