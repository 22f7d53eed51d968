import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText } from '../vendors/inputs.ts'
import type { Document, ShopifyClient } from './client.ts'
import { APPROVE, CLOSE, DECLINE, READ_APPROVED, READ_STATUS } from './documents.ts'
import { objectAt, objectsAt, textAt, textOr } from './fields.ts'
import { found, trackingCode } from './read.ts'

/** A change of a return's status: done when it `is` so already, carried out when it was `from`. */
interface Move {
  readonly document: Document
  readonly mutation: string
  readonly from: string
  readonly is: string
  readonly variables: (call: ConnectorCall, id: string) => JsonObject
  /** How the return is looked at. */
  readonly read: Document
  readonly outputs: (returned: JsonObject) => JsonObject
}

const statusOf = (returned: JsonObject): JsonObject => ({ status: textAt(returned, 'status') })

const DECLINE_REASONS = ['RETURN_PERIOD_ENDED', 'FINAL_SALE', 'OTHER']

const moves: Readonly<Record<string, Move>> = {
  'shopify.approve_return': {
    document: APPROVE, mutation: 'returnApproveRequest', from: 'REQUESTED', is: 'OPEN',
    variables: (_call, id) => ({ input: { id, notifyCustomer: false } }),
    read: READ_APPROVED, outputs: (returned) => ({ ...statusOf(returned), tracking_code: trackingCode(returned) }),
  },
  'shopify.decline_return': {
    document: DECLINE, mutation: 'returnDeclineRequest', from: 'REQUESTED', is: 'DECLINED', variables: declineInput,
    read: READ_STATUS, outputs: statusOf,
  },
  'shopify.close_return': {
    document: CLOSE, mutation: 'returnClose', from: 'OPEN', is: 'CLOSED', variables: (_call, id) => ({ id }),
    read: READ_STATUS, outputs: statusOf,
  },
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
  const before = await look(client, move, id, call.signal)
  const status = textAt(before, 'status')
  if (status === move.is) return done(move, before)
  if (status !== move.from) throw wrongState(id, status, move)
  const data = await client.send(move.document, variables, call.signal)
  const answer = objectAt(data, move.mutation)
  const error = objectsAt(answer, 'userErrors')[0]
  if (error === undefined) return done(move, objectAt(answer, 'return'))
  // Somebody else may have moved it between the look and the call.
  const now = await look(client, move, id, call.signal)
  if (textAt(now, 'status') === move.is) return done(move, now)
  throw refusedBecause(error)
}

const done = (move: Move, returned: JsonObject): ConnectorResult => ({ outputs: move.outputs(returned), reference: null })

async function look(client: ShopifyClient, { read }: Move, id: string, signal: AbortSignal): Promise<JsonObject> {
  return found(await client.send(read, { id }, signal), 'return', id)
}

const wrongState = (id: string, status: string, move: Move): ConnectorError =>
  new ConnectorError('refused', 'invalid-state', `return "${id}" is ${status} and cannot become ${move.is}; look at it in the shop`)

/** The payload layer: understood and refused. The code, where the vendor gives one, in the form of ours. */
export function refusedBecause(error: JsonObject): ConnectorError {
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
