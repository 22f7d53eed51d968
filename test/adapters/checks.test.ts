import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChecks } from '../../adapters/checks.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { capabilityIn } from '../../domain/capability.ts'
import type { Checked } from '../../domain/check.ts'
import { NEEDED_SCOPES } from '../../adapters/slack/check.ts'
import { startEasyPost, type RunningEasyPost } from '../../stand-ins/easypost/easypost.ts'
import { startMailbox, type RunningMailbox } from '../../stand-ins/mailbox/mailbox.ts'
import { shopDefaults, startShop, type RunningShop } from '../../stand-ins/shop/shop.ts'
import { startSlack } from '../../stand-ins/slack/slack.ts'
import { startStripe, type RunningStripe } from '../../stand-ins/stripe/stripe.ts'
import { startZendesk, type RunningZendesk } from '../../stand-ins/zendesk/zendesk.ts'
import { startScriptedImap, type ScriptedImap } from '../mailbox/scripted-imap.ts'
import { sop } from '../cli/io.ts'

type Running = { readonly url: string; close(): Promise<void> }

const folder = mkdtempSync(join(tmpdir(), 'evenkeel-checks-'))
let [shop, stripe, easypost, zendesk, slack, mail, imap] = [] as unknown as [RunningShop, RunningStripe, RunningEasyPost, RunningZendesk, Running, RunningMailbox, ScriptedImap]
let settings: Record<string, string> = {}

