import { own } from '../../domain/json.ts'
import { ConnectorError, type ConnectorCall } from '../../domain/ports.ts'

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
