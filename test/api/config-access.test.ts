import { expect, test } from 'vitest'
import { readSettings } from '../../api/config.ts'

const DATABASE_URL = 'postgres://localhost/evenkeel'
const read = (env: Record<string, string>) => readSettings({ DATABASE_URL, ...env })

test('left alone nobody is believed who only says who they are, and people sign in with a password', () => {
  expect(read({})).toMatchObject({ openAccess: false, signIn: { password: true, mail: false, openid: false }, trustedProxies: 0 })
})

test('everybody is believed in a demo, and where the one person at this machine says so', () => {
  expect(read({ EVENKEEL_DEMO_CONTROL: 'http://127.0.0.1:4099' }).openAccess).toBe(true)
  expect(read({ EVENKEEL_OPEN_ACCESS: 'yes' }).openAccess).toBe(true)
  expect(read({ EVENKEEL_OPEN_ACCESS: 'true' }).openAccess).toBe(false)
})

test('nobody is believed at an address that others reach, whatever is set', () => {
  expect(() => read({ HOST: '0.0.0.0', PUBLIC_URL: 'https://ops.shop.test', EVENKEEL_OPEN_ACCESS: 'yes' })).toThrow('"EVENKEEL_OPEN_ACCESS" lets anybody act as anybody')
  expect(read({ HOST: '0.0.0.0', PUBLIC_URL: 'https://ops.shop.test', EVENKEEL_DEMO_CONTROL: 'http://127.0.0.1:4099', EVENKEEL_SIGN_IN: 'password' }).openAccess).toBe(false)
})

test('what others reach does not start without a way to sign in', () => {
  expect(() => read({ HOST: '0.0.0.0', PUBLIC_URL: 'https://ops.shop.test' })).toThrow('no way to sign in is set up: set EVENKEEL_SIGN_IN=password')
  expect(() => read({ HOST: '0.0.0.0', PUBLIC_URL: 'https://ops.shop.test', EVENKEEL_DEMO_CONTROL: 'http://127.0.0.1:4099' })).toThrow('no way to sign in is set up')
  expect(() => read({ EVENKEEL_SIGN_IN: 'magic' })).toThrow('"EVENKEEL_SIGN_IN" must be "password", "mail" or both')
  expect(read({ HOST: '0.0.0.0', PUBLIC_URL: 'https://ops.shop.test', EVENKEEL_SIGN_IN: 'password' })).toMatchObject({ openAccess: false, signIn: { password: true } })
})

test('no password goes over a network in plain text', () => {
  expect(() => read({ HOST: '0.0.0.0', PUBLIC_URL: 'http://ops.shop.test', EVENKEEL_SIGN_IN: 'password' })).toThrow('it must be https')
  expect(() => read({ PUBLIC_URL: 'http://ops.shop.test' })).toThrow('it must be https')
})

test('nobody signs in by mail where none can be sent', () => {
  expect(() => read({ EVENKEEL_SIGN_IN: 'mail' })).toThrow('set SMTP_URL and MAIL_FROM')
  expect(read({ EVENKEEL_SIGN_IN: 'mail,password', SMTP_URL: 'smtp://127.0.0.1:25', MAIL_FROM: 'Shop <a@shop.test>' }).signIn).toEqual({ password: true, mail: true, openid: false })
})

test('a provider of OpenID Connect is set up whole, and asked in plain text only on this machine', () => {
  const whole = { OIDC_ISSUER: 'https://id.shop.test', OIDC_CLIENT_ID: 'evenkeel', OIDC_CLIENT_SECRET: 'x' }
  expect(read({ ...whole, HOST: '0.0.0.0', PUBLIC_URL: 'https://ops.shop.test' })).toMatchObject({ signIn: { password: false, openid: true }, openid: { issuer: 'https://id.shop.test' } })
  expect(() => read({ ...whole, OIDC_CLIENT_SECRET: '' })).toThrow('set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET too')
  expect(() => read({ ...whole, OIDC_ISSUER: 'http://id.shop.test' })).toThrow('must not be asked in plain text')
})

test('the addresses of an issuer are trusted only when that is said, and never of one where anybody has a tenant', () => {
  const whole = { OIDC_ISSUER: 'https://login.microsoftonline.com/6f2d/v2.0', OIDC_CLIENT_ID: 'evenkeel', OIDC_CLIENT_SECRET: 'x' }
  expect(['', 'no', 'yes'].map((OIDC_TRUST_EMAIL) => read({ ...whole, OIDC_TRUST_EMAIL }).openid?.trustEmail)).toEqual([false, false, true])
  expect(() => read({ ...whole, OIDC_TRUST_EMAIL: 'true' })).toThrow('"OIDC_TRUST_EMAIL" must be "yes" or "no"')
  for (const shared of ['common', 'organizations', 'consumers']) {
    expect(() => read({ ...whole, OIDC_ISSUER: `https://login.microsoftonline.com/${shared}/v2.0`, OIDC_TRUST_EMAIL: 'yes' })).toThrow('set OIDC_ISSUER to that of your own tenant')
  }
})
