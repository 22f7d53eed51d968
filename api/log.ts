import { pino } from 'pino'
import type { Logger } from 'pino'

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
