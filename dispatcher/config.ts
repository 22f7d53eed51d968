/** What the dispatcher reads from its environment. */
export interface DispatcherSettings {
  readonly databaseUrl: string
  readonly logLevel: string
  /** New cases may have their clock wound: in the demo. */
  readonly windable: boolean
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
  }
}
