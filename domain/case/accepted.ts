import { readForm } from '../form.ts'
import type { Json, JsonObject } from '../json.ts'
import type { FormField } from '../plan.ts'

/** The accepted values of a form that passed `refuse`. */
export function accepted(fields: readonly FormField[], form: Json, outcome: string | undefined): JsonObject {
  const reading = readForm(fields, form, outcome)
  return 'ok' in reading ? reading.ok : {}
}
