import { ConnectorError } from '../domain/ports.ts'
import type { SupplierLetters } from '../domain/mail/supplier.ts'
import type { Connector } from '../domain/ports.ts'
import { createEasyPost } from './easypost/connector.ts'
import { createSuppliers } from './email/supplier.ts'
import { createHttp } from './http/connector.ts'
import type { HttpConfig } from './http/connector.ts'
import { createCsvLedger } from './ledger/connector.ts'
import { offAtServer } from './off.ts'
import { createShopify } from './shopify/connector.ts'
import { createStripe } from './stripe/connector.ts'
import { createZendesk } from './zendesk/connector.ts'

/** Settings by their environment names; what is left out switches its connector off. */
export interface ConnectorSettings {
  readonly [name: string]: string | undefined
  readonly SHOPIFY_SHOP_URL?: string | undefined
  readonly SHOPIFY_ACCESS_TOKEN?: string | undefined
  /** `2026-10` when left out. */
  readonly SHOPIFY_API_VERSION?: string | undefined
  /** `sk_…`, or a restricted key, `rk_…`. */
  readonly STRIPE_SECRET_KEY?: string | undefined
  /** Stripe itself when left out; for a stand-in. */
  readonly STRIPE_API_URL?: string | undefined
  /** `EZAK…`, or `EZTK…` to try it. */
  readonly EASYPOST_API_KEY?: string | undefined
  /** EasyPost itself when left out; for a stand-in. */
  readonly EASYPOST_API_URL?: string | undefined
  /** `https://my-shop.zendesk.com`. */
  readonly ZENDESK_URL?: string | undefined
  /** Of the agent in whose name notes are left. */
  readonly ZENDESK_EMAIL?: string | undefined
  readonly ZENDESK_API_TOKEN?: string | undefined
  /** Comma list of `host` or `host:port` that `http.…` may call although they are not public https addresses. */
  readonly HTTP_ALLOW_HOSTS?: string | undefined
  /** `SYSTEM_NAME_URL` is where a web service of the organisation's `systems` is from here, in place of the address in the file. */
  readonly [name: `SYSTEM_${string}_URL`]: string | undefined
  /** The mail server by which suppliers are written to. */
  readonly SMTP_URL?: string | undefined
  /** `Sample shop <service@shop.example>`. */
  readonly MAIL_FROM?: string | undefined
  /** The address whose plus-addresses take the answers of suppliers; read by the mailbox process. */
  readonly REPLY_ADDRESS?: string | undefined
  /** Where the lines of the ledger go; `.data/ledger.csv` when left out. */
  readonly LEDGER_FILE?: string | undefined
}

/** What connectors need besides settings: what the organisation says of web services, and where letters to suppliers are kept. */
export interface AroundConnectors extends Pick<HttpConfig, 'systems' | 'secret'> {
  /** Without it nobody writes to suppliers. */
  readonly letters?: Pick<SupplierLetters, 'keep'>
}

/**
 * Every connector by name. One that the settings switch off refuses each action for good and says what to set or do. `around` is what
 * the organisation says of web services. Throws `ConnectorError` for settings that cannot work.
 */
export function createConnectors(settings: ConnectorSettings, around: AroundConnectors = {}): ReadonlyMap<string, Connector> {
  const allowHosts = (settings.HTTP_ALLOW_HOSTS ?? '').split(',').map((host) => host.trim()).filter((host) => host !== '')
  const addressOf = (system: string): string | undefined => settings[`SYSTEM_${system.toUpperCase()}_URL`] || undefined
  const connectors: Connector[] = [createHttp({ ...around, addressOf, allowHosts }), createCsvLedger({ file: settings.LEDGER_FILE || '.data/ledger.csv' })]
  const { SHOPIFY_SHOP_URL: shopUrl } = settings
  if (shopUrl !== undefined && shopUrl !== '') {
    const { SHOPIFY_ACCESS_TOKEN: accessToken = '', SHOPIFY_API_VERSION: apiVersion = '2026-10' } = settings
    connectors.push(createShopify({ shopUrl, accessToken, apiVersion }))
  }
  const { STRIPE_SECRET_KEY: stripeKey, STRIPE_API_URL: stripeUrl } = settings
  if (stripeKey !== undefined && stripeKey !== '') connectors.push(createStripe({ secretKey: stripeKey, apiUrl: stripeUrl || undefined }))
  const { EASYPOST_API_KEY: easypostKey, EASYPOST_API_URL: easypostUrl } = settings
  if (easypostKey !== undefined && easypostKey !== '') connectors.push(createEasyPost({ apiKey: easypostKey, apiUrl: easypostUrl || undefined }))
  const { ZENDESK_URL: zendeskUrl, ZENDESK_EMAIL: zendeskEmail, ZENDESK_API_TOKEN: zendeskToken } = settings
  if (zendeskUrl && zendeskEmail && zendeskToken) connectors.push(createZendesk({ url: zendeskUrl, email: zendeskEmail, apiToken: zendeskToken }))
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, REPLY_ADDRESS: replyAddress } = settings
  if (smtpUrl && from && replyAddress && around.letters) connectors.push(createSuppliers({ smtpUrl, from, replyAddress, letters: around.letters }))
  const off = Object.entries(offAtServer(settings)).flatMap(([name, { actions }]) => (actions === undefined ? [] : [createOff(name, actions)]))
  // What works stands later, and so in the place of what does not.
  return new Map([...off, ...connectors].map((connector) => [connector.name, connector]))
}

/** A connector that is off. Its refusal is final, so that the owner has the task at once and not when all tries are spent. */
const createOff = (name: string, remedy: string): Connector => ({
  name,
  perform: ({ action }) =>
    Promise.reject(new ConnectorError('permission', 'connector-off', `"${action}" cannot run: this installation is not connected to "${name}"; ${remedy}`)),
})
