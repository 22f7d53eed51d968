import type { Vocabulary } from '../domain/connector.ts'

type Settings = Readonly<Record<string, string | undefined>>
type Off = NonNullable<Vocabulary['off']>

/** What to do where a setting is missing; undefined where all are there. */
function lacks(settings: Settings, ...names: readonly string[]): string | undefined {
  const missing = names.filter((name) => (settings[name] ?? '') === '')
  return missing.length === 0 ? undefined : `set ${missing.join(' and ')} and start again`
}

/** What is declared and cannot be reached from here, whatever the server's settings for the shop are. */
export function offIn(settings: Settings): Off {
  return {
    easypost: side(lacks(settings, 'EASYPOST_API_KEY'), lacks(settings, 'EASYPOST_WEBHOOK_SECRET')),
    stripe: side(lacks(settings, 'STRIPE_SECRET_KEY'), lacks(settings, 'STRIPE_WEBHOOK_SECRET')),
    supplier: side(lacks(settings, 'SMTP_URL', 'MAIL_FROM', 'REPLY_ADDRESS'), lacks(settings, 'IMAP_URL', 'REPLY_ADDRESS', 'AUTHSERV_ID')),
    zendesk: side(lacks(settings, 'ZENDESK_URL', 'ZENDESK_EMAIL', 'ZENDESK_API_TOKEN'), lacks(settings, 'ZENDESK_WEBHOOK_SECRET')),
  }
}

/** The same for whoever runs cases: there the shop has to be connected too. */
export const offAtServer = (settings: Settings): Off => ({
  ...offIn(settings),
  shopify: side(lacks(settings, 'SHOPIFY_SHOP_URL', 'SHOPIFY_ACCESS_TOKEN'), lacks(settings, 'SHOPIFY_WEBHOOK_SECRET')),
})

const side = (actions: string | undefined, events: string | undefined): Off[string] => ({
  ...(actions === undefined ? {} : { actions }),
  ...(events === undefined ? {} : { events }),
})
