import type { Json } from '../../../domain/json.ts'
import type { FormField } from '../../../domain/plan.ts'
import { say } from '../../../domain/words.ts'

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
