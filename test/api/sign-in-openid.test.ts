import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOpenId } from '../../adapters/openid/provider.ts'
import type { OpenId } from '../../domain/sign-in.ts'
import { fakeSignIn } from './fake-sign-in.ts'
import { fakes } from './fakes.ts'

const CLIENT = { id: 'evenkeel', secret: 'a-secret-of-the-client' }
/** Who the provider knows: by their login, with what it says of them. */
const ACCOUNTS: Readonly<Record<string, { readonly email?: string; readonly email_verified?: boolean }>> = {
  ana: { email: 'Ana@shop.test', email_verified: true }, unverified: { email: 'ana@shop.test', email_verified: false }, gone: { email: 'gone@shop.test', email_verified: true }, stranger: { email: 'x@y.test', email_verified: true }, silent: {}, unsaid: { email: 'Ana@shop.test' },
}

const listen = (server: Server): Promise<string> => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)))

/** A real provider on a port of its own. */
async function startProvider(server: Server, issuer: string, redirectUri: string): Promise<void> {
  const name: string = 'oidc-provider'
  const { Provider } = (await import(name)) as { Provider: new (issuer: string, options: object) => { callback(): Parameters<Server['on']>[1] } }
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    cookies: { keys: ['test'] },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...ACCOUNTS[id] }) }),
  })
  server.on('request', provider.callback() as (...args: unknown[]) => void)
}

/** A browser as far as signing in needs one: cookies by host and port, redirects one by one. */
function createBrowser() {
  const jars = new Map<string, Map<string, string>>()
  return {
    jars,
    async go(url: string, form?: Record<string, string>): Promise<Response> {
      const { origin } = new URL(url)
      const jar = jars.get(origin) ?? new Map<string, string>()
      jars.set(origin, jar)
      const response = await fetch(url, {
        redirect: 'manual', headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
        ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
      })
      for (const line of response.headers.getSetCookie()) {
        const [pair = ''] = line.split(';')
        const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
        else jar.set(name, value)
      }
      return response
    },
  }
}
type Visitor = ReturnType<typeof createBrowser>

