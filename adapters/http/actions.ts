import type { ActionDeclaration } from '../../domain/connector.ts'

/** Calls to systems without a connector of their own: JSON over https, public addresses only. What a JSON map answers is the result. */
export const httpActions: readonly ActionDeclaration[] = [
  {
    name: 'http.get',
    summary: 'Read JSON from an https address',
    effect: 'read',
    inputs: { url: 'text' },
    outputs: {},
    open: 'answer',
    idempotency: 'none-needed',
    refusals: ['http-refused', 'address-refused', 'redirected', 'too-large', 'not-json'],
  },
  {
    name: 'http.post',
    summary: 'Send JSON to an https address; a retry repeats the Idempotency-Key header, which the receiver must honour',
    effect: 'write',
    inputs: { url: 'text', body: 'any' },
    outputs: {},
    open: 'answer',
    idempotency: 'provider-key',
    refusals: ['http-refused', 'address-refused', 'redirected'],
  },
]
