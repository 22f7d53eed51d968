import type { ActionDeclaration, EventDeclaration } from '../../domain/connector.ts'
import type { FieldType } from '../../domain/plan.ts'

/** What SOPs can ask of suppliers by mail. */
export const supplierActions: readonly ActionDeclaration[] = [
  {
    name: 'supplier.ask',
    summary: 'Write to a supplier, so that their answer comes back to the case as supplier.replied',
    effect: 'write',
    inputs: {
      to: 'text', supplier: 'text', about: 'text', subject: 'text', text: 'text',
      questions: { optional: { list: 'text' } }, answer_by: { optional: 'date' }, follows: { optional: 'text' },
    },
    outputs: { letter: 'text' },
    idempotency: 'provider-key',
    scopes: [],
    retry: 'transient',
    guard: 'the address is one, and the letter is kept before it leaves',
    readBack: 'nothing can be looked up; a repeat has the same Message-ID, and either takes the answer',
    compensation: 'by hand: write that the letter no longer holds',
    refusals: ['bad-address', 'mail-refused', 'wrong-letter'],
  },
]

const answers: Readonly<Record<string, FieldType>> = { letter: 'text', about: 'text', from: 'text', subject: 'text', received_at: 'instant' }

/**
 * What comes back from suppliers. Only `supplier.replied` is an answer; `text` is what its sender wrote themselves, to be read by a person.
 * `mail`, and `sha256` of each attachment, is the hash under which the evidence store has it.
 */
export const supplierEvents: readonly EventDeclaration[] = [
  {
    name: 'supplier.replied',
    summary: 'The supplier who was asked has answered by mail',
    fields: { ...answers, text: 'text', mail: 'text', attachments: { list: { map: { name: 'text', type: 'text', bytes: 'whole_number', sha256: 'text' } } } },
  },
  { name: 'supplier.away', summary: 'A program of the supplier answered, such as an out-of-office note: no answer', fields: { ...answers, text: 'text', mail: 'text' } },
  { name: 'supplier.bounced', summary: 'A letter to a supplier did not arrive', fields: { letter: 'text', about: 'text', reason: 'text', received_at: 'instant' } },
]
