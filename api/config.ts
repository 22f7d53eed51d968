import { z } from 'zod'
import type { Ways } from './sign-in/deps.ts'

const text = (fallback: string) => z.string().default(fallback)
const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** Variables of the environment; an empty one counts as left out. */
const Environment = z.object({
  DATABASE_URL: z.string({ error: 'is not set: name the PostgreSQL to use, such as postgres://user:password@host:5432/evenkeel' }),
  PORT: z.coerce.number('must be a port number').int().min(0).max(65_535).default(3000),
  HOST: text('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an address such as http://localhost:3000' }).optional(),
  SOP_DIR: text('./sops'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
  SHOPIFY_WEBHOOK_SECRET: z.string().optional(),
  EASYPOST_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
  ZENDESK_WEBHOOK_SECRET: z.string().optional(),
  SLACK_BOT_TOKEN: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().min(16, 'is shorter than any that Slack gives out: copy it from the app\'s page').optional(),
  SLACK_APP_TOKEN: z.string().regex(/^xapp-/, 'must be the app-level token, which begins with "xapp-"').optional(),
  SLACK_API_URL: z.url({ protocol: /^https?$/, error: 'must be an address such as http://127.0.0.1:4030/api/' }).optional(),
  EVENKEEL_DEMO: z.string().optional(),
  EVENKEEL_DEMO_CONTROL: z.url({ protocol: /^http$/, error: 'must be an address such as http://127.0.0.1:4099' }).optional(),
  EVENKEEL_OPEN_ACCESS: z.string().optional(),
  EVENKEEL_SIGN_IN: z.string().regex(/^(password|mail)(,(password|mail))?$/, 'must be "password", "mail" or both with a comma between').optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be the address of the provider, such as https://accounts.shop.test' }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_TRUST_EMAIL: z.enum(['yes', 'no'], { error: 'must be "yes" or "no"' }).default('no'),
  SMTP_URL: z.string().optional(),
  MAIL_FROM: z.string().optional(),
  EVENKEEL_TRUSTED_PROXIES: z.coerce.number('must be a number of proxies').int().min(0).max(10).default(0),
})

/** What the API reads from its environment. */
export interface Settings {
  readonly databaseUrl: string
  readonly port: number
  readonly host: string
  readonly publicUrl: string
  /** Names that a request may come under; undefined for any. */
  readonly hosts: readonly string[] | undefined
  readonly sopDir: string
  readonly logLevel: string
  readonly shopifyWebhookSecret: string | undefined
  readonly easypostWebhookSecret: string | undefined
  readonly stripeWebhookSecret: string | undefined
  readonly zendeskWebhookSecret: string | undefined
  /** Undefined where Slack is off. */
  readonly slack: SlackSettings | undefined
  readonly demoControl: string | undefined
  /** Everybody may say who they are, and is believed. */
  readonly openAccess: boolean
  /** By which ways somebody can sign in. */
  readonly signIn: Ways
  readonly trustedProxies: number
  /** Undefined where no provider of OpenID Connect is set up. */
  readonly openid: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string; readonly trustEmail: boolean } | undefined
  /** How links for signing in are sent. */
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string }
  readonly windable: boolean
}

/** How Slack is reached, and how it reaches us: by signed requests, over a socket that we open, or both. */
export interface SlackSettings {
  readonly token: string
  readonly signingSecret: string | null
  readonly appToken: string | null
  readonly apiUrl: string | undefined
}

/** Reads the settings; throws `RangeError` naming every variable that is wrong and what to set it to. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const read = Environment.safeParse(given)
  if (!read.success) throw new RangeError(read.error.issues.map(({ path, message }) => `"${path.join('.')}" ${message}`).join('; '))
  const { data } = read
  const loopback = LOOPBACK.includes(data.HOST)
  const publicUrl = data.PUBLIC_URL ?? `http://localhost:${data.PORT}`
  const access = accessOf(data, loopback, publicUrl)
  return {
    databaseUrl: data.DATABASE_URL,
    port: data.PORT,
    host: data.HOST,
    publicUrl,
    sopDir: data.SOP_DIR,
    logLevel: data.LOG_LEVEL,
    hosts: loopback ? [...new Set([...LOOPBACK.slice(0, 2), '[::1]', new URL(publicUrl).hostname])] : undefined,
    shopifyWebhookSecret: data.SHOPIFY_WEBHOOK_SECRET,
    easypostWebhookSecret: data.EASYPOST_WEBHOOK_SECRET,
    stripeWebhookSecret: data.STRIPE_WEBHOOK_SECRET,
    zendeskWebhookSecret: data.ZENDESK_WEBHOOK_SECRET,
    slack: slackOf(data),
    demoControl: data.EVENKEEL_DEMO_CONTROL,
    ...access,
    trustedProxies: data.EVENKEEL_TRUSTED_PROXIES,
    openid: openIdOf(data),
    mail: { smtpUrl: data.SMTP_URL, from: data.MAIL_FROM ?? '' },
    windable: data.EVENKEEL_DEMO === '1' || data.EVENKEEL_DEMO_CONTROL !== undefined,
  }
}

/**
 * Who is let in. Believing everybody is for one machine: its own address, or a container whose address people see is this machine's.
 * Whatever others reach has a way to sign in, and over a network not in plain text.
 */
