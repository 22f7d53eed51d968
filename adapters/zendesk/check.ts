import { missingScopes, type Found } from '../../domain/check.ts'
import { isObject, own } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { createZendeskClient, type ZendeskConfig } from './client.ts'
import { zendeskActions } from './declarations.ts'

/** Who the token lets in, and whether they are an agent. Changes nothing; throws `ConnectorError`. */
export async function lookAtZendesk(config: ZendeskConfig, signal: AbortSignal): Promise<Found> {
  const user = own(await createZendeskClient(config).ask({ name: 'users.me', write: false, method: 'GET', path: 'users/me' }, signal), 'user')
  // Whoever is not signed in is answered as well, as nobody in particular.
  if (!isObject(user) || (own(user, 'id') ?? null) === null) {
    throw new ConnectorError('permission', 'zendesk-token', 'Zendesk takes us for an anonymous visitor; check ZENDESK_EMAIL and ZENDESK_API_TOKEN, and that token access is on')
  }
  if (own(user, 'suspended') === true) throw new ConnectorError('permission', 'zendesk-suspended', `Zendesk has suspended "${config.email}"; lift that in the Admin Center`)
  const isAgent = ['agent', 'admin'].includes(String(own(user, 'role')))
  return { account: `${String(own(user, 'role'))} "${config.email}"`, missing: missingScopes(zendeskActions, 'zendesk', () => isAgent), remedy: 'make them an agent in the Admin Center' }
}
