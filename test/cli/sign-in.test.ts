import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Desk } from '../../cli/desk.ts'
import { ERP_TOKEN, fakeSignIn } from '../api/fake-sign-in.ts'
import { fakes, organisation } from '../api/fakes.ts'
import { sop } from './io.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach((server) => { server.closeAllConnections(); server.close() }))

function desk(over: Partial<Desk> = {}) {
  const kept = fakeSignIn()
  const passwords: [string, string][] = []
  let closed = 0
  const made: Desk = {
    ...kept.parts, accounts: { ...kept.parts.accounts, setPassword: async (person, password) => { if (password.length < 10) throw new RangeError('a password has 10 to 200 characters'); passwords.push([person, password]) } },
    organisation: async () => organisation, close: async () => void closed++, ...over,
  }
  const run = (args: readonly string[], stdin = '') => sop(args, { stdin: () => stdin, desk: async () => made, env: { DATABASE_URL: 'postgres://x' } })
  return { ...kept, passwords, run, closed: () => closed }
}

describe('sop person', () => {
  it('sets a password from standard input, without the line’s end, and ends the sessions of the old one', async () => {
    const { run, passwords, sessions, closed } = desk()
    sessions.set('old', { person: 'ana', method: 'password' })
    const { code, out, err } = await run(['person', 'password', 'ana'], 'correct horse battery\n')

    expect([code, out]).toEqual([0, ''])
    expect(passwords).toEqual([['ana', 'correct horse battery']])
    expect(err).not.toContain('correct horse')
    expect([sessions.size, closed()]).toEqual([0, 1])
  })

  it.each([
    ['somebody who does not work here', ['person', 'password', 'gone'], 'long enough', 1, 'nobody called "gone" works here; there are ana, bo'],
    ['a password that is too short', ['person', 'password', 'ana'], 'short', 1, 'a password has 10 to 200 characters'],
    ['nothing on standard input', ['person', 'password', 'ana'], '', 2, 'standard input is empty'],
  ])('refuses %s', async (_what, args, stdin, exit, words) => {
    const { code, err } = await desk().run(args, stdin)
    expect(code).toBe(exit)
    expect(err).toContain(words)
  })

  it('needs the address of the database', async () => {
    const { code, err } = await sop(['person', 'password', 'ana'], { stdin: () => 'long enough' })
    expect(code).toBe(3)
    expect(err).toContain('"DATABASE_URL" is not set')
  })

  it('ends sessions', async () => {
    const { run, sessions } = desk()
    sessions.set('one', { person: 'ana', method: 'password' })
    expect((await run(['person', 'sign-out', 'ana'])).err).toContain('1 session of "ana" ended')
  })
})

describe('sop token', () => {
  it('prints the token alone, once, and lists without it', async () => {
    const { run } = desk()
    const made = await run(['token', 'create', 'wms', '--role', 'support'])
    const listed = await run(['token', 'list', '--json'])

    expect([made.code, made.out]).toEqual([0, 'ek_wms'])
    expect(JSON.parse(listed.out).tokens).toMatchObject([{ name: 'erp' }, { id: 'wms', roles: ['support'], person: null, lastUsedAt: null }])
    expect(listed.out).not.toContain('ek_')
    expect((await run(['token', 'list'])).out).toMatch(/id +name +for +last used +state/)
  })

  it('makes none for a role or a person that is not there, and revokes none that is not in use', async () => {
    const { run } = desk()
    expect(await run(['token', 'create', 'x', '--role', 'chief'])).toMatchObject({ code: 1, err: expect.stringContaining('no role "chief"') })
    expect(await run(['token', 'create', 'x', '--person', 'gone'])).toMatchObject({ code: 1, err: expect.stringContaining('"gone"') })
    expect((await run(['token', 'revoke', '7'])).code).toBe(0)
    expect(await run(['token', 'revoke', '7'])).toMatchObject({ code: 1, err: expect.stringContaining('no token "7" in use') })
  })
})

describe('where nobody is believed who only says who they are, sop', () => {
  const closed = () => {
    const made = fakes({ settings: { ...fakes().deps.settings, openAccess: false } })
    const server = made.app.listen(0)
    servers.push(server)
    return { ...made, run: (args: readonly string[], env: Record<string, string> = {}) => sop(args, { env: { EVENKEEL_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...env } }) }
  }

  it.each([['cases'], ['complete', 'c1', 'inspect', '--outcome', 'good'], ['tasks', '--as', 'ana']])('%s says how to sign in', async (...args) => {
    const { run, asked } = closed()
    const { code, err } = await run(args)
    expect(code).toBe(1)
    expect(err).toContain('EVENKEEL_TOKEN')
    expect(asked.commands).toEqual([])
  })

  it('acts as whose token it has', async () => {
    const { run, asked, signIn } = closed()
    signIn.tokens.set('ek_ana', { ...signIn.tokens.get(ERP_TOKEN)!, person: 'ana' })
    expect((await run(['complete', 'c1', 'inspect', '--outcome', 'good'], { EVENKEEL_TOKEN: 'ek_ana' })).code).toBe(0)
    expect((await run(['tasks'], { EVENKEEL_TOKEN: 'ek_ana' })).out).toContain('Mine')
    expect(asked.commands).toMatchObject([{ command: { by: 'ana', via: 'cli' } }])
  })

  it('starts a case as another system, and nothing besides', async () => {
    const { run, asked } = closed()
    const env = { EVENKEEL_TOKEN: ERP_TOKEN }
    expect((await run(['start', 'returns', '--field', 'return_id=R1'], env)).code).toBe(0)
    expect((await run(['complete', 'c1', 'inspect', '--outcome', 'good'], env)).code).toBe(1)
    expect(asked.opened).toMatchObject([{ openedBy: 'integration:erp' }])
    expect(asked.commands).toEqual([])
  })

  it('does not let a token name somebody else', async () => {
    expect(await closed().run(['tasks', '--as', 'bo'], { EVENKEEL_TOKEN: ERP_TOKEN })).toMatchObject({ code: 2, err: expect.stringContaining('leave out --as') })
  })
})
