import { describe, expect, it } from 'vitest'
import { addressOf } from '../../adapters/email/imap.ts'
import { readSettings } from '../../mailbox/config.ts'

const env = { DATABASE_URL: 'postgres://x', IMAP_URL: 'imaps://answers:p%40ss@mail.shop.example/INBOX', REPLY_ADDRESS: 'answers@shop.example', AUTHSERV_ID: 'mx.shop.example' }

describe('the settings of the mailbox', () => {
  it('are off without a mailbox, and whole with one', () => {
    expect(readSettings({ DATABASE_URL: 'postgres://x' }).imap).toBeUndefined()
    expect(readSettings(env).imap).toEqual({ url: env.IMAP_URL, address: 'answers@shop.example', server: 'mx.shop.example' })
  })

  it.each(['DATABASE_URL', 'REPLY_ADDRESS', 'AUTHSERV_ID'])('are refused without %s, by its name: nobody\'s word is taken for our own server\'s', (name) => {
    expect(() => readSettings({ ...env, [name]: '' })).toThrow(`"${name}"`)
  })

  it('name a server, a login and a folder', () => {
    expect(addressOf(env.IMAP_URL)).toEqual({ host: 'mail.shop.example', port: 993, secure: true, folder: 'INBOX', auth: { user: 'answers', pass: 'p@ss' } })
    expect(addressOf('imap://a:b@[::1]:1143')).toMatchObject({ host: '::1', port: 1143, secure: false, folder: 'INBOX' })
    for (const wrong of ['', 'mail.shop.example', 'https://a:b@mail.shop.example', 'imaps://mail.shop.example']) expect(() => addressOf(wrong)).toThrow('"IMAP_URL"')
  })
})