function accessOf(data: z.output<typeof Environment>, loopback: boolean, publicUrl: string): Pick<Settings, 'openAccess' | 'signIn'> {
  const { hostname, protocol } = new URL(publicUrl)
  const seenHere = [...LOOPBACK, '[::1]'].includes(hostname)
  const ways = data.EVENKEEL_SIGN_IN?.split(',') ?? (loopback ? ['password'] : [])
  const signIn = { password: ways.includes('password'), mail: ways.includes('mail'), openid: openIdOf(data) !== undefined }
  if (signIn.mail && (data.SMTP_URL === undefined || data.MAIL_FROM === undefined))
    throw new RangeError('"EVENKEEL_SIGN_IN" has "mail", and no mail can be sent: set SMTP_URL and MAIL_FROM')
  if (data.EVENKEEL_OPEN_ACCESS === 'yes' && !loopback && !seenHere)
    throw new RangeError(`"EVENKEEL_OPEN_ACCESS" lets anybody act as anybody, and "PUBLIC_URL" is "${publicUrl}", which others reach: leave it out, and set EVENKEEL_SIGN_IN`)
  const openAccess = (data.EVENKEEL_OPEN_ACCESS === 'yes' || data.EVENKEEL_DEMO_CONTROL !== undefined) && (loopback || seenHere)
  if (openAccess) return { openAccess, signIn }
  if (ways.length === 0 && !signIn.openid)
    throw new RangeError(
      `"HOST" is "${data.HOST}", and no way to sign in is set up: set EVENKEEL_SIGN_IN=password or OIDC_ISSUER, keep 127.0.0.1, ` +
        'or set EVENKEEL_OPEN_ACCESS=yes where nobody but you reaches this machine',
    )
  if (protocol !== 'https:' && !seenHere)
    throw new RangeError(`"PUBLIC_URL" is "${publicUrl}": people sign in there over a network, so it must be https`)
  return { openAccess, signIn }
}

/** Issuers of Microsoft Entra where each tenant in the world writes the addresses of its own people. */
const SHARED_BY_ALL = /^https:\/\/login\.microsoftonline\.[a-z]+\/+(common|organizations|consumers)(\/|$)/i

/** All of it or nothing. A provider is asked in plain text only on this machine. */
function openIdOf({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret, OIDC_TRUST_EMAIL: trust }: z.output<typeof Environment>): Settings['openid'] {
  if (issuer === undefined) return undefined
  if (clientId === undefined || clientSecret === undefined) throw new RangeError('"OIDC_ISSUER" is set: set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too')
  const { protocol, hostname } = new URL(issuer)
  if (protocol !== 'https:' && ![...LOOPBACK, '[::1]'].includes(hostname)) throw new RangeError(`"OIDC_ISSUER" is "${issuer}", and who somebody is must not be asked in plain text: use its https address`)
  if (trust === 'yes' && SHARED_BY_ALL.test(issuer)) throw new RangeError(`"OIDC_TRUST_EMAIL" is "yes", and at "${issuer}" anybody can sign in with any address: set OIDC_ISSUER to that of your own tenant`)
  return { issuer, clientId, clientSecret, trustEmail: trust === 'yes' }
}

function slackOf(data: z.output<typeof Environment>): SlackSettings | undefined {
  const { SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = data
  if (token === undefined) return undefined
  if (secret === undefined && appToken === undefined)
    throw new RangeError('"SLACK_BOT_TOKEN" is set and nothing can come from Slack: set "SLACK_SIGNING_SECRET", or "SLACK_APP_TOKEN" for Socket Mode')
  return { token, signingSecret: secret ?? null, appToken: appToken ?? null, apiUrl }
}
