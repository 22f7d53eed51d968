import { expect, it } from 'vitest'
import { readSettings } from '../../watchdog/config.ts'

const DATABASE_URL = 'postgres://db/evenkeel'

it('needs a database and nothing else, and listens on the loopback address', () => {
  expect(() => readSettings({})).toThrow('"DATABASE_URL" is not set')
  expect(readSettings({ DATABASE_URL })).toEqual({
    databaseUrl: DATABASE_URL, logLevel: 'info', mail: undefined, webhookUrl: undefined, heartbeatUrl: undefined, listen: { host: '127.0.0.1', port: 3080 },
  })
})

it('tells by its own mail server, or by that of the product where it has none', () => {
  const env = { DATABASE_URL, EVENKEEL_WATCHDOG_MAIL_TO: 'a@shop.test, b@shop.test', SMTP_URL: 'smtp://product', MAIL_FROM: 'sops@shop.test' }
  expect(readSettings(env).mail).toEqual({ smtpUrl: 'smtp://product', from: 'sops@shop.test', to: ['a@shop.test', 'b@shop.test'] })
  expect(readSettings({ ...env, EVENKEEL_WATCHDOG_SMTP_URL: 'smtp://other', EVENKEEL_WATCHDOG_MAIL_FROM: 'w@shop.test' }).mail).toMatchObject({ smtpUrl: 'smtp://other', from: 'w@shop.test' })
})

it.each([
  [{ EVENKEEL_WATCHDOG_MAIL_TO: 'a@shop.test', MAIL_FROM: 'x@shop.test' }, '"EVENKEEL_WATCHDOG_SMTP_URL"'],
  [{ EVENKEEL_WATCHDOG_MAIL_TO: 'a@shop.test', SMTP_URL: 'smtp://x' }, '"EVENKEEL_WATCHDOG_MAIL_FROM"'],
  [{ EVENKEEL_WATCHDOG_WEBHOOK_URL: 'file:///etc/passwd' }, '"EVENKEEL_WATCHDOG_WEBHOOK_URL" is no address'],
  [{ EVENKEEL_WATCHDOG_HEARTBEAT_URL: 'hello' }, '"EVENKEEL_WATCHDOG_HEARTBEAT_URL" is no address'],
  [{ EVENKEEL_WATCHDOG_PORT: '70000' }, '"EVENKEEL_WATCHDOG_PORT" is "70000"'],
])('refuses %j and names the variable', (env, says) => {
  expect(() => readSettings({ DATABASE_URL, ...env })).toThrow(says)
})
