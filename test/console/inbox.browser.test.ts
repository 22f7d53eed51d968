import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench } from './browser.ts'

const chromium = chromiumPath()

describe.skipIf(chromium === undefined)('the inbox', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  it('says of each webhook what became of it, leads to its case, and goes on to older ones', async () => {
    await using opened = await bench.open('/', { as: 'cleo' })
    const { page } = opened
    await page.getByRole('link', { name: 'Inbox' }).click()
    const rows = page.locator('li.row')
    await rows.first().waitFor()

    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/stripe: charge\.dispute\.created[\s\S]*1 min ago[\s\S]*new/),
      expect.stringMatching(/shopify: returns\/request[\s\S]*told 2 times more[\s\S]*opened case c-2041[\s\S]*The case/),
      expect.stringMatching(/"total" is no amount[\s\S]*Something else came under the same id[\s\S]*set aside[\s\S]*Try again[\s\S]*Dismiss/),
    ])
    expect(await page.getByRole('link', { name: 'The case' }).getAttribute('href')).toBe('/cases/c-2041')
    await page.getByRole('link', { name: 'Older' }).click()
    await page.getByText('wanted by no SOP').nth(1).waitFor()
    expect(await rows.count()).toBe(2)
    expect(await rows.nth(1).getByRole('button', { name: /Try again|Dismiss/ }).count()).toBe(0)
  })

  it('is filtered by who told it, by what became of it and by words, and keeps that in the address', async () => {
    await using opened = await bench.open('/inbox', { as: 'cleo', viewport: { width: 320, height: 640 } })
    const { page } = opened
    await page.getByLabel('State').selectOption({ label: 'told more than once' })
    await page.getByText('told 2 times more').waitFor()
    expect(await page.locator('li.row').count()).toBe(1)
    await page.getByLabel('From').selectOption('stripe')
    await page.getByText('Nothing fits.').waitFor()
    await page.getByRole('link', { name: 'Show everything' }).click()
    await page.getByLabel('Id, topic or reason').fill('tracker')
    await page.keyboard.press('Enter')
    await page.getByText('easypost: tracker.updated').waitFor()

    expect(new URL(page.url()).search).toBe('?text=tracker')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
  })

  it('shows what a webhook says, and has it tried again or dismissed with a reason', async () => {
    await using opened = await bench.open('/inbox', { as: 'cleo' })
    const { page, fake } = opened
    await page.getByRole('button', { name: 'What it says returns/request 31' }).click()
    expect(await page.getByRole('region', { name: 'What it says' }).innerText()).toContain('"id": 820982911946154508,\n  "email": "maria@mail.example"')
    expect(await page.getByRole('region', { name: 'What else came under its id' }).innerText()).toContain('13,0')
    await page.getByRole('button', { name: /^Try again/ }).click()
    await page.getByText('is tried again').waitFor()

    expect(fake.asked).toEqual([{ path: '/api/parked/webhook/31/again', person: 'cleo', body: {} }])
    await page.goto(`${fake.url}/inbox?state=discarded`)
    await page.getByRole('button', { name: /^What it says/ }).click()
    await page.getByText(/Dismissed by Cleo, .*: a test of the shop/).waitFor()
    await page.getByText('what it says was forgotten').waitFor()
  })

  it('hides from whoever only looks what tells who somebody is, and offers no decision', async () => {
    await using opened = await bench.open('/inbox', { as: 'ana' })
    const { page } = opened
    await page.getByRole('button', { name: /^What it says.*31$/ }).click()

    await page.getByText('What tells who somebody is stands hidden').waitFor()
    expect(await page.getByRole('region', { name: 'What it says' }).innerText()).toContain('"email": "•••"')
    expect(await page.getByRole('button', { name: /Try again|Dismiss/ }).count()).toBe(0)
  })
})
