import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aField, aTask as aStep } from '../harness/plans.ts'
import { chromiumPath } from '../harness/chromium.ts'
import { aDetail, aTask, fakes, plan } from './fakes.ts'
import { mailBook } from './mail-book.ts'

const executablePath = chromiumPath()
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const task = aTask({
  form: [aField('grade', { label: 'Grade', type: { kind: 'choose', options: ['A', 'B'] }, required: ['good'] }), aField('weight', { label: 'Weight', type: { kind: 'decimal' } }), aField('remark', { label: 'Remark', type: { kind: 'text', max: 500 } }), aField('parts', { label: 'Parts', type: { kind: 'choose_many', options: ['lid', 'cable'] } })],
  evidence: [{ name: 'photos', label: 'Photos', kind: 'photo', atLeast: 1, atMost: 3, required: false, unless: false }],
})

async function serve() {
  const book = mailBook()
  const of = { ...plan, steps: [aStep('inspect', { outcomes: ['good', 'bad'] })] }
  const made = fakes({ mailLinks: book.parts, catalogue: { ...fakes().deps.catalogue, current: async () => of }, reader: { ...fakes().deps.reader, case: async () => aDetail({ tasks: [task] }) } })
  const server = made.app.listen(0, '127.0.0.1')
  await new Promise((resolve) => { server.once('listening', resolve) })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { ...made, book, link: `${url}/t/${book.give()}`, url, [Symbol.asyncDispose]: async () => { server.closeAllConnections(); await new Promise((resolve) => { server.close(resolve) }) } }
}

describe.skipIf(executablePath === undefined)('the page behind a link of a mail, in Chromium', () => {
  let browser: Browser
  beforeAll(async () => { browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] }) })
  afterAll(() => browser.close())

  it('changes nothing for a scanner that opens it, runs what it can, and sends its form with every choice', async () => {
    await using shop = await serve()
    const page = await browser.newPage()
    for (const choice of ['', '?o=good', '?o=bad', '?o=%21cannot']) {
      await page.goto(shop.link + choice)
      await page.getByRole('button', { name: 'Send this answer' }).click()
      await page.getByText('Nothing was changed yet.').waitFor()
    }
    for (const value of ['good', 'bad']) {
      await page.locator(`input[name="o"][value="${value}"]`).check()
      for (const box of await page.locator('input[type="text"], textarea').all()) if ((await box.getAttribute('name')) !== 'code' && await box.isVisible()) await box.fill('1')
      await page.getByRole('button', { name: 'Send this answer' }).click()
      await page.getByText('type the code that stands in the mail').waitFor()
    }
    expect(shop.asked.commands).toEqual([])
    expect([...shop.book.links.values()]).toMatchObject([{ tries: 0, usedAt: null }])
    await page.close()
  })

  it.each([[1280, 'light'], [390, 'dark'], [320, 'light']] as const)('is finished at %s px without any script, keeps what was typed, and asks for nothing from elsewhere: %s', async (width, colorScheme) => {
    await using shop = await serve()
    const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled: false, colorScheme })
    const page = await context.newPage()
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const troubles: string[] = []
    page.on('console', (message) => troubles.push(message.text()))
    await page.goto(`${shop.link}?o=good`)
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/mail-page-${width}.png`, fullPage: true })
    await page.locator('input[name="f.grade"][value="B"]').check()
    await page.getByLabel('Weight').fill('1.5')
    await page.getByLabel('Remark').fill('a scratch\non the lid')
    await page.locator('input[name="f.parts"][value="cable"]').check()
    await page.setInputFiles('input[type=file]', { name: 'front.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(64, 7)]) })
    await page.getByRole('button', { name: 'Send this answer' }).click()
    expect(await page.getByLabel('Remark').inputValue()).toBe('a scratch\non the lid')
    expect(await page.getByLabel('Weight').inputValue()).toBe('1.5')
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/mail-page-wrong-${width}.png`, fullPage: true })
    await page.getByLabel('Code from the mail').fill('402 519')
    await page.getByRole('button', { name: 'Send this answer' }).click()
    await page.getByText('Your answer was taken: good').waitFor()
    expect(shop.asked.commands).toMatchObject([{ command: { outcome: 'good', form: { grade: 'B', weight: '1.5', remark: 'a scratch\non the lid', parts: ['cable'] } } }])
    expect(asked.filter((url) => !url.startsWith(`${shop.url}/t/`) && !url.endsWith('/favicon.ico'))).toEqual([])
    expect(troubles.filter((text) => /Content.Security/i.test(text))).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth').catch(() => true)).toBe(true)
    await context.close()
  })

  it.each(['light', 'dark'] as const)('has nothing that keeps anybody out: %s', async (colorScheme) => {
    await using shop = await serve()
    const context = await browser.newContext({ viewport: { width: 390, height: 800 }, colorScheme, bypassCSP: true })
    const page = await context.newPage()
    const inspect = async (): Promise<unknown> => {
      await page.evaluate(AXE)
      return page.evaluate(`axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' ')))`)
    }
    await page.goto(shop.link)
    expect(await inspect()).toEqual([])
    await page.getByRole('button', { name: 'Send this answer' }).click()
    await page.getByText('Nothing was changed yet.').waitFor()
    expect(await inspect()).toEqual([])
    await page.goto(`${shop.url}/t/${'0'.repeat(40)}`)
    expect(await inspect()).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')).toBe(true)
    await context.close()
  })
})
