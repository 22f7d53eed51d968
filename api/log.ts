import { pino } from 'pino'
import type { Logger } from 'pino'

/**
 * The process's log. Give it fields, not sentences with values in them: secrets are masked by a field's name, at the
 * top and one level down.
 */
export type Log = Logger

/** Headers and fields that identify or let in; what they hold never reaches a log. */
export const SECRETS: readonly string[] = [
  'authorization',
  'cookie',
  'token',
  'password',
  'secret',
  'apiKey',
  'accessToken',
  'webhookSecret',
  '*.authorization',
  '*.cookie',
  '*.token',
  '*.password',
  '*.secret',
  '*.apiKey',
  '*.accessToken',
  '*.webhookSecret',
  '["x-shopify-hmac-sha256"]',
  '*["x-shopify-hmac-sha256"]',
  '*["set-cookie"]',
]

/** JSON lines on stdout, one an event; bodies, forms and headers are never logged whole. */
export const createLog = (process: string, level: string): Log =>
  pino({
    name: process,
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...SECRETS], censor: '[masked]' },
  })
