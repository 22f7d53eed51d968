import type { Vocabulary } from '../domain/connector.ts'

type Settings = Readonly<Record<string, string | undefined>>
type Off = NonNullable<Vocabulary['off']>

/** Who does what this version cannot do yet. */
const NOT_YET = 'this version does not do it; let a person do it, or name a web service under "systems" of the organisation file'

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
    zendesk: side(NOT_YET, 'this version has no webhook for it; use a source of the organisation file'),
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
