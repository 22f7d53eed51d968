import { checked, type Checkable, type OutsideChecks } from '../domain/check.ts'
import { own } from '../domain/json.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { ConnectorSettings } from './connectors.ts'
import { lookAtEasyPost } from './easypost/check.ts'
import { lookAtMailbox, lookAtMailServer } from './email/check.ts'
import { lookAtService } from './http/check.ts'
import { lookAtLedger } from './ledger/file.ts'
import { offAtServer } from './off.ts'
import { lookAtShopify } from './shopify/check.ts'
import { lookAtSlack } from './slack/check.ts'
import { lookAtStripe } from './stripe/check.ts'
import { lookAtZendesk } from './zendesk/check.ts'

/** The checks for the settings of a process; `systems` are those of the organisation, whose web services are looked at too. */
export function createChecks(settings: ConnectorSettings, systems: Organisation['systems'] = {}): OutsideChecks {
  const all = [...vendors(settings), ...services(settings, systems), ...channels(settings)]
  return {
    names: all.map(({ name }) => name),
    check(name) {
      const found = all.find((one) => one.name === name)
      return found && checked(found)
    },
  }
}

const set = (settings: ConnectorSettings, name: string): string => settings[name] ?? ''

/** What to set where something is left out. */
const off = (settings: ConnectorSettings, ...names: readonly string[]): { readonly off?: string } => {
  const missing = names.filter((name) => set(settings, name) === '')
  return missing.length === 0 ? {} : { off: `set ${missing.join(' and ')}` }
}

function vendors(settings: ConnectorSettings): readonly Checkable[] {
  const sides = offAtServer(settings)
  const side = (name: string): Omit<Checkable, 'look'> => {
    const { actions, events } = sides[name] ?? {}
    return { name, ...(actions === undefined ? {} : { off: actions }), ...(events === undefined ? {} : { eventsOff: events }) }
  }
  const url = (name: string): { readonly apiUrl?: string } => (set(settings, name) === '' ? {} : { apiUrl: set(settings, name) })
  const file = set(settings, 'LEDGER_FILE') || '.data/ledger.csv'
  return [
    {
      ...side('shopify'),
      look: (signal) => lookAtShopify({ shopUrl: set(settings, 'SHOPIFY_SHOP_URL'), accessToken: set(settings, 'SHOPIFY_ACCESS_TOKEN'), apiVersion: set(settings, 'SHOPIFY_API_VERSION') || '2026-10' }, signal),
    },
    { ...side('stripe'), look: (signal) => lookAtStripe({ secretKey: set(settings, 'STRIPE_SECRET_KEY'), ...url('STRIPE_API_URL') }, signal) },
    { ...side('easypost'), look: (signal) => lookAtEasyPost({ apiKey: set(settings, 'EASYPOST_API_KEY'), ...url('EASYPOST_API_URL') }, signal) },
    {
      ...side('zendesk'),
      look: (signal) => lookAtZendesk({ url: set(settings, 'ZENDESK_URL'), email: set(settings, 'ZENDESK_EMAIL'), apiToken: set(settings, 'ZENDESK_API_TOKEN') }, signal),
    },
    { name: 'csv', look: async () => ({ account: `the ledger file "${file}" (${await lookAtLedger(file)})`, missing: [] }) },
  ]
}

const services = (settings: ConnectorSettings, systems: Organisation['systems']): readonly Checkable[] =>
  Object.keys(systems).filter((name) => typeof own(systems[name]?.settings ?? {}, 'http') === 'string').map((name) => ({
    name,
    look: (signal) => lookAtService(name, {
      allowHosts: set(settings, 'HTTP_ALLOW_HOSTS').split(',').map((host) => host.trim()).filter((host) => host !== ''),
      systems: () => Promise.resolve(systems), secret: (variable) => settings[variable],
      addressOf: (system) => set(settings, `SYSTEM_${system.toUpperCase()}_URL`) || undefined,
    }, signal),
  }))

const channels = (settings: ConnectorSettings): readonly Checkable[] => [
  { name: 'email', ...off(settings, 'SMTP_URL', 'MAIL_FROM'), look: () => lookAtMailServer({ smtpUrl: set(settings, 'SMTP_URL'), from: set(settings, 'MAIL_FROM') }) },
  { name: 'mailbox', ...off(settings, 'IMAP_URL'), look: () => lookAtMailbox(set(settings, 'IMAP_URL')) },
  {
    name: 'slack', ...off(settings, 'SLACK_BOT_TOKEN'),
    look: () => lookAtSlack({ token: set(settings, 'SLACK_BOT_TOKEN'), ...(set(settings, 'SLACK_API_URL') === '' ? {} : { apiUrl: set(settings, 'SLACK_API_URL') }) }),
  },
]
