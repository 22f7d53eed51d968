import type { ActionDeclaration } from '../../domain/connector.ts'

const answer = { status: 'whole_number', body: 'any' } as const

/** Calls to systems without a connector of their own: JSON over https, public addresses only. */
export const httpActions: readonly ActionDeclaration[] = [
  {
    name: 'http.get',
    summary: 'Read JSON from an https address',
    effect: 'read',
    inputs: { url: 'text' },
    outputs: answer,
    idempotency: 'none-needed',
    refusals: ['http-refused', 'address-refused', 'redirected', 'too-large', 'not-json'],
  },
  {
    name: 'http.post',
    summary: 'Send JSON to an https address; a retry repeats the Idempotency-Key header, which the receiver must honour',
    effect: 'write',
    inputs: { url: 'text', body: 'any' },
    outputs: answer,
    idempotency: 'provider-key',
    refusals: ['http-refused', 'address-refused', 'redirected'],
  },
]
