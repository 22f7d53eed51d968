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

/** The path of a request as it may be logged: a link of a mail opens something, and whoever reads logs is not whom it is for. */
export const loggedPath = (path: string): string => path.replaceAll(/(?<=\/t\/)[^/]+|(?<=\/)[0-9a-f]{40}(?=\/|$)/gi, '[masked]')
