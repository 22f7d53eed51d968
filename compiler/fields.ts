import type { FieldKind, FieldType, FormField } from '../domain/plan.ts'
import { optional } from './expression/types.ts'
import { readMoney } from './literals.ts'
import type { Field, Form } from './schema/form.ts'

/** The type that a form field has in expressions, before it is known whether it was filled in. */
export function typeOfField(field: Field): FieldType {
  if ('text' in field || 'scan' in field) return 'text'
  if ('whole_number' in field) return 'whole_number'
  if ('decimal' in field) return 'decimal'
  if ('money' in field) return 'money'
  if ('yes_no' in field) return 'yes_no'
  if ('date' in field) return 'date'
  return 'choose' in field ? { choose: field.choose } : { list: { choose: field.choose_many } }
}

/** Absent text is empty text; anything else that was left out is absent. */
export const typeWhen = (field: Field, given: boolean): FieldType => {
  const type = typeOfField(field)
  return given || 'text' in field ? type : optional(type)
}

/** A form as the Plan keeps it. */
export const formFields = (form: Form | undefined): readonly FormField[] =>
  Object.entries(form ?? {}).map(([name, field]) => formField(name, field))

function formField(name: string, field: Field): FormField {
  return {
    name,
    label: field.label ?? spoken(name),
    ...(field.help === undefined ? {} : { help: field.help }),
    type: kindOfField(field),
    required: field.required ?? false,
  }
}

function kindOfField(field: Field): FieldKind {
  if ('text' in field) return { kind: 'text', max: field.text }
  if ('whole_number' in field) return { kind: 'whole_number', ...limits(field.whole_number) }
  if ('decimal' in field) return { kind: 'decimal', ...limits(field.decimal) }
  if ('money' in field) return moneyKind(field.money)
  if ('choose' in field) return { kind: 'choose', options: field.choose }
  if ('choose_many' in field) return { kind: 'choose_many', options: field.choose_many }
  return { kind: 'yes_no' in field ? 'yes_no' : 'date' in field ? 'date' : 'scan' }
}

/** `null` and `true` stand for a field without limits. */
function limits<T extends object>(value: T | true | null): T | Record<never, never> {
  return value === null || value === true ? {} : Object.fromEntries(Object.entries(value).filter(([, limit]) => limit !== undefined))
}

function moneyKind(money: {
  readonly currency?: string | undefined
  readonly min?: string | undefined
  readonly max?: string | undefined
}): FieldKind {
  const [min, max] = [amountOf(money.min), amountOf(money.max)]
  return {
    kind: 'money',
    currency: money.currency ?? min?.currency ?? max?.currency ?? '',
    ...(min ? { min: min.amount } : {}),
    ...(max ? { max: max.amount } : {}),
  }
}

function amountOf(text: string | undefined): { amount: string; currency: string } | undefined {
  const money = text === undefined ? undefined : readMoney(text)
  return money && !('problem' in money) ? money : undefined
}

/** `delivered_at` as a label: `Delivered at`. */
export function spoken(name: string): string {
  const words = name.replace(/_/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** How a value of a connector's type is typed in by hand; `currency` is asked for when it is money. */
export function kindOfType(type: FieldType, currency: () => string): FieldKind {
  if (typeof type === 'object')
    return 'optional' in type
      ? kindOfType(type.optional, currency)
      : 'choose' in type
        ? { kind: 'choose', options: type.choose }
        : { kind: 'text', max: 2000 }
  switch (type) {
    case 'whole_number':
    case 'decimal':
    case 'yes_no':
    case 'date':
      return { kind: type }
    case 'money':
      return { kind: 'money', currency: currency() }
    default:
      return { kind: 'text', max: 500 }
  }
}
