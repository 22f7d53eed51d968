/** What the dispatcher reads from its environment. */
export interface DispatcherSettings {
  readonly databaseUrl: string
  readonly logLevel: string
  /** New cases may have their clock wound: in the demo. */
  readonly windable: boolean
  /** The address under which people reach the console, without a slash at its end. */
  readonly consoleUrl: string
  /** Undefined where Slack is off. */
  readonly slack: { readonly token: string; readonly apiUrl?: string } | undefined
  /** Undefined where mail is off. `replyAddress` is where answers are read, if anywhere. */
  readonly mail: { readonly smtpUrl: string; readonly from: string; readonly replyAddress: string | undefined } | undefined
  /** Undefined where no checkpoints of the record are written. */
  readonly checkpoints: CheckpointSettings | undefined
}

/** Where checkpoints of the record go, and what signs them. */
export interface CheckpointSettings {
  readonly file: string
  readonly keyPem: string | undefined
  readonly keyFile: string | undefined
  readonly putUrl: string | undefined
  readonly putAuthorization: string | undefined
  readonly mailTo: string | undefined
}

/** Reads the settings; throws `RangeError` naming the variable that is missing and what to set it to. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): DispatcherSettings {
  const databaseUrl = env['DATABASE_URL']
  if (!databaseUrl)
    throw new RangeError('"DATABASE_URL" is not set: name the PostgreSQL to use, such as postgres://user:password@host:5432/evenkeel')
  return {
    databaseUrl,
    logLevel: env['LOG_LEVEL'] || 'info',
    windable: env['EVENKEEL_DEMO'] === '1' || Boolean(env['EVENKEEL_DEMO_CONTROL']),
    consoleUrl: (env['PUBLIC_URL'] || `http://localhost:${env['PORT'] || '3000'}`).replace(/\/+$/, ''),
    slack: slackOf(env),
    mail: mailOf(env),
    checkpoints: checkpointsOf(env),
  }
}

function mailOf({ SMTP_URL: smtpUrl, MAIL_FROM: from, REPLY_ADDRESS: replyAddress }: Readonly<Record<string, string | undefined>>): DispatcherSettings['mail'] {
  return smtpUrl && from ? { smtpUrl, from, replyAddress: replyAddress || undefined } : undefined
}

function checkpointsOf(env: Readonly<Record<string, string | undefined>>): CheckpointSettings | undefined {
  const file = env['EVENKEEL_CHECKPOINT_FILE']
  if (!file) return undefined
  const mailTo = env['EVENKEEL_CHECKPOINT_MAIL_TO'] || undefined
  if (mailTo !== undefined && !(env['SMTP_URL'] && env['MAIL_FROM'])) throw new RangeError('"EVENKEEL_CHECKPOINT_MAIL_TO" is set and mail is off: set "SMTP_URL" and "MAIL_FROM"')
  return {
    file, keyPem: env['EVENKEEL_CHECKPOINT_KEY'] || undefined, keyFile: env['EVENKEEL_CHECKPOINT_KEY_FILE'] || undefined,
    putUrl: env['EVENKEEL_CHECKPOINT_PUT_URL'] || undefined, putAuthorization: env['EVENKEEL_CHECKPOINT_PUT_AUTHORIZATION'] || undefined, mailTo,
  }
}

function slackOf({ SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl }: Readonly<Record<string, string | undefined>>): DispatcherSettings['slack'] {
  return token ? { token, ...(apiUrl ? { apiUrl } : {}) } : undefined
}
