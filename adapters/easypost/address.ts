import { own } from '../../domain/json.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { EasyPostClient } from './client.ts'
import { unreadable } from './failures.ts'
import { listOf, objectOf, textOf } from './fields.ts'

/** The vendor keeps an address object, which nobody sees; asking twice changes nothing. */
const VERIFY = { name: 'addresses.create', write: false, method: 'POST', path: 'addresses' } as const

/** Whether a parcel can be delivered there, and how the carriers write it. */
export async function verifyAddress(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const [street2, state] = [optionalText(call, 'street2'), optionalText(call, 'state')]
  const address = {
    street1: inputText(call, 'street1'), city: inputText(call, 'city'), zip: inputText(call, 'zip'), country: inputText(call, 'country'),
    ...(street2 === undefined ? {} : { street2 }), ...(state === undefined ? {} : { state }),
  }
  const found = await client.ask({ ...VERIFY, body: { address, verify: true } }, call.signal)
  const id = textOf(found, 'id')
  const delivery = objectOf(objectOf(found, 'verifications'), 'delivery')
  const deliverable = own(delivery, 'success')
  if (id === undefined || typeof deliverable !== 'boolean') throw unreadable(VERIFY)
  const residential = own(found, 'residential')
  return {
    outputs: {
      address_id: id, deliverable, problem: listOf(delivery, 'errors').map((one) => textOf(one, 'message') ?? '').filter((one) => one !== '').join('; '),
      street1: textOf(found, 'street1') ?? address.street1, street2: textOf(found, 'street2') ?? null, city: textOf(found, 'city') ?? address.city,
      state: textOf(found, 'state') ?? null, zip: textOf(found, 'zip') ?? address.zip, country: textOf(found, 'country') ?? address.country,
      residential: typeof residential === 'boolean' ? residential : null,
    },
    reference: id,
  }
}
