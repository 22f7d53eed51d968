import type { Data } from './graphql/types.ts'
import { plainAddress } from './seed.ts'
import type { Order } from './state.ts'

/** The address of an order in the vendor's fields; null for no order. */
export function addressOf(order: Order | undefined): Data | null {
  if (order === undefined) return null
  const address = order.address ?? plainAddress
  const [firstName = '', ...rest] = address.name.split(' ')
  return {
    ...address, firstName, lastName: rest.join(' '), provinceCode: address.province, country: address.country, countryCode: address.country,
    countryCodeV2: address.country,
  }
}
