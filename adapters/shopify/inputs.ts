import { own } from '../../domain/json.ts'
import { isMoney, minorOf } from '../../domain/money.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall } from '../../domain/ports.ts'

/** An amount as written, and in the minor units of its currency. */
export interface Amount {
  readonly minor: bigint
  readonly currency: string
  readonly text: string
}

/** A positive amount, checked before anything is sent: no sign, exponent, comma, or places that the currency lacks. */
export function inputAmount(call: ConnectorCall, name: string): Amount {
  const value = own(call.input, name)
  const minor = isMoney(value) ? minorOf(value.amount, value.currency) : undefined
  if (!isMoney(value) || minor === undefined || minor <= 0n) {
    throw new ConnectorError(
      'refused', 'wrong-amount', `${JSON.stringify(value ?? null)} is no amount that can be refunded; give a positive amount of a currency`,
    )
  }
  return { minor, currency: value.currency, text: value.amount }
}
