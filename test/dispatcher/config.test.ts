import { expect, it } from 'vitest'
import { readSettings } from '../../dispatcher/config.ts'

const base = { DATABASE_URL: 'postgres://127.0.0.1/evenkeel' }

it('has every channel off that nobody has set up', () => {
  expect(readSettings(base)).toEqual({ databaseUrl: base.DATABASE_URL, logLevel: 'info', windable: false, consoleUrl: 'http://localhost:3000', slack: undefined, mail: undefined })
  expect(readSettings({ ...base, SMTP_URL: 'smtp://127.0.0.1:25', SLACK_BOT_TOKEN: '' })).toMatchObject({ slack: undefined, mail: undefined })
})

it('reads what the channels need, and where people reach the console', () => {
  const given = { ...base, PUBLIC_URL: 'https://ops.shop.example/', SLACK_BOT_TOKEN: 'xoxb-1', SLACK_API_URL: 'http://127.0.0.1:4030/api/', SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: 'Shop <sops@shop.example>', REPLY_ADDRESS: 'answers@shop.example' }

  expect(readSettings(given)).toMatchObject({
    consoleUrl: 'https://ops.shop.example', slack: { token: 'xoxb-1', apiUrl: 'http://127.0.0.1:4030/api/' },
    mail: { smtpUrl: 'smtp://127.0.0.1:25', from: 'Shop <sops@shop.example>', replyAddress: 'answers@shop.example' },
  })
  expect(readSettings({ ...base, PORT: '3100' }).consoleUrl).toBe('http://localhost:3100')
})

it('does not start without a database', () => {
  expect(() => readSettings({})).toThrow('"DATABASE_URL" is not set')
})
