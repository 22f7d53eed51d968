import process from 'node:process'
import { startStripe, stripeDefaults } from './stripe.ts'

const env = process.env
const text = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name])
const whole = (name: string, fallback: number): number => {
  const value = Number(text(name) ?? fallback)
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`"${name}" is "${env[name] ?? ''}"; set it to a whole number`)
  return value
}

const stripe = await startStripe({
  port: whole('PORT', 4070),
  host: text('HOST') ?? stripeDefaults.host,
  stateFile: text('STATE_FILE'),
  logFile: text('LOG_FILE'),
  secretKey: text('SECRET_KEY') ?? stripeDefaults.secretKey,
  permissions: text('PERMISSIONS')?.split(',') ?? stripeDefaults.permissions,
  apiVersion: text('API_VERSION') ?? stripeDefaults.apiVersion,
  webhookUrl: text('WEBHOOK_URL'),
  webhookSecret: text('WEBHOOK_SECRET') ?? stripeDefaults.webhookSecret,
  webhookRetryMs: text('WEBHOOK_RETRY_MS')?.split(',').map(Number) ?? stripeDefaults.webhookRetryMs,
  rateLimit: text('RATE_LIMIT') === null ? null : whole('RATE_LIMIT', 100),
  keyRetentionMs: whole('KEY_RETENTION_MS', stripeDefaults.keyRetentionMs),
})
process.stdout.write(`sample payments ready at ${stripe.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stripe.close().then(() => process.exit(0)))
