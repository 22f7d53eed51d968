import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import type { Document, ShopifyClient } from './client.ts'
import { APPROVE, CLOSE, DECLINE, READ_STATUS } from './documents.ts'
import { objectAt, objectsAt, textAt, textOr } from './fields.ts'
import { inputText } from './inputs.ts'
import { found } from './read.ts'

/** A change of a return's status: done when it `is` so already, carried out when it was `from`. */
interface Move {
  readonly document: Document
  readonly mutation: string
  readonly from: string
  readonly is: string
  readonly variables: (call: ConnectorCall, id: string) => JsonObject
}

const DECLINE_REASONS = ['RETURN_PERIOD_ENDED', 'FINAL_SALE', 'OTHER']

const moves: Readonly<Record<string, Move>> = {
  'shopify.approve_return': {
    document: APPROVE, mutation: 'returnApproveRequest', from: 'REQUESTED', is: 'OPEN',
    variables: (_call, id) => ({ input: { id, notifyCustomer: false } }),
  },
  'shopify.decline_return': {
    document: DECLINE, mutation: 'returnDeclineRequest', from: 'REQUESTED', is: 'DECLINED', variables: declineInput,
  },
  'shopify.close_return': { document: CLOSE, mutation: 'returnClose', from: 'OPEN', is: 'CLOSED', variables: (_call, id) => ({ id }) },
}

/**
 * Approves, declines or closes a return. These mutations take no idempotency key, so the status is read before every
 * call and a return that is already where it should be counts as done. Undefined for other actions.
 */
export async function moveReturn(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult | undefined> {
  const move = Object.hasOwn(moves, call.action) ? moves[call.action] : undefined
  if (move === undefined) return undefined
  const id = inputText(call, 'return_id')
  const variables = move.variables(call, id)
  const status = await readStatus(client, id, call.signal)
  if (status === move.is) return done(status)
  if (status !== move.from) throw wrongState(id, status, move)
  const data = await client.send(move.document, variables, call.signal)
  const answer = objectAt(data, move.mutation)
  const error = objectsAt(answer, 'userErrors')[0]
  if (error === undefined) return done(textAt(answer, 'return', 'status'))
  // Somebody else may have moved it between the look and the call.
  const now = await readStatus(client, id, call.signal)
  if (now === move.is) return done(now)
  throw refusedBecause(error)
}

const done = (status: string): ConnectorResult => ({ outputs: { status }, reference: null })

async function readStatus(client: ShopifyClient, id: string, signal: AbortSignal): Promise<string> {
  return textAt(found(await client.send(READ_STATUS, { id }, signal), 'return', id), 'status')
}

const wrongState = (id: string, status: string, move: Move): ConnectorError =>
  new ConnectorError('refused', 'invalid-state', `return "${id}" is ${status} and cannot become ${move.is}; look at it in the shop`)

/** The payload layer: understood and refused. The code, where the vendor gives one, in the form of ours. */
function refusedBecause(error: JsonObject): ConnectorError {
  const code = textOr(error, 'USER_ERROR', 'code').toLowerCase().replaceAll('_', '-')
  return new ConnectorError('refused', code, `the shop refuses: ${textOr(error, 'no reason given', 'message')}`)
}

function declineInput(call: ConnectorCall, id: string): JsonObject {
  const declineReason = inputText(call, 'reason').toUpperCase()
  if (!DECLINE_REASONS.includes(declineReason)) {
    throw new ConnectorError(
      'contract', 'wrong-reason', `"${declineReason}" is no reason for declining a return; use ${DECLINE_REASONS.join(', ')}`,
    )
  }
  const note = call.input['note']
  return { input: { id, declineReason, notifyCustomer: false, ...(typeof note === 'string' ? { declineNote: note.slice(0, 500) } : {}) } }
}
