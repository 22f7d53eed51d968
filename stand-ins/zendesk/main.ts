import process from 'node:process'
import { startZendesk, zendeskDefaults } from './zendesk.ts'

const env = process.env
const text = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name])
const whole = (name: string, fallback: number): number => {
  const value = Number(text(name) ?? fallback)
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`"${name}" is "${env[name] ?? ''}"; set it to a whole number`)
  return value
}

const zendesk = await startZendesk({
  port: whole('PORT', 4050),
  host: text('HOST') ?? zendeskDefaults.host,
  stateFile: text('STATE_FILE'),
  logFile: text('LOG_FILE'),
  email: text('EMAIL') ?? zendeskDefaults.email,
  apiToken: text('API_TOKEN') ?? zendeskDefaults.apiToken,
  webhookUrl: text('WEBHOOK_URL'),
  webhookSecret: text('WEBHOOK_SECRET') ?? zendeskDefaults.webhookSecret,
  webhookRetryMs: text('WEBHOOK_RETRY_MS')?.split(',').map(Number) ?? zendeskDefaults.webhookRetryMs,
  rateLimit: text('RATE_LIMIT') === null ? null : whole('RATE_LIMIT', 60),
})
process.stdout.write(`sample help desk ready at ${zendesk.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void zendesk.close().then(() => process.exit(0)))
