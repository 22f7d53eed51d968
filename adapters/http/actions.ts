import { READING } from '../../domain/connector.ts'
import type { ActionDeclaration } from '../../domain/connector.ts'

/** Calls to systems without a connector of their own: JSON over https, public addresses only. What a JSON map answers is the result. */
export const httpActions: readonly ActionDeclaration[] = [
  {
    name: 'http.get',
    summary: 'Read JSON from an https address',
    ...READING,
    inputs: { url: 'text' },
    outputs: {},
    open: 'answer',
    scopes: [],
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
    scopes: [],
    retry: 'unknown-outcome',
    guard: 'the address is a public one, or on the list of hosts',
    readBack: 'none: the receiver must honour Idempotency-Key',
    compensation: 'by hand: whatever the receiver offers',
    refusals: ['http-refused', 'address-refused', 'redirected'],
  },
]