beforeAll(async () => {
  ;[shop, stripe, easypost, zendesk, slack, mail, imap] = await Promise.all([startShop(), startStripe(), startEasyPost(), startZendesk(), startSlack(), startMailbox(), startScriptedImap()])
  settings = {
    SHOPIFY_SHOP_URL: shop.url, SHOPIFY_ACCESS_TOKEN: 'shpat_stand_in', SHOPIFY_WEBHOOK_SECRET: 's', STRIPE_SECRET_KEY: 'sk_test_stand_in', STRIPE_API_URL: stripe.url, STRIPE_WEBHOOK_SECRET: 's',
    EASYPOST_API_KEY: easypost.settings.apiKey, EASYPOST_API_URL: easypost.url, EASYPOST_WEBHOOK_SECRET: 's', ZENDESK_URL: zendesk.url, ZENDESK_EMAIL: 'agent@harbour.example',
    ZENDESK_API_TOKEN: 'zd_stand_in', ZENDESK_WEBHOOK_SECRET: 's', SMTP_URL: mail.smtpUrl, MAIL_FROM: 'Steps <steps@harbour.example>', IMAP_URL: imap.url,
    SLACK_BOT_TOKEN: 'xoxb-stand-in', SLACK_API_URL: `${slack.url}/api/`, LEDGER_FILE: join(folder, 'new', 'ledger.csv'),
  }
})
afterAll(async () => {
  await Promise.all([shop, stripe, easypost, zendesk, slack, mail].map((one) => one.close()))
  await imap[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const check = (name: string, over: Record<string, string> = {}): Promise<Checked> => createChecks({ ...settings, ...over }).check(name) ?? Promise.reject(new Error(name))

describe('looking at the systems of an installation', () => {
  it('finds each as it should be, and says whose it is', async () => {
    const checks = createChecks(settings)
    const found = await Promise.all(checks.names.map((name) => check(name)))
    expect(found.map((one) => [one.name, one.state, one.message])).toEqual([
      ['shopify', 'ok', 'the shop "Sample shop"'], ['stripe', 'ok', 'a secret key of test mode'], ['easypost', 'ok', 'a test key, with which nothing is really bought'],
      ['zendesk', 'ok', 'agent "agent@harbour.example"'], ['csv', 'ok', `the ledger file "${settings['LEDGER_FILE'] ?? ''}" (not begun)`],
      ['email', 'ok', `the mail server "${new URL(mail.smtpUrl).host}"; whether it takes mail from Steps <steps@harbour.example> shows at the first one`],
      ['mailbox', 'ok', 'the folder "INBOX" of "answers"'], ['slack', 'ok', 'the workspace "Harbour Goods" as "evenkeel"'],
    ])
  })

  it('leaves out no connector but those that go by another check', () => {
    const names = new Set(vocabulary.actions.map(({ name }) => capabilityIn(name)))
    // Addresses of `http` stand in SOPs; suppliers are written to by the mail server.
    expect([...names].filter((name) => !createChecks({}).names.includes(name) && !['http', 'supplier'].includes(name))).toEqual([])
  })

  it('changes nothing there: only reads arrive, and no mail', async () => {
    await Promise.all(createChecks(settings).names.map((name) => check(name)))
    const asked = [...shop.log.all(), ...stripe.log.all(), ...zendesk.log.all(), ...easypost.log.all()].filter((one) => one['kind'] === 'request')
    expect(asked.length).toBeGreaterThan(3)
    for (const { method, operation } of asked) expect([undefined, 'GET'], String(operation)).toContain(method)
    expect(new Set(shop.log.all().filter((one) => one['kind'] === 'request').map((one) => String(one['operation'])))).toEqual(new Set(['shop']))
    expect(mail.mails).toEqual([])
    expect(() => readFileSync(settings['LEDGER_FILE'] ?? '')).toThrow(/ENOENT/)
  })

  it.each([
    ['shopify', { SHOPIFY_ACCESS_TOKEN: 'wrong' }, 'the shop does not know the token; check SHOPIFY_ACCESS_TOKEN (401)'],
    ['stripe', { STRIPE_SECRET_KEY: 'sk_test_wrong' }, /Stripe does not know the key; check STRIPE_SECRET_KEY: Invalid API Key provided/],
    ['easypost', { EASYPOST_API_KEY: 'EZTKwrong' }, 'EasyPost does not know the key; check EASYPOST_API_KEY (401)'],
    ['zendesk', { ZENDESK_API_TOKEN: 'wrong' }, /Zendesk does not know the token; check ZENDESK_EMAIL and ZENDESK_API_TOKEN/],
    ['slack', { SLACK_BOT_TOKEN: 'xoxb-wrong' }, 'Slack does not take the token (invalid_auth); check SLACK_BOT_TOKEN'],
    ['csv', { LEDGER_FILE: folder }, /cannot be written \(EISDIR\); check LEDGER_FILE/],
    ['email', { MAIL_FROM: 'nobody' }, 'MAIL_FROM is "nobody"; set it to a sender such as "Harbour Goods <steps@shop.example>"'],
    ['mailbox', { IMAP_URL: 'pop3://x' }, /"IMAP_URL" is no address of a mailbox/],
    ['shopify', { SHOPIFY_SHOP_URL: 'http://shop.example' }, /use https/],
  ] as const)('%s refuses %o, and the words of the vendor and the setting are told', async (name, over, message) => {
    const found = await check(name, over)
    expect(found.state).toBe('refused')
    if (typeof message === 'string') expect(found.message).toBe(message)
    else expect(found.message).toMatch(message)
  })

  it('names what a key may not do, with the actions that need it', async () => {
    await using less = await disposable(startShop({ accessScopes: shopDefaults.accessScopes.filter((scope) => !/returns|^read_orders|^write_draft/.test(scope)) }))
    const found = await check('shopify', { SHOPIFY_SHOP_URL: less.url })
    expect(found.state).toBe('refused')
    // Whoever may write orders may read them too.
    expect(found.missing.map(({ scope }) => scope).toSorted(byName)).toEqual(['read_returns', 'write_draft_orders', 'write_returns'])
    expect(found.message).toContain('write_draft_orders (shopify.replacement)')
    expect(found.message).toContain('write_returns (shopify.approve_return, shopify.decline_return, shopify.close_return and 1 more)')
    expect(found.message).toMatch(/: give the app these scopes in the shop's admin, and install it again$/)
  })

  it('names what a restricted key may not read, and that only a payment shows whether it may write', async () => {
    await using shut = await disposable(startStripe({ secretKey: 'rk_test_1', permissions: ['rak_charge_write', 'rak_payment_intent_read'] }))
    const some = await check('stripe', { STRIPE_API_URL: shut.url, STRIPE_SECRET_KEY: 'rk_test_1' })
    expect(some.missing.map(({ scope }) => scope)).toEqual(['Disputes: Read', 'Disputes: Write'])
    await using open = await disposable(startStripe({ secretKey: 'rk_live_1', permissions: ['rak_charge_read', 'rak_payment_intent_read', 'rak_dispute_read'] }))
    expect(await check('stripe', { STRIPE_API_URL: open.url, STRIPE_SECRET_KEY: 'rk_live_1' })).toMatchObject({
      state: 'ok', message: 'a restricted key for real payments; it reads; whether it may write shows at the first payment',
    })
  })

  it('tells an agent from somebody who is none, and the scopes that the Slack app was not given', async () => {
    await using desk = await disposable(startZendesk({ role: 'end-user' }))
    expect(await check('zendesk', { ZENDESK_URL: desk.url })).toMatchObject({ state: 'refused', missing: [{ scope: 'agent who may see tickets' }, { scope: 'agent who may edit tickets' }] })
    await using app = await disposable(startSlack({ scopes: NEEDED_SCOPES.filter((scope) => scope !== 'files:read') }))
    expect(await check('slack', { SLACK_API_URL: `${app.url}/api/` })).toMatchObject({ state: 'refused', missing: [{ scope: 'files:read', actions: [] }] })
    const manifest = readFileSync(join(import.meta.dirname, '../../docs/slack-manifest.yaml'), 'utf8')
    expect([...manifest.matchAll(/^ {6}- (\S+) #|^ {6}- (chat:write)/gm)].map(([, one, other]) => one ?? other).toSorted(byName)).toEqual([...NEEDED_SCOPES])
  })

  it('tells what is switched off by the setting that is missing, and what gives no answer', async () => {
    expect(await check('stripe', { STRIPE_SECRET_KEY: '' })).toMatchObject({ state: 'off', message: 'switched off: set STRIPE_SECRET_KEY and start again' })
    expect(await check('slack', { SLACK_BOT_TOKEN: '' })).toMatchObject({ state: 'off', message: 'switched off: set SLACK_BOT_TOKEN' })
    expect(await check('easypost', { EASYPOST_WEBHOOK_SECRET: '' })).toMatchObject({ state: 'ok', message: expect.stringContaining('its events are off: set EASYPOST_WEBHOOK_SECRET') })
    const closed = await shutPort()
    for (const [name, over] of [['zendesk', { ZENDESK_URL: `http://127.0.0.1:${closed}` }], ['email', { SMTP_URL: `smtp://127.0.0.1:${closed}` }], ['mailbox', { IMAP_URL: `imap://a:b@127.0.0.1:${closed}/INBOX` }]] as const)
      expect(await check(name, over), name).toMatchObject({ state: 'unreachable' })
  })

  it('looks at the organisation’s web services with their secret', async () => {
    const asked: IncomingMessage[] = []
    const server = createServer((request, response) => {
      asked.push(request)
      response.writeHead(request.headers.authorization === 'Bearer right' ? 405 : 401).end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const systems = { supply: { connector: 'http', settings: { http: 'https://planning.example/', secret: 'env SUPPLY_TOKEN' } } }
    const look = (env: Record<string, string>) => createChecks({ SYSTEM_SUPPLY_URL: `http://${host}/`, HTTP_ALLOW_HOSTS: host, ...env }, systems).check('supply')
    expect(await look({ SUPPLY_TOKEN: 'right' })).toMatchObject({ state: 'ok', message: expect.stringContaining('it is there (405)') })
    expect(await look({ SUPPLY_TOKEN: 'wrong' })).toMatchObject({ state: 'refused', message: expect.stringContaining('does not let us in (401)') })
    expect(await look({})).toMatchObject({ state: 'off', message: expect.stringContaining('SUPPLY_TOKEN') })
    expect(await look({ SUPPLY_TOKEN: 'right', HTTP_ALLOW_HOSTS: '' })).toMatchObject({ state: 'refused', message: '"http:" is not allowed; write the address with https' })
    expect(asked.map(({ method }) => method)).toEqual(['HEAD', 'HEAD'])
    server.close()
  })

  it('takes another file for no ledger', async () => {
    const other = join(folder, 'other.csv')
    writeFileSync(other, 'name,price\n')
    expect(await check('csv', { LEDGER_FILE: other })).toMatchObject({ state: 'refused', message: expect.stringContaining('is another file') })
  })
})

describe('sop connectors check', () => {
  const from = (over: Record<string, string>) => ({ env: { SOP_DIR: folder }, checks: async () => createChecks({ ...settings, ...over }) })

  it('prints a line for each and ends by what was found', async () => {
    expect(await sop(['connectors', 'check', 'shopify', 'csv'], from({}))).toEqual({ code: 0, out: `shopify  ok         the shop "Sample shop"\ncsv      ok         the ledger file "${settings['LEDGER_FILE'] ?? ''}" (not begun)`, err: '' })
    expect((await sop(['connectors', 'check'], from({ STRIPE_SECRET_KEY: '', EASYPOST_API_KEY: '', IMAP_URL: '' }))).code).toBe(0)
    expect(await sop(['connectors', 'check', 'stripe'], from({ STRIPE_SECRET_KEY: '' }))).toMatchObject({ code: 1, out: 'stripe  off        switched off: set STRIPE_SECRET_KEY and start again' })
    expect((await sop(['connectors', 'check', 'easypost', 'csv'], from({ EASYPOST_API_KEY: 'EZTKwrong' }))).code).toBe(1)
    expect((await sop(['connectors', 'check', 'csv', 'zendesk'], from({ ZENDESK_URL: `http://127.0.0.1:${await shutPort()}` }))).code).toBe(3)
    expect(await sop(['connectors', 'check', 'strip'], from({}))).toMatchObject({ code: 2, err: expect.stringContaining('rename it to "stripe"') })
    expect((await sop(['connectors', 'check'])).code).toBe(3)
  })

  it('prints the same for programs', async () => {
    const { out, code } = await sop(['connectors', 'check', 'zendesk', '--json'], from({ ZENDESK_API_TOKEN: 'wrong' }))
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({ checks: [{ name: 'zendesk', state: 'refused', message: expect.stringContaining('check ZENDESK_EMAIL'), missing: [] }] })
  })
})

async function disposable<T extends Running>(starting: Promise<T>): Promise<T & AsyncDisposable> {
  const running = await starting
  return { ...running, [Symbol.asyncDispose]: () => running.close() }
}

const byName = (one: string | undefined, other: string | undefined): number => ((one ?? '') < (other ?? '') ? -1 : 1)

/** A port at which nobody listens. */
async function shutPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
