import { own, type Json } from '../../domain/json.ts'
import { isMoney, type Money } from '../../domain/money.ts'
import type { ConnectorCall } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { inputText } from '../vendors/inputs.ts'

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
