import { addressIn, wrongSetting } from '../vendors/address.ts'
import { createRest, type RestClient } from '../vendors/rest.ts'
import { EASYPOST, httpFailure } from './failures.ts'

/** How to get in, and where to. */
export interface EasyPostConfig {
  /** `EZAK…` for parcels that really leave, `EZTK…` to try it. */
  readonly apiKey: string
  /** EasyPost itself when left out. Plain http only on this machine or a private network name. */
  readonly apiUrl?: string | undefined
  /** How long one request may take; 8 s by default, so that those of a label fit into the 30 s of an action. */
  readonly timeoutMs?: number
}

/** Sends requests to the API, version 2; paths begin after `/v2/`. */
export type EasyPostClient = RestClient

/** More than any answer that is read here; a label itself is an address and no picture. */
const LARGEST = 4_194_304

/** Throws `ConnectorError` (permission) when the settings cannot work. */
export function createEasyPostClient({ apiKey, apiUrl = 'https://api.easypost.com', timeoutMs = 8_000 }: EasyPostConfig): EasyPostClient {
  const base = addressIn('EASYPOST_API_URL', apiUrl, { secret: 'the key', otherwise: 'leave it out, or set it to an address' })
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(apiKey)) throw wrongSetting('EASYPOST_API_KEY is no key; set it to an API key of the account')
  // The key is the user, and there is no password.
  const authorization = `Basic ${Buffer.from(`${apiKey}:`, 'utf8').toString('base64')}`
  return createRest({ vendor: EASYPOST, base, root: '/v2/', authorization, timeoutMs, largest: LARGEST, failure: httpFailure })
}
