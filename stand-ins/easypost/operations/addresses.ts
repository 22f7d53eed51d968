import { missing, refusal } from '../errors.ts'
import { instant, newId } from '../ids.ts'
import type { Address } from '../state.ts'
import { mapIn, textIn, type Context, type Operation, type Outcome } from './operation.ts'

/** The vendor's own street for trying what cannot be delivered. */
const UNDELIVERABLE = /^undeliverable/i

/** An address with what was asked for and nothing else known. */
export const newAddress = (given: Readonly<Record<string, unknown>>, now: number): Address => ({
  name: null, company: null, street1: null, street2: null, city: null, state: null, zip: null, country: 'US', phone: null, email: null, residential: null, verifications: {},
  ...given, id: newId('adr'), object: 'Address', mode: 'test', created_at: instant(now), updated_at: instant(now),
})

function create({ now, body }: Context): Outcome {
  const given = mapIn(body['address'], 'address')
  const verify = body['verify'] ?? body['verify_strict']
  if (verify === undefined) {
    const row = newAddress(given, now)
    return { body: row, status: 201, changes: [{ table: 'addresses', row }] }
  }
  const street = textIn(given, 'street1')
  const bad = UNDELIVERABLE.test(street) || !/\d/.test(street)
  if (bad && body['verify_strict'] !== undefined) throw refusal('ADDRESS.VERIFY.FAILURE', 'Unable to verify address.')
  const row = newAddress({ ...given, ...(bad ? {} : { street1: street.toUpperCase(), city: String(given['city'] ?? '').toUpperCase(), residential: false }), verifications: verified(bad) }, now)
  return { body: row, status: 201, changes: [{ table: 'addresses', row }] }
}

function verified(bad: boolean): object {
  const errors = bad ? [{ code: 'E.ADDRESS.NOT_FOUND', field: 'address', message: 'Address not found', suggestion: null }] : []
  return { zip4: { success: !bad, errors, details: null }, delivery: { success: !bad, errors, details: bad ? {} : { time_zone: 'America/Los_Angeles' } } }
}

function retrieve({ store, id }: Context): Outcome {
  const found = store.get('addresses', id)
  if (found === undefined) throw missing()
  return { body: found }
}

/** Where parcels go. */
export const addresses: readonly Operation[] = [
  { name: 'addresses.create', method: 'POST', path: '/addresses', run: create },
  { name: 'addresses.retrieve', method: 'GET', path: '/addresses/:id', run: retrieve },
]
