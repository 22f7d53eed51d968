import { own, type Json } from '../../domain/json.ts'
import { isMoney, type Money } from '../../domain/money.ts'
import { ConnectorError, type ConnectorCall } from '../../domain/ports.ts'
import { toStripe } from './amount.ts'

/** A refusal: understood, and nothing was done. */
export const refused = (code: string, message: string): ConnectorError => new ConnectorError('refused', code, message)

/** A text input; the compiler promised it, so its absence is a bug and not a matter for a retry. */
export function inputText(call: ConnectorCall, name: string): string {
  const value = optionalText(call, name)
  if (value === undefined) throw new ConnectorError('contract', 'wrong-input', `"${call.action}" needs "${name}" as text`)
  return value
}

/** An optional text input; absent, null and empty are the same. */
export function optionalText(call: ConnectorCall, name: string): string | undefined {
  const value = own(call.input, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

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
