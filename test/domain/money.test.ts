import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../domain/json.ts'
import { addMoney, compareMoney, isMoney, minorOf, moneyOf, percentOf, placesOf, readMoney, scaleMoney, subtractMoney, type Money } from '../../domain/money.ts'

const currency = fc.constantFrom('USD', 'EUR', 'JPY', 'KRW', 'KWD', 'TND')
const units = fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n })

/** What a person with paper does: exact fractions, and half away from zero at the end. */
function onPaper(numerator: bigint, denominator: bigint): bigint {
  const [absolute, sign] = numerator < 0n ? [-numerator, -1n] : [numerator, 1n]
  const [whole, rest] = [absolute / denominator, absolute % denominator]
  return sign * (rest * 2n >= denominator ? whole + 1n : whole)
}

describe('an amount of money', () => {
  it('survives being written and read again, with the places its currency has', () => {
    fc.assert(fc.property(units, currency, (minor, code) => {
      const money = moneyOf(minor, code)
      expect(minorOf(money.amount, code)).toBe(minor)
      expect(readMoney(`${money.amount} ${code}`)).toEqual(money)
      expect(money.amount.split('.')[1]?.length ?? 0).toBe(placesOf(code))
      expect(isMoney({ ...money })).toBe(true)
    }))
  })

  it('is added, taken away and compared to the minor unit', () => {
    fc.assert(fc.property(units, units, currency, (a, b, code) => {
      const [x, y] = [moneyOf(a, code), moneyOf(b, code)]
      expect(addMoney(x, y)).toEqual(moneyOf(a + b, code))
      expect(subtractMoney(x, y)).toEqual(moneyOf(a - b, code))
      expect(compareMoney(x, y)).toBe(a < b ? -1 : a > b ? 1 : 0)
    }))
  })

  it('does not lose a cent where floats do', () => {
    expect(addMoney({ amount: '0.10', currency: 'USD' }, { amount: '0.20', currency: 'USD' })).toEqual({ amount: '0.30', currency: 'USD' })
  })

  it('is multiplied by the decimal that people see, rounded half away from zero', () => {
    const factor = fc.tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 6 }))
    fc.assert(fc.property(fc.bigInt({ min: -(10n ** 8n), max: 10n ** 8n }), currency, factor, (minor, code, [digits, places]) => {
      const typed = Number(`${digits}e-${places}`)
      const scale = 10n ** BigInt(places)
      expect(scaleMoney(moneyOf(minor, code), typed)).toEqual(moneyOf(onPaper(minor * BigInt(digits), scale), code))
      expect(percentOf(moneyOf(minor, code), typed)).toEqual(moneyOf(onPaper(minor * BigInt(digits), scale * 100n), code))
    }))
  })

  it.each([
    ['0.05 USD', 0.5, '0.03'], ['-0.05 USD', 0.5, '-0.03'], ['1 JPY', 0.5, '1'], ['-1 JPY', 0.5, '-1'], ['0.001 KWD', 0.5, '0.001'],
    ['100 JPY', 123456.785, '12345679'], ['100 JPY', 1e-7, '0'], ['1.00 USD', 1.005, '1.01'],
  ])('%s times %s is %s', (text, factor, amount) => {
    expect(scaleMoney(readMoney(text) as Money, factor).amount).toBe(amount)
  })

  it.each([Number.NaN, Infinity, -Infinity])('refuses to be multiplied by %s', (factor) => {
    expect(() => scaleMoney({ amount: '1.00', currency: 'USD' }, factor)).toThrow(/cannot multiply/)
    expect(() => percentOf({ amount: '1.00', currency: 'USD' }, factor)).toThrow(/cannot multiply/)
  })

  it('refuses two currencies, and a sum too large to be money', () => {
    const [dollars, euros] = [{ amount: '1.00', currency: 'USD' }, { amount: '1.00', currency: 'EUR' }]
    for (const act of [addMoney, subtractMoney, compareMoney]) expect(() => act(dollars, euros)).toThrow('cannot put USD and EUR together')
    const most = { amount: '999999999999999.99', currency: 'USD' }
    expect(() => addMoney(most, most)).toThrow(/more than an amount may be/)
    expect(() => scaleMoney(most, 1e21)).toThrow(/more than an amount may be/)
  })

  it.each(['', '10,00', '1e3', '1e21', 'NaN', 'Infinity', '+1', '.5', '1.', '1.005', '0x10', '１０', ' 1', '1_000', '9'.repeat(16), '--1', '1.00.00'])('is not "%s" dollars', (text) => {
    expect(minorOf(text, 'USD')).toBeUndefined()
  })

  it('has no decimals in yen and three in dinar; zeros behind the last place are no places', () => {
    expect(minorOf('10.5', 'JPY')).toBeUndefined()
    expect(minorOf('10.00', 'JPY')).toBe(10n)
    expect(minorOf('1.234', 'KWD')).toBe(1234n)
    expect(minorOf('1.2345', 'KWD')).toBeUndefined()
    expect(minorOf('-0.00', 'USD')).toBe(0n)
    expect(placesOf('constructor')).toBe(2)
  })

  it.each([null, 5, '15.00 USD', [], {}, { amount: 15, currency: 'USD' }, { amount: '15.00', currency: 'usd' }, { amount: '15.00', currency: '__proto__' }, { amount: '1e3', currency: 'USD' }])(
    'is not %j', (value) => expect(isMoney(value as Json)).toBe(false),
  )

  it.each(['15.00', 'USD', '15.00 USD extra', '15.00 US', 'USD 15.00', '', '   '])('cannot be read from "%s"', (text) => expect(readMoney(text)).toBeUndefined())
})