describe('signing in by a provider of OpenID Connect', () => {
  const servers: Server[] = []
  let api = ''
  let made: ReturnType<typeof fakes>
  let trusting = false
  const lines: string[] = []
  beforeAll(async () => {
    const [providerServer, apiServer] = [createServer(), createServer()]
    servers.push(providerServer, apiServer)
    const [issuer, url] = await Promise.all([listen(providerServer), listen(apiServer)])
    api = url
    const redirectUri = `${url}/api/sign-in/openid/callback`
    await startProvider(providerServer, issuer, redirectUri)
    const [strict, trustful] = [false, true].map((trustEmail) => createOpenId({ issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret, redirectUri, trustEmail })) as [OpenId, OpenId]
    const chosen = (): OpenId => (trusting ? trustful : strict)
    const openid: OpenId = { begin: () => chosen().begin(), finish: (query, kept) => chosen().finish(query, kept) }
    made = fakes({ log: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }), signIn: fakeSignIn({ openid, ways: { password: false, mail: false, openid: true } }).parts, settings: { ...fakes().deps.settings, openAccess: false, publicUrl: url } })
    apiServer.on('request', made.app)
  }, 60_000)
  afterAll(() => servers.forEach((server) => { server.closeAllConnections(); server.close() }))

  /** From our page to the provider's, through its forms, up to the address that leads back to us. */
  async function throughProvider(browser: Visitor, login: string): Promise<string> {
    let at = (await browser.go(`${api}/api/sign-in/openid`)).headers.get('location') ?? ''
    for (let steps = 0; steps < 12 && !at.startsWith(`${api}/`); steps++) {
      const response = await browser.go(at)
      const next = response.headers.get('location')
      if (next) { at = new URL(next, at).href; continue }
      const page = await response.text()
      const action = /action="([^"]+)"/.exec(page)?.[1] ?? ''
      const posted = await browser.go(new URL(action, at).href, page.includes('name="login"') ? { prompt: 'login', login, password: 'x' } : { prompt: 'consent' })
      at = new URL(posted.headers.get('location') ?? '', at).href
    }
    return at
  }
  const session = async (browser: Visitor): Promise<string | null> => ((await (await browser.go(`${api}/api/session`)).json()) as { person: { id: string } | null }).person?.id ?? null

  it('asks with PKCE, state and nonce, and knows the person by the verified address', async () => {
    const browser = createBrowser()
    const asked = new URL((await browser.go(`${api}/api/sign-in/openid`)).headers.get('location') ?? '')
    expect([...asked.searchParams.keys()].toSorted()).toEqual(['client_id', 'code_challenge', 'code_challenge_method', 'nonce', 'redirect_uri', 'response_type', 'scope', 'state'])
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256')

    const back = await browser.go(await throughProvider(browser, 'ana'))

    expect([back.status, back.headers.get('location')]).toEqual([303, '/'])
    expect(await session(browser)).toBe('ana')
    expect([...(browser.jars.get(api)?.keys() ?? [])]).toEqual(['evenkeel_session'])
  })

  it.each([['unverified', 'unverified'], ['gone', 'unknown'], ['stranger', 'unknown'], ['silent', 'refused']])('signs in nobody whom the provider calls "%s"', async (login, why) => {
    const browser = createBrowser()
    const back = await browser.go(await throughProvider(browser, login))
    expect(back.headers.get('location')).toBe(`/sign-in?why=${why}`)
    expect(await session(browser)).toBeNull()
  })

  it('signs in nobody by an address of which it is not said that it was verified, and the log alone names the setting that would', async () => {
    const browser = createBrowser()
    const back = await browser.go(await throughProvider(browser, 'unsaid'))

    expect(back.headers.get('location')).toBe('/sign-in?why=unverified')
    expect(await session(browser)).toBeNull()
    expect(`${[...back.headers].join()} ${await back.text()}`).not.toContain('OIDC_TRUST_EMAIL')
    expect(lines.join()).toContain('set OIDC_TRUST_EMAIL=yes')
  })

  it.each([['unsaid', '/', 'ana'], ['unverified', '/sign-in?why=unverified', null], ['silent', '/sign-in?why=refused', null]])('where the addresses of the issuer are trusted leads "%s" to %s', async (login, to, who) => {
    trusting = true
    const browser = createBrowser()
    const back = await browser.go(await throughProvider(browser, login))
    trusting = false

    expect(back.headers.get('location')).toBe(to)
    expect(await session(browser)).toBe(who)
  })

  it('signs nobody in by a code that another browser got, nor by one that was used, nor with another state', async () => {
    const [mine, other] = [createBrowser(), createBrowser()]
    const address = await throughProvider(mine, 'ana')

    const stolen = await other.go(address)
    await other.go(`${api}/api/sign-in/openid`)
    const planted = await other.go(address)
    const kept = mine.jars.get(api)?.get('evenkeel_openid') ?? ''
    expect((await mine.go(address)).headers.get('location')).toBe('/')
    mine.jars.get(api)?.set('evenkeel_openid', kept)
    mine.jars.get(api)?.delete('evenkeel_session')
    const again = await mine.go(address)

    expect([stolen, planted, again].map(({ headers }) => headers.get('location'))).toEqual(Array(3).fill('/sign-in?why=refused'))
    expect([await session(other), await session(mine)]).toEqual([null, null])
  })

  it('says so when the provider says no, or is not there', async () => {
    const browser = createBrowser()
    await browser.go(`${api}/api/sign-in/openid`)
    expect((await browser.go(`${api}/api/sign-in/openid/callback?error=access_denied&state=x`)).headers.get('location')).toBe('/sign-in?why=refused')
    const away = createOpenId({ issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'x', redirectUri: `${api}/x` })
    await expect(away.begin()).rejects.toMatchObject({ name: 'OpenIdRefused', code: 'unreachable' })
  })
})
