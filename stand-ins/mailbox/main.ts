import process from 'node:process'
import { startMailbox } from './mailbox.ts'

const port = (name: string, fallback: number): number => {
  const value = Number(process.env[name] ?? fallback)
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new RangeError(`"${name}" is "${process.env[name] ?? ''}"; set it to a whole number, for a port below 65536`)
  }
  return value
}

const mailbox = await startMailbox({
  smtpPort: port('SMTP_PORT', 4025), port: port('PORT', 4026), host: process.env['HOST'] ?? '127.0.0.1',
  logFile: process.env['LOG_FILE'] || null, ...(process.env['KEEP'] ? { keep: port('KEEP', 0) } : {}),
})
process.stdout.write(`mailbox ready at ${mailbox.url}, taking mail at ${mailbox.smtpUrl}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void mailbox.close().then(() => process.exit(0)))
