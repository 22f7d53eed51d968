import process from 'node:process'
import { easypostDefaults, startEasyPost } from './easypost.ts'

const env = process.env
const text = (name: string): string | null => (env[name] === undefined || env[name] === '' ? null : env[name])
const whole = (name: string, fallback: number): number => {
  const value = Number(text(name) ?? fallback)
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`"${name}" is "${env[name] ?? ''}"; set it to a whole number`)
  return value
}

const easypost = await startEasyPost({
  port: whole('PORT', 4040),
  host: text('HOST') ?? easypostDefaults.host,
  stateFile: text('STATE_FILE'),
  logFile: text('LOG_FILE'),
  apiKey: text('API_KEY') ?? easypostDefaults.apiKey,
  webhookUrl: text('WEBHOOK_URL'),
  webhookSecret: text('WEBHOOK_SECRET') ?? easypostDefaults.webhookSecret,
  webhookRetryMs: text('WEBHOOK_RETRY_MS')?.split(',').map(Number) ?? easypostDefaults.webhookRetryMs,
  rateLimit: text('RATE_LIMIT') === null ? null : whole('RATE_LIMIT', 20),
  listLimit: text('LIST_LIMIT') === null ? null : whole('LIST_LIMIT', 5),
})
process.stdout.write(`sample carriers ready at ${easypost.url}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void easypost.close().then(() => process.exit(0)))
