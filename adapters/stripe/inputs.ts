import { own, type Json } from '../../domain/json.ts'
import { isMoney, type Money } from '../../domain/money.ts'
import type { ConnectorCall } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import { toStripe } from './amount.ts'

/** The id of an object of Stripe. It becomes part of an address, so nothing else than an id passes. */
export function inputId(call: ConnectorCall, name: string): string {
  const id = inputText(call, name)
  if (!/^[A-Za-z0-9_]{1,255}$/.test(id)) throw refused('resource-missing', `${JSON.stringify(id)} is no id of Stripe; check "${name}"`)
  return id
}

/** As `inputId`, undefined where there is none. */
export const optionalId = (call: ConnectorCall, name: string): string | undefined => (optionalText(call, name) === undefined ? undefined : inputId(call, name))

/** An amount as written, and in Stripe's units. */
export interface Amount {
  readonly money: Money
  readonly units: number
}

/** A positive amount, checked before anything is sent: no sign, exponent, comma, or places that the currency or the card networks lack. */
export function inputAmount(call: ConnectorCall, name: string): Amount {
  const value: Json | undefined = own(call.input, name)
  const units = isMoney(value) ? toStripe(value) : undefined
  if (!isMoney(value) || units === undefined || units <= 0)
    throw refused('wrong-amount', `${JSON.stringify(value ?? null)} is no amount that Stripe can refund exactly; give a positive amount of a currency`)
  return { money: { amount: value.amount, currency: value.currency }, units }
}
