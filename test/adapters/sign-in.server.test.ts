import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccounts } from '../../adapters/postgres/accounts.ts'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { createSessions, IDLE_MS, LONGEST_MS } from '../../adapters/postgres/sessions.ts'
import { createApiTokens } from '../../adapters/postgres/tokens.ts'
import { createSignInLinks, LINK_MS } from '../../adapters/postgres/sign-in-links.ts'
import { testDatabase, type TestDatabase } from '../harness/database.ts'

const NOW = Date.parse('2026-11-20T10:00:00Z')
let own: TestDatabase
let database: Database
beforeAll(async () => { own = await testDatabase(); database = openDatabase(own.url) })
afterAll(async () => { await database.close(); await own[Symbol.asyncDispose]() })

/** Everything that somebody with a copy of the database would read. */
const dump = async (): Promise<string> => {
  const rows = await Promise.all(['session', 'account', 'api_token', 'sign_in_link'].map((table) => database.pool.query(`select * from ${table}`)))
  return JSON.stringify(rows.map((one) => one.rows))
}

describe('a session', () => {
  it('is found by its secret until it was idle for too long, or is a week old however busy', async () => {
    const sessions = createSessions(database)
    const secret = await sessions.begin('ana', 'password', NOW)

    expect(await sessions.find(secret, NOW + IDLE_MS - 1)).toBe('ana')
    expect(await sessions.find(secret, NOW + 2 * IDLE_MS - 2)).toBe('ana')
    expect(await sessions.find(secret, NOW + 4 * IDLE_MS)).toBeUndefined()
    const busy = await sessions.begin('ana', 'password', NOW)
    for (let at = NOW; at < NOW + LONGEST_MS; at += IDLE_MS / 2) expect(await sessions.find(busy, at)).toBe('ana')
    expect(await sessions.find(busy, NOW + LONGEST_MS)).toBeUndefined()
  })

  it('ends when it is told to, or with all of its person, and never with those of others', async () => {
    const sessions = createSessions(database)
    const [one, two, others] = [await sessions.begin('bo', 'password', NOW), await sessions.begin('bo', 'mail', NOW), await sessions.begin('cy', 'openid', NOW)]

    await sessions.end(one, NOW)
    expect([await sessions.find(one, NOW), await sessions.find(two, NOW)]).toEqual([undefined, 'bo'])
    expect(await sessions.endAll('bo', NOW)).toBe(1)

    expect([await sessions.find(two, NOW), await sessions.find(others, NOW)]).toEqual([undefined, 'cy'])
  })

  it('has a secret of 256 random bits, another one each time', async () => {
    const sessions = createSessions(database)
    const secrets = await Promise.all(Array.from({ length: 50 }, () => sessions.begin('di', 'password', NOW)))
    expect(new Set(secrets).size).toBe(50)
    expect(secrets.every((secret) => Buffer.from(secret, 'base64url').length === 32)).toBe(true)
  })
})

describe('whoever steals the database', () => {
  it('finds no secret of a session in it, and what stands there signs in nobody', async () => {
    const sessions = createSessions(database)
    const secret = await sessions.begin('ana', 'password', NOW)
    const { rows } = await database.pool.query<{ hash: string }>('select hash from session')

    expect(await dump()).not.toContain(secret)
    for (const { hash } of rows) expect(await sessions.find(hash, NOW)).toBeUndefined()
  })

  it('finds no token in it, and what stands there is none', async () => {
    const tokens = createApiTokens(database)
    const { token } = await tokens.create({ name: 'erp', roles: ['support'], person: null }, NOW)
    const { rows } = await database.pool.query<{ hash: string }>('select hash from api_token')

    expect(await dump()).not.toContain(token.slice(3))
    for (const { hash } of rows) for (const tried of [hash, `ek_${hash}`]) expect(await tokens.find(tried, NOW)).toBeUndefined()
  })

  it('finds passwords only as scrypt has ground them, each with a salt of its own', async () => {
    const accounts = createAccounts(database)
    await accounts.setPassword('ana', 'correct horse battery')
    await accounts.setPassword('bo', 'correct horse battery')
    const { rows } = await database.pool.query<{ password: string }>("select password from account where person in ('ana', 'bo')")

    expect(await dump()).not.toContain('correct horse')
    expect(rows.every(({ password }) => password.startsWith('scrypt$32768$8$3$'))).toBe(true)
    expect(new Set(rows.map(({ password }) => password)).size).toBe(2)
    expect(await accounts.isPassword('ana', rows[0]!.password)).toBe(false)
  })
})

