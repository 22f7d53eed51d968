import type { Json } from '../../../domain/json.ts'
import type { FormField } from '../../../domain/plan.ts'
import { say } from './words.ts'

/** What was typed, by field: text as it stands in the input, or the options ticked. */
export type Typed = Readonly<Record<string, string | readonly string[]>>

/** The form as the API takes it: as typed, so that the server reads it as on every other channel. Empty fields are left out. */
export function toForm(fields: readonly FormField[], typed: Typed): Record<string, Json> {
  const filled = fields.flatMap((field): [string, Json][] => {
    const value = typed[field.name] ?? ''
    const sent = typeof value === 'string' && field.type.kind !== 'text' ? value.trim() : value
    return sent.length > 0 ? [[field.name, sent]] : []
  })
  return Object.fromEntries(filled)
}

/** Whether the field must be filled in for this outcome; with no outcome chosen yet, whether every outcome needs it. */
export function isRequired(field: FormField, outcome: string | null): boolean {
  return typeof field.required === 'boolean' ? field.required : outcome !== null && field.required.includes(outcome)
}

/** What stands behind a field's label: nothing when it is needed, else that it is optional or which outcomes need it. */
export function needInWords(field: FormField, outcome: string | null): string {
  if (isRequired(field, outcome)) return ''
  const { required } = field
  return outcome === null && typeof required !== 'boolean' && required.length > 0 ? `needed for ${required.map(say).join(', ')}` : 'optional'
}

/** The limits of a field in words, to stand under its label; empty when there is nothing to say. */
export function limitsInWords(field: FormField): string {
  const type = field.type
  switch (type.kind) {
    case 'whole_number': return joined('a whole number', between(type.min, type.max))
    case 'decimal': return joined('a number, such as 12.5', between(type.min, type.max))
    case 'money': return joined(`in ${type.currency}`, between(type.min, type.max))
    case 'text': return type.max <= 200 ? `up to ${type.max} characters` : ''
    case 'scan': return 'scan it or type it'
    default: return ''
  }
}

const joined = (...parts: readonly string[]): string => parts.filter(Boolean).join(', ')

function between(min: number | string | undefined, max: number | string | undefined): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`
  if (min !== undefined) return `${min} or more`
  return max === undefined ? '' : `at most ${max}`
}
