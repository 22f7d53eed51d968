import { own, type Json } from '../../domain/json.ts'
import { isMoney, type Money } from '../../domain/money.ts'
import { ConnectorError, type ConnectorCall } from '../../domain/ports.ts'
import { refused } from './failures.ts'

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

/** An id or a reference. It becomes part of an address, so nothing else than one passes. */
export function inputId(call: ConnectorCall, name: string): string {
  const id = inputText(call, name)
  if (!/^[A-Za-z0-9][A-Za-z0-9_.:#-]{0,254}$/.test(id)) throw refused('not-found', `${JSON.stringify(id)} is no id of EasyPost; check "${name}"`)
  return id
}

/** A positive amount in the one currency that insurances are in. */
export function inputDollars(call: ConnectorCall, name: string): Money {
  const value: Json | undefined = own(call.input, name)
  if (!isMoney(value) || value.currency !== 'USD' || value.amount.startsWith('-') || /^[0.]*$/.test(value.amount))
    throw refused('wrong-amount', `${JSON.stringify(value ?? null)} is no amount that EasyPost insures; give a positive amount of USD`)
  return { amount: value.amount, currency: value.currency }
}
