import { addressIn, wrongSetting } from '../vendors/address.ts'
import { createRest, type RestClient } from '../vendors/rest.ts'
import { httpFailure, ZENDESK } from './failures.ts'

/** Where the help desk is and how to get in. */
export interface ZendeskConfig {
  /** `https://my-shop.zendesk.com`; plain http only on this machine or a private network name. */
  readonly url: string
  /** The agent in whose name notes are left. */
  readonly email: string
  readonly apiToken: string
  /** How long one request may take; 8 s by default, so that those of a note fit into the 30 s of an action. */
  readonly timeoutMs?: number
}

/** Sends requests to the Support API, version 2; paths begin after `/api/v2/`. */
export type ZendeskClient = RestClient

/** More than a page of a ticket's history is. */
const LARGEST = 8_388_608

/** Throws `ConnectorError` (permission) when the settings cannot work. */
export function createZendeskClient({ url, email, apiToken, timeoutMs = 8_000 }: ZendeskConfig): ZendeskClient {
  const base = addressIn('ZENDESK_URL', url, { secret: 'the token', otherwise: 'set it to the address of the help desk' })
  if (!/^[^\s:@/]+@[^\s:@/]+$/.test(email)) throw wrongSetting(`ZENDESK_EMAIL is "${email}"; set it to the e-mail address of the agent whose token it is`)
  if (!/^[\x21-\x7e]+$/.test(apiToken)) throw wrongSetting('ZENDESK_API_TOKEN is no token; set it to an API token of the account')
  // The vendor's way to sign in with a token: "/token" behind the name says that what follows is none of its passwords.
  const authorization = `Basic ${Buffer.from(`${email}/token:${apiToken}`, 'utf8').toString('base64')}`
  return createRest({ vendor: ZENDESK, base, root: '/api/v2/', authorization, timeoutMs, largest: LARGEST, failure: httpFailure })
}
