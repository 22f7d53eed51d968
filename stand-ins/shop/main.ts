import process from 'node:process'
import { shopDefaults, startShop } from './shop.ts'

const env = process.env
const text = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name])
const whole = (name: string, fallback: number): number => {
  const value = Number(text(name) ?? fallback)
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`"${name}" is "${env[name] ?? ''}"; set it to a whole number`)
  return value
}

const shop = await startShop({
  port: whole('PORT', 4010),
  host: text('HOST') ?? shopDefaults.host,
  stateFile: text('STATE_FILE'),
  logFile: text('LOG_FILE'),
  accessToken: text('ACCESS_TOKEN') ?? shopDefaults.accessToken,
  accessScopes: text('ACCESS_SCOPES')?.split(',') ?? shopDefaults.accessScopes,
  webhookUrl: text('WEBHOOK_URL'),
  webhookSecret: text('WEBHOOK_SECRET') ?? shopDefaults.webhookSecret,
  webhookRetryMs: text('WEBHOOK_RETRY_MS')?.split(',').map(Number) ?? shopDefaults.webhookRetryMs,
  costLimit: whole('COST_LIMIT', shopDefaults.costLimit),
  costRestore: whole('COST_RESTORE', shopDefaults.costRestore),
  keyRetentionMs: whole('KEY_RETENTION_MS', shopDefaults.keyRetentionMs),
})
process.stdout.write(`sample shop ready at ${shop.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shop.close().then(() => process.exit(0)))
