import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench } from './browser.ts'

const chromium = chromiumPath()

describe.skipIf(chromium === undefined)('what was set aside', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  it('says what each is, whose, and why it waits, with the mail as it came', async () => {
    await using opened = await bench.open('/', { as: 'cleo' })
    const { page } = opened
    await page.getByRole('link', { name: 'Inbox' }).click()
    await page.getByRole('link', { name: 'Set aside' }).click()
    await page.getByRole('heading', { name: 'Set aside' }).waitFor()

    const rows = page.locator('li.row')
    await rows.first().waitFor()
    expect(await rows.allInnerTexts()).toEqual([
      expect.stringMatching(/Mail: Re: .*Receive and inspect[\s\S]*from Ana, .*12 min ago[\s\S]*the first line is not one of the answers[\s\S]*waits for a decision[\s\S]*The mail as it came/),
      expect.stringMatching(/Webhook: returns\/request[\s\S]*from shopify[\s\S]*"total" is no amount/),
      expect.stringMatching(/Done in Slack: complete inspect[\s\S]*from Bo[\s\S]*is tried again/),
      expect.stringMatching(/Mail: without a subject[\s\S]*from somebody/),
    ])
    expect(await page.getByRole('link', { name: 'The mail as it came' }).getAttribute('href')).toBe(`/api/evidence/${'b'.repeat(64)}`)
    expect(await rows.nth(2).getByRole('button').count()).toBe(0)
    expect(await rows.nth(3).getByRole('button', { name: /Try again/ }).count()).toBe(0)
  })

  it('is tried again, or dismissed with a reason that stays typed until it was taken', async () => {
    await using opened = await bench.open('/set-aside', { as: 'cleo' })
    const { page, fake } = opened
    await page.getByRole('button', { name: /^Try again\s+returns/ }).click()
    await page.locator('li.row').nth(1).getByText('is tried again').waitFor()

    await page.getByRole('button', { name: /^Dismiss\s+Re:/ }).click()
    expect(await page.getByRole('button', { name: 'Dismiss it' }).isDisabled()).toBe(true)
    await page.getByLabel('Why?').fill('he called instead')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Dismiss\s+Re:/ }).click()
    expect(await page.getByLabel('Why?').inputValue()).toBe('he called instead')
    await page.getByRole('button', { name: 'Dismiss it' }).click()
    await page.getByText(/first line is not one of the answers/).waitFor({ state: 'detached' })

    expect(fake.asked).toEqual([
      { path: '/api/parked/webhook/31/again', person: 'cleo', body: {} },
      { path: '/api/parked/mail/7/dismiss', person: 'cleo', body: { because: 'he called instead' } },
    ])
  })

  it('goes when somebody else has decided about it, and the page says what would stand there', async () => {
    await using opened = await bench.open('/set-aside', { as: 'cleo' })
    const { page, fake } = opened
    await page.getByRole('button', { name: /^Try again\s+returns/ }).waitFor()
    fake.setAside([])

    await page.getByRole('button', { name: /^Try again\s+returns/ }).click()

    await page.getByText('Nothing waits here.').waitFor()
  })

  it('is no page in the navigation of somebody who may not see it', async () => {
    await using opened = await bench.open('/', { as: 'ana' })
    expect(await opened.page.getByRole('link', { name: 'Inbox' }).count()).toBe(0)
  })
})
