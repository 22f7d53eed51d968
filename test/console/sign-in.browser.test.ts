import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fakeSignIn, PASSWORD } from '../api/fake-sign-in.ts'
import { fakes } from '../api/fakes.ts'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench } from './browser.ts'
import { NAMELESS, STICKING_OUT, TOO_FAINT, TOO_SMALL, TWICE } from './looks.ts'

const executablePath = chromiumPath()

/** The real API over data in memory, with the built console, where nobody is believed who only says who they are. */
async function startClosed(consoleDir: string, over: Parameters<typeof fakeSignIn>[0] = {}) {
  const signIn = fakeSignIn(over)
  const made = fakes({ signIn: signIn.parts, settings: { ...fakes().deps.settings, consoleDir, openAccess: false } })
  const server = await new Promise<Server>((resolve) => { const one = made.app.listen(0, '127.0.0.1', () => resolve(one)) })
  return { ...made, signIn, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => { server.closeAllConnections(); server.close() } }
}

describe.skipIf(executablePath === undefined)('signing in at the console', () => {
  let bench: Bench
  let browser: Browser
  let shop: Awaited<ReturnType<typeof startClosed>>
  beforeAll(async () => {
    bench = await startBench(executablePath ?? '')
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] })
    shop = await startClosed(bench.files)
  })
  afterAll(async () => {
    shop.close()
    await browser.close()
    await bench.close()
  })

  const signIn = async (page: Awaited<ReturnType<Browser['newPage']>>, password = PASSWORD) => {
    await page.getByLabel('Name or e-mail').fill('ana')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }

  it('comes before everything else, tells nobody who works here, and leads to the page that was asked for', async () => {
    const page = await browser.newPage()
    const heard: string[] = []
    page.on('response', (response) => void response.text().then((text) => heard.push(text), () => undefined))
    const errors: string[] = []
    page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
    await page.goto(`${shop.url}/cases/c1/steps/inspect`)
    await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor()
    expect(heard.join()).not.toContain('"Bo"')
    expect(errors).toEqual([])

    await signIn(page, 'wrong')
    await page.getByText('The name or the password is wrong.').waitFor()
    expect(await page.getByLabel('Name or e-mail').inputValue()).toBe('ana')
    expect(await page.getByLabel('Password').inputValue()).toBe('')
    await signIn(page)

    await page.getByRole('heading', { name: /Inspect/ }).waitFor()
    expect(await page.evaluate('document.cookie')).toBe('')
    await page.close()
  })

  it('keeps what was typed when the session has ended meanwhile, and finishes it afterwards', async () => {
    const page = await browser.newPage()
    await page.goto(`${shop.url}/cases/c1/steps/inspect`)
    await signIn(page)
    await page.getByRole('button', { name: 'I cannot do this' }).click()
    await page.locator('dialog').getByRole('radio').first().check()
    await page.locator('dialog textarea').fill('the lamp is broken')
    shop.signIn.sessions.clear()

    await page.getByRole('button', { name: 'Hand it on' }).click()
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor()
    await signIn(page)
    await page.getByRole('heading', { name: 'Sign in again' }).waitFor({ state: 'detached' })

    expect(await page.locator('dialog textarea').inputValue()).toBe('the lamp is broken')
    expect(shop.asked.commands).toEqual([])
    await page.getByRole('button', { name: 'Hand it on' }).click()
    await expect.poll(() => shop.asked.commands.length).toBe(1)
    await page.close()
  })

  it('ends with signing out, and the back button shows nothing', async () => {
    const page = await browser.newPage()
    await page.goto(`${shop.url}/me`)
    await signIn(page)
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor()
    await page.goBack()
    await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor()
    await page.close()
  })

  it('by a mailed link happens when somebody presses, and not when the link is opened', async () => {
    const redeemed: string[] = []
    const links = { make: async () => 'link-1', redeem: async (secret: string) => { redeemed.push(secret); return 'ana' } }
    const byMail = await startClosed(bench.files, { mail: { links, mailer: { send: async () => ({ reference: null }) } }, ways: { password: false, mail: true, openid: false } })
    const page = await browser.newPage()
    await page.goto(byMail.url)
    await page.getByLabel('Name or e-mail').fill('ana@shop.test')
    await page.getByRole('button', { name: 'Mail me a link' }).click()
    await page.getByText('If you work here, a link is on its way').waitFor()

    await page.goto(`${byMail.url}/sign-in#link-1`)
    await page.getByRole('button', { name: 'Sign in now' }).waitFor()
    expect(redeemed).toEqual([])
    await page.getByRole('button', { name: 'Sign in now' }).click()
    await page.getByRole('link', { name: /Ana/ }).waitFor()

    expect(redeemed).toEqual(['link-1'])
    expect(page.url()).toBe(`${byMail.url}/`)
    byMail.close()
    await page.close()
  })

  it.each([
    ['a narrow phone in the dark', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, colorScheme: 'dark' }],
    ['a desk by day', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ] as const)('is readable, named and large enough on %s, and axe finds nothing', async (_name, options) => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    await page.goto(shop.url)
    await page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor()
    for (const look of [STICKING_OUT, TOO_FAINT, NAMELESS, TWICE, ...('hasTouch' in options ? [TOO_SMALL] : [])]) expect(await page.evaluate(look)).toEqual([])
    await page.evaluate(axe)
    const found = (await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id, impact }) => id + " " + impact))')) as string[]
    expect(found.filter((one) => /serious|critical/.test(one))).toEqual([])
    await context.close()
  })
})
