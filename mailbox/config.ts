/** What the mailbox process reads from its environment. */
export interface MailboxSettings {
  readonly databaseUrl: string
  readonly logLevel: string
  readonly consoleUrl: string
  /** Undefined where nobody reads answers. */
  readonly imap: { readonly url: string; readonly address: string; readonly server: string } | undefined
  readonly smtp: { readonly smtpUrl: string; readonly from: string } | undefined
  readonly slack: boolean
}

/** Reads the settings; throws `RangeError` naming the variable that is missing and what to set it to. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): MailboxSettings {
  const databaseUrl = env['DATABASE_URL']
  if (!databaseUrl) throw new RangeError('"DATABASE_URL" is not set: name the PostgreSQL to use, such as postgres://user:password@host:5432/evenkeel')
  const { IMAP_URL: url, SMTP_URL: smtpUrl, MAIL_FROM: from } = env
  return {
    databaseUrl, logLevel: env['LOG_LEVEL'] || 'info', consoleUrl: (env['PUBLIC_URL'] || `http://localhost:${env['PORT'] || '3000'}`).replace(/\/+$/, ''),
    imap: url ? { url, address: needed(env, 'REPLY_ADDRESS', 'the address whose mailbox that is, such as answers@shop.example'), server: needed(env, 'AUTHSERV_ID', 'the name by which your mail server signs its "Authentication-Results", such as mail.shop.example') } : undefined,
    smtp: smtpUrl && from ? { smtpUrl, from } : undefined, slack: Boolean(env['SLACK_BOT_TOKEN']),
  }
}

function needed(env: Readonly<Record<string, string | undefined>>, name: string, what: string): string {
  const value = env[name]
  if (value) return value
  throw new RangeError(`"${name}" is not set, and "IMAP_URL" is: set it to ${what}`)
}
