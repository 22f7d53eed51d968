import type { Json } from '../../domain/json.ts'
import type { CaseDetail } from '../../domain/ports.ts'

type Effect = CaseDetail['effects'][number]

/** A row of the ledger as JSON, in which input and result are the texts that are kept. */
interface Row extends Omit<Effect, 'input' | 'result'> {
  readonly input: string
  readonly result: string | null
  readonly code: string | null
  readonly message: string | null
}

/** What a case did outside, with what the system answered. */
export function effectOf(row: string): Effect {
  const { input, result, code, message, ...effect } = JSON.parse(row) as Row
  return { ...effect, input: JSON.parse(input) as Json, result: effect.state === 'refused' ? { code, message } : (JSON.parse(result ?? 'null') as Json) }
}
