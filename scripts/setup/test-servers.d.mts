/** See `test-servers.mjs`. */
export function startTestServers(note?: (text: string) => void): Promise<{
  readonly databaseUrl: string
  readonly temporalAddress: string
  readonly stop: () => Promise<void>
}>
