import { missingScopes, type Found } from '../../domain/check.ts'
import { shopifyActions } from './actions.ts'
import { createShopifyClient, type Document, type ShopifyConfig } from './client.ts'
import { objectsAt, textAt } from './fields.ts'

const CHECK: Document = {
  name: 'CheckAccess',
  write: false,
  text: 'query CheckAccess { shop { name } currentAppInstallation { accessScopes { handle } } }',
}

/** Which shop the token opens, and which scopes of those that actions need its app lacks. Changes nothing; throws `ConnectorError`. */
export async function lookAtShopify(config: ShopifyConfig, signal: AbortSignal): Promise<Found> {
  const answer = await createShopifyClient(config).send(CHECK, {}, signal)
  const granted = new Set(objectsAt(answer, 'currentAppInstallation', 'accessScopes').map((scope) => textAt(scope, 'handle')))
  // Whoever may write may read, and is then not always listed as a reader.
  const has = (scope: string): boolean => granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_'))
  return {
    account: `the shop "${textAt(answer, 'shop', 'name')}"`, missing: missingScopes(shopifyActions, 'shopify', has),
    remedy: 'give the app these scopes in the shop\'s admin, and install it again',
  }
}
