import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench } from './browser.ts'

const chromium = chromiumPath()
/** Run inside the page: what axe finds that is serious or worse. */
const SERIOUS = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ' at ' + nodes[0].target.join(' ')))`

describe.skipIf(chromium === undefined)('the SOPs and the settings', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  it('lead from the list to the card, which says every step with its owner and time, and to the open cases', async () => {
    await using opened = await bench.open('/', { as: 'cleo' })
    const { page } = opened
    await page.getByRole('link', { name: 'SOPs' }).click()
    const row = page.locator('li.row')
    await row.waitFor()
    expect(await row.innerText()).toMatch(/Standard return[\s\S]*Cx lead[\s\S]*2 open cases[\s\S]*read again by 1 May/)
    expect(await row.getByRole('link', { name: '2 open cases' }).getAttribute('href')).toBe('/cases?sop=returns-standard')

    await row.getByRole('link', { name: 'Standard return' }).click()
    await page.getByRole('heading', { level: 1, name: 'Standard return' }).waitFor()
    expect(await page.locator('.card-step').allInnerTexts()).toEqual([
      expect.stringMatching(/1\. Eligibility[\s\S]*days is at most 30/), expect.stringMatching(/2\. At the dock/),
      expect.stringMatching(/2\.1\. Inspect[\s\S]*Returns inspector[\s\S]*within 2 business days[\s\S]*Open the parcel\.\s+Grade it\.[\s\S]*Warehouse lead takes it over/),
    ])
    await page.getByText('Warehouse lead: when they are away').waitFor()
    expect(await page.getByRole('listitem').allInnerTexts()).toContain('Refunded (from 2)')
  })

  it.each([
    ['on a narrow phone in the dark', { colorScheme: 'dark', viewport: { width: 320, height: 640 } }], ['on a desk by day', { colorScheme: 'light' }],
  ] as const)('fit and read well %s', async (_where, options) => {
    await using opened = await bench.open('/sops/returns-standard', { ...options, as: 'cleo', reducedMotion: 'reduce' })
    const { page } = opened
    for (const [path, shown] of [['/sops/returns-standard', '.card-step'], ['/sops', 'li.row'], ['/settings', 'li.row']] as const) {
      await page.goto(opened.fake.url + path)
      await page.locator(shown).first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true)
      await page.evaluate(axe.source)
      expect(await page.evaluate(SERIOUS), path).toEqual([])
    }
  })

  it('print the card without buttons and navigation', async () => {
    await using opened = await bench.open('/sops/returns-standard')
    const { page } = opened
    await page.getByRole('button', { name: 'Print this card' }).waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: 'Print this card' }).isVisible()).toBe(false)
    expect(await page.getByRole('navigation').isVisible()).toBe(false)
    expect(await page.locator('.card-step').count()).toBe(3)
  })

  it('say of an unknown SOP where the others are', async () => {
    await using opened = await bench.open('/sops/nothing-such')
    await opened.page.getByText('no SOP is called "nothing-such"').waitFor()
  })

  it('check what is connected, for whoever may', async () => {
    await using opened = await bench.open('/settings', { as: 'cleo' })
    const { page, fake } = opened
    await page.getByRole('button', { name: /^Check\s+shopify/ }).click()
    await page.getByText('the shop "Sample shop"').waitFor()
    await page.getByText('works', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Check\s+stripe/ }).click()
    await page.getByText('check STRIPE_SECRET_KEY').waitFor()
    await page.getByText('refused', { exact: true }).waitFor()
    expect(fake.asked.map(({ path, person }) => [path, person])).toEqual([['/api/connectors/shopify/check', 'cleo'], ['/api/connectors/stripe/check', 'cleo']])

    await using other = await bench.open('/settings', { as: 'ana' })
    await other.page.locator('li.row').first().waitFor()
    expect(await other.page.getByRole('button', { name: /^Check/ }).count()).toBe(0)
    expect(await other.page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
  })
})
