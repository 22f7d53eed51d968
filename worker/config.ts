/** What the worker reads from its environment. */
export interface WorkerSettings {
  readonly databaseUrl: string
  /** The prebuilt script of `workflows/`. */
  readonly bundle: string
  /** Runs kept in memory; a case that was put away is replayed from its history when somebody clicks. */
  readonly cachedCases: number
}

/** Reads the settings; names the variable that is missing or wrong and what to set it to. */
export function readSettings(env: Readonly<Record<string, string | undefined>>, besideBundle: string): WorkerSettings {
  const databaseUrl = env['DATABASE_URL']
  if (!databaseUrl) throw new RangeError('"DATABASE_URL" is not set; set it to the PostgreSQL of the product, such as postgres://user:password@host:5432/evenkeel')
  const cachedCases = Number(env['CACHED_CASES'] || '300')
  if (!Number.isInteger(cachedCases) || cachedCases < 1) throw new RangeError(`"CACHED_CASES" is "${env['CACHED_CASES'] ?? ''}"; set it to a whole number above 0`)
  return { databaseUrl, bundle: env['WORKFLOW_BUNDLE'] || besideBundle, cachedCases }
}
