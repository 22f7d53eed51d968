import type { Connector } from '../domain/ports.ts'
import { createHttp } from './http/connector.ts'
import type { HttpConfig } from './http/connector.ts'
import { createShopify } from './shopify/connector.ts'

/** Settings by their environment names; what is left out switches its connector off. */
export interface ConnectorSettings {
  readonly SHOPIFY_SHOP_URL?: string | undefined
  readonly SHOPIFY_ACCESS_TOKEN?: string | undefined
  /** `2026-10` when left out. */
  readonly SHOPIFY_API_VERSION?: string | undefined
  /** Comma list of `host` or `host:port` that `http.…` may call although they are not public https addresses. */
  readonly HTTP_ALLOW_HOSTS?: string | undefined
}

/** The connectors that the settings switch on, by name. `around` is what the organisation says of web services. Throws `ConnectorError` for settings that cannot work. */
export function createConnectors(settings: ConnectorSettings, around: Pick<HttpConfig, 'systems' | 'secret'> = {}): ReadonlyMap<string, Connector> {
  const allowHosts = (settings.HTTP_ALLOW_HOSTS ?? '').split(',').map((host) => host.trim()).filter((host) => host !== '')
  const connectors: Connector[] = [createHttp({ ...around, allowHosts })]
  const { SHOPIFY_SHOP_URL: shopUrl } = settings
  if (shopUrl !== undefined && shopUrl !== '') {
    const { SHOPIFY_ACCESS_TOKEN: accessToken = '', SHOPIFY_API_VERSION: apiVersion = '2026-10' } = settings
    connectors.push(createShopify({ shopUrl, accessToken, apiVersion }))
  }
  return new Map(connectors.map((connector) => [connector.name, connector]))
}
