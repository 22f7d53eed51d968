import { own, type JsonObject } from '../../domain/json.ts'
import { ConnectorError, type ConnectorCall, type ConnectorResult } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import type { EasyPostClient } from './client.ts'
import { unreadable } from './failures.ts'
import { moneyIn, objectOf, textOf } from './fields.ts'
import { inputId } from './inputs.ts'

const READ = { name: 'shipments.retrieve', write: false, method: 'GET' } as const
const REFUND = { name: 'shipments.refund', write: true, method: 'POST' } as const

/** A shipment by its id or its reference; undefined where there is none. */
export async function findShipment(client: EasyPostClient, call: ConnectorCall, id: string): Promise<JsonObject | undefined> {
  try {
    return await client.ask({ ...READ, path: `shipments/${encodeURIComponent(id)}` }, call.signal)
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'not-found') return undefined
    throw error
  }
}

/** A shipment: whose it is, what it cost, for how much it is insured, what became of its label. */
export async function readShipment(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const id = inputId(call, 'shipment_id')
  const shipment = await client.ask({ ...READ, path: `shipments/${encodeURIComponent(id)}` }, call.signal)
  const rate = objectOf(shipment, 'selected_rate')
  const address = objectOf(shipment, 'to_address')
  const outputs = {
    shipment_id: textOf(shipment, 'id') ?? id, reference: textOf(shipment, 'reference') ?? null, carrier: textOf(rate, 'carrier') ?? '', service: textOf(rate, 'service') ?? '',
    tracking_code: textOf(shipment, 'tracking_code') ?? null, tracker_id: textOf(objectOf(shipment, 'tracker'), 'id') ?? null,
    cost: asJson(moneyIn(textOf(rate, 'rate'), textOf(rate, 'currency') ?? '')), insured: asJson(moneyIn(textOf(shipment, 'insurance'), 'USD')),
    label_status: textOf(shipment, 'refund_status') ?? 'none', city: textOf(address, 'city') ?? null, state: textOf(address, 'state') ?? null,
    zip: textOf(address, 'zip') ?? null, country: textOf(address, 'country') ?? null,
  }
  return { outputs, reference: outputs.shipment_id }
}

const asJson = (money: ReturnType<typeof moneyIn>) => (money === undefined ? null : { ...money })

/** Asks for the price of a label that was not used; one that was asked for already is not asked for again. */
export async function refundLabel(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const id = inputId(call, 'shipment_id')
  const shipment = await findShipment(client, call, id)
  if (shipment === undefined) throw refused('not-found', `EasyPost has no shipment "${id}"`)
  const before = statusOf(shipment)
  if (before === 'submitted' || before === 'refunded') return answer(shipment, id)
  if (before === 'rejected') throw refused('refund-rejected', 'the carrier refused to pay this label back; it was used, or it is too old')
  if (!hasLabel(shipment)) throw refused('no-label', `no label was bought for the shipment "${id}"; there is nothing to pay back`)
  return answer(await client.ask({ ...REFUND, path: `shipments/${encodeURIComponent(id)}/refund` }, call.signal), id)
}

function answer(shipment: JsonObject, id: string): ConnectorResult {
  const status = statusOf(shipment)
  if (status === 'none') throw unreadable(REFUND)
  if (status === 'rejected') throw refused('refund-rejected', 'the carrier refused to pay this label back; it was used, or it is too old')
  return { outputs: { status }, reference: textOf(shipment, 'id') ?? id }
}

/** `submitted`, `refunded`, `rejected`, or `none` where nobody asked for the price back. */
export const statusOf = (shipment: JsonObject): string => textOf(shipment, 'refund_status') ?? 'none'

/** A shipment without one is only a question about prices. */
export const hasLabel = (shipment: JsonObject): boolean => textOf(objectOf(shipment, 'postage_label'), 'label_url') !== undefined && own(shipment, 'selected_rate') !== null
