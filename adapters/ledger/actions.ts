import type { ActionDeclaration } from '../../domain/connector.ts'

/** What SOPs can ask of the ledger file. */
export const ledgerActions: readonly ActionDeclaration[] = [
  {
    name: 'csv.note',
    summary: 'Add a line to the ledger file: the amount, why, and the case',
    effect: 'write',
    inputs: { amount: 'money', because: 'text', order: { optional: 'text' }, reference: { optional: 'text' }, note: { optional: 'text' } },
    outputs: {},
    idempotency: 'read-first',
    scopes: [],
    retry: 'transient',
    guard: 'the amount is one of its currency',
    readBack: 'the lines of the file, by their key',
    compensation: 'csv.note',
    refusals: ['wrong-amount'],
  },
]
