/** What the watchdog reads from its environment. Its ways to tell somebody are its own: whatever it watches may be down. */
export interface WatchdogSettings {
  readonly databaseUrl: string
  readonly logLevel: string
  /** Undefined where nobody is told by mail. */
  readonly mail: { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] } | undefined
  /** Gets each message as JSON by POST. */
  readonly webhookUrl: string | undefined
  /** Is asked for after each round that succeeded, so that somebody elsewhere notices when none does. */
  readonly heartbeatUrl: string | undefined
  /** Where `/healthz` and `/metrics` are served. */
  readonly listen: { readonly host: string; readonly port: number }
}

type Env = Readonly<Record<string, string | undefined>>

const PORT = 3080

/** Reads the settings; throws `RangeError` naming the variable that is missing or wrong and what to set it to. */
export function readSettings(env: Env): WatchdogSettings {
  const databaseUrl = env['DATABASE_URL']
  if (!databaseUrl) throw new RangeError('"DATABASE_URL" is not set: name the PostgreSQL to use, such as postgres://user:password@host:5432/evenkeel')
  return {
    databaseUrl, logLevel: env['LOG_LEVEL'] || 'info', mail: mailOf(env), webhookUrl: urlOf(env, 'EVENKEEL_WATCHDOG_WEBHOOK_URL'), heartbeatUrl: urlOf(env, 'EVENKEEL_WATCHDOG_HEARTBEAT_URL'),
    listen: { host: env['EVENKEEL_WATCHDOG_HOST'] || '127.0.0.1', port: portOf(env['EVENKEEL_WATCHDOG_PORT']) },
  }
}

function mailOf(env: Env): WatchdogSettings['mail'] {
  const to = (env['EVENKEEL_WATCHDOG_MAIL_TO'] ?? '').split(',').map((address) => address.trim()).filter((address) => address !== '')
  if (to.length === 0) return undefined
  const smtpUrl = env['EVENKEEL_WATCHDOG_SMTP_URL'] || env['SMTP_URL']
  const from = env['EVENKEEL_WATCHDOG_MAIL_FROM'] || env['MAIL_FROM']
  if (!smtpUrl) throw new RangeError('"EVENKEEL_WATCHDOG_MAIL_TO" is set and no mail server is: set "EVENKEEL_WATCHDOG_SMTP_URL", better to another one than "SMTP_URL"')
  if (!from) throw new RangeError('"EVENKEEL_WATCHDOG_MAIL_TO" is set and no sender is: set "EVENKEEL_WATCHDOG_MAIL_FROM" to the address that its mails come from')
  return { smtpUrl, from, to }
}

function urlOf(env: Env, name: string): string | undefined {
  const value = env[name]
  if (!value) return undefined
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  throw new RangeError(`"${name}" is no address: set it to one that begins with https://`)
}

function portOf(value: string | undefined): number {
  if (!value) return PORT
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new RangeError(`"EVENKEEL_WATCHDOG_PORT" is "${value}": set it to a port, such as ${PORT}`)
}