describe('a password', () => {
  it('is right for its person alone, and gone once there is another', async () => {
    const accounts = createAccounts(database)
    await accounts.setPassword('eve', 'first password')
    expect([await accounts.isPassword('eve', 'first password'), await accounts.isPassword('eve', 'first passwort'), await accounts.isPassword('fay', 'first password'), await accounts.isPassword(null, 'first password')]).toEqual([true, false, false, false])

    await accounts.setPassword('eve', 'second password')

    expect([await accounts.isPassword('eve', 'first password'), await accounts.isPassword('eve', 'second password')]).toEqual([false, true])
  })

  it('is another one with zeros behind it', async () => {
    const accounts = createAccounts(database)
    await accounts.setPassword('ian', 'long enough')
    expect([await accounts.isPassword('ian', 'long enough'), await accounts.isPassword('ian', 'long enough\0')]).toEqual([true, false])
  })

  it('is the same however a keyboard composes its letters', async () => {
    const accounts = createAccounts(database)
    await accounts.setPassword('gus', 'Zu\u0308rich am See')
    expect(await accounts.isPassword('gus', 'Z\u00fcrich am See')).toBe(true)
  })

  it.each(['', 'short', 'x'.repeat(201)])('is not taken when it is too short or too long', async (password) => {
    await expect(createAccounts(database).setPassword('eve', password)).rejects.toThrow('a password has 10 to 200 characters')
  })

  it('takes as much work for somebody who has none', async () => {
    const accounts = createAccounts(database)
    await accounts.setPassword('hal', 'long enough')
    const time = async (person: string | null) => {
      const began = performance.now()
      for (let tries = 0; tries < 4; tries++) await accounts.isPassword(person, 'wrong')
      return performance.now() - began
    }
    await time('hal')
    const [known, unknown, nobody] = [await time('hal'), await time('zoe'), await time(null)]
    // Without the work a try is a hundred times faster; the machine's own swings are far smaller.
    expect(Math.min(unknown, nobody) / known).toBeGreaterThan(0.3)
  })
})

describe('a token', () => {
  it('is known with its roles until it is revoked, and keeps when it was used', async () => {
    const tokens = createApiTokens(database)
    const { id, token } = await tokens.create({ name: 'wms', roles: ['support'], person: null }, NOW)

    expect(await tokens.find(token, NOW + 1000)).toMatchObject({ id, name: 'wms', roles: ['support'], person: null, lastUsedAt: null })
    expect((await tokens.list()).find((one) => one.id === id)).toMatchObject({ lastUsedAt: NOW + 1000, revokedAt: null })
    expect(await tokens.revoke(id, NOW)).toBe(true)
    expect([await tokens.find(token, NOW), await tokens.revoke(id, NOW), await tokens.revoke("1' or true --", NOW)]).toEqual([undefined, false, false])
  })

  it('has a name that no other in use has', async () => {
    const tokens = createApiTokens(database)
    const { id } = await tokens.create({ name: 'shop', roles: [], person: null }, NOW)
    await expect(tokens.create({ name: 'shop', roles: [], person: null }, NOW)).rejects.toThrow('there is a token "shop" already')
    await expect(tokens.create({ name: 'a b', roles: [], person: null }, NOW)).rejects.toThrow('"a b" is no name for a token')
    await tokens.revoke(id, NOW)
    expect((await tokens.create({ name: 'shop', roles: [], person: 'ana' }, NOW)).token).toMatch(/^ek_[\w-]{43}$/)
  })
})

describe('a link to sign in', () => {
  it('is one of three that somebody has, also when twenty are asked for at once', async () => {
    const links = createSignInLinks(database)
    const made = await Promise.all(Array.from({ length: 20 }, () => links.make('lou', 'chrome', NOW)))
    expect(made.filter((secret) => secret !== undefined)).toHaveLength(3)
  })

  it('works once, in its browser, within a quarter of an hour, however many try it at once', async () => {
    const links = createSignInLinks(database)
    const [secret = '', late = ''] = [await links.make('ivy', 'chrome', NOW), await links.make('ivy', 'chrome', NOW)]

    expect([await links.redeem(secret, 'firefox', NOW), await links.redeem('', 'chrome', NOW), await links.redeem(late, 'chrome', NOW + LINK_MS)]).toEqual([undefined, undefined, undefined])
    const found = await Promise.all(Array.from({ length: 10 }, () => links.redeem(secret, 'chrome', NOW + LINK_MS - 1)))

    expect(found.filter((person) => person === 'ivy')).toHaveLength(1)
    expect(await dump()).not.toContain(secret)
  })

  it('is made three times at most for one person until they are too old, and never too rarely for another', async () => {
    const links = createSignInLinks(database)
    const made = []
    for (let tries = 0; tries < 5; tries++) made.push(await links.make('jon', 'chrome', NOW))
    expect(made.map((one) => one !== undefined)).toEqual([true, true, true, false, false])
    expect(await links.make('kim', 'chrome', NOW)).toBeDefined()
    expect(await links.make('jon', 'chrome', NOW + LINK_MS)).toBeDefined()
  })
})
