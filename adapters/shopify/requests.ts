import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { ShopifyClient } from './client.ts'
import { objectAt, objectsAt, textAt, textOr } from './fields.ts'
import { ASK, ASK_TO_STOP } from './fulfilment-documents.ts'
import { isOver, readPart } from './fulfilment-read.ts'

/** Asks the service that has it to send it. Own places need no asking: they see it at once, and `needed` is no. */
export async function requestFulfilment(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const part = await readPart(client, inputText(call, 'fulfillment_order_id'), call.signal)
  if (['SUBMITTED', 'ACCEPTED'].includes(textAt(part, 'requestStatus'))) return answered(part, true)
  if (isOver(part)) throw overBy(part)
  const actions = objectsAt(part, 'supportedActions').map((one) => one['action'])
  if (!actions.includes('REQUEST_FULFILLMENT')) {
    if (actions.includes('CREATE_FULFILLMENT')) return answered(part, false)
    throw new ConnectorError('refused', 'invalid-state', `fulfilment order "${textAt(part, 'id')}" is ${textAt(part, 'status')} and cannot be asked for; take its holds off first`)
  }
  const answer = objectAt(await client.send(ASK, { id: textAt(part, 'id'), message: optionalText(call, 'note')?.slice(0, 250) ?? null }, call.signal), 'fulfillmentOrderSubmitFulfillmentRequest')
  const [error] = objectsAt(answer, 'userErrors')
  if (error === undefined) return answered(objectAt(answer, 'submittedFulfillmentOrder'), true)
  return afterAll(client, call, error, ['SUBMITTED', 'ACCEPTED'])
}

/** Asks the service that has it to stop. What no service has needs no asking, and `needed` is no. */
export async function requestCancellation(client: ShopifyClient, call: ConnectorCall): Promise<ConnectorResult> {
  const part = await readPart(client, inputText(call, 'fulfillment_order_id'), call.signal)
  const status = textAt(part, 'requestStatus')
  if (status.startsWith('CANCELLATION_')) return answered(part, true)
  if (!['SUBMITTED', 'ACCEPTED'].includes(status)) {
    if (isOver(part)) throw overBy(part)
    return answered(part, false)
  }
  const answer = objectAt(await client.send(ASK_TO_STOP, { id: textAt(part, 'id'), message: optionalText(call, 'note')?.slice(0, 250) ?? null }, call.signal), 'fulfillmentOrderSubmitCancellationRequest')
  const [error] = objectsAt(answer, 'userErrors')
  if (error === undefined) return answered(objectAt(answer, 'fulfillmentOrder'), true)
  return afterAll(client, call, error, ['CANCELLATION_REQUESTED', 'CANCELLATION_ACCEPTED', 'CANCELLATION_REJECTED'])
}

const answered = (part: JsonObject, needed: boolean): ConnectorResult =>
  ({ outputs: { request_status: textAt(part, 'requestStatus'), needed }, reference: null })

/** Refused: done all the same where somebody else asked between the look and the call. Errors carry no code, so the state tells. */
async function afterAll(client: ShopifyClient, call: ConnectorCall, error: JsonObject, done: readonly string[]): Promise<ConnectorResult> {
  const now = await readPart(client, inputText(call, 'fulfillment_order_id'), call.signal)
  if (done.includes(textAt(now, 'requestStatus'))) return answered(now, true)
  throw new ConnectorError('refused', isOver(now) ? 'invalid-state' : 'user-error', `the shop refuses: ${textOr(error, 'no reason given', 'message')}`)
}

const overBy = (part: JsonObject): ConnectorError =>
  new ConnectorError('refused', 'invalid-state', `fulfilment order "${textAt(part, 'id')}" is ${textAt(part, 'status')}; read those of the order again`)
