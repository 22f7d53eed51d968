import type { FieldType } from '../domain/plan.ts'
import type { Context } from './context.ts'

type Fields = Readonly<Record<string, FieldType>>

/** What an action answers: what it declares, or of a web service what the author says it is. */
export function returned(context: Context, action: string, returns: Fields | undefined): FieldType {
  const declared = context.actions.get(action)
  if (!declared || isUntyped(context, action, returns)) return 'any'
  return { map: (declared.open && returns) || declared.outputs }
}

/** An answer that only the author can type, and has not. */
export function isUntyped(context: Context, action: string, returns: unknown): boolean {
  const declared = context.actions.get(action)
  return declared?.open !== undefined && returns === undefined && Object.keys(declared.outputs).length === 0
}

/** What the answer of a web service must have: what the author says, else what is known of its kind. */
export function promised(context: Context, action: string, returns: Fields | undefined): Fields | undefined {
  const declared = context.actions.get(action)
  return returns ?? (declared?.open !== undefined && !isUntyped(context, action, returns) ? declared.outputs : undefined)
}
