import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../harness/chromium.ts'
import { PAGES, startBench, type Bench } from './browser.ts'
import { aLine } from './fake-data.ts'
import { NAMELESS, STICKING_OUT, TOO_FAINT, TOO_SMALL, TWICE } from './looks.ts'

const chromium = chromiumPath()

describe.skipIf(chromium === undefined)('the pages of the console', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  it.each([
    ['fit a narrow phone in the dark, readable and large enough for a finger', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, colorScheme: 'dark' }],
    ['fit a phone by day, readable and large enough for a finger', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'light' }],
    ['fit at twice the size of text', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
    ['are readable on a desk in the dark', { colorScheme: 'dark' }],
    ['are readable on a desk by day', { colorScheme: 'light' }],
  ] as const)('%s', async (_title, options) => {
    await using opened = await bench.open('/', { ...options, demo: true })
    const { page, fake } = opened
    for (const [path, as] of PAGES) {
      await page.goto(`${fake.url}/me`)
      await page.evaluate(`sessionStorage.setItem('evenkeel.person', '${as}')`)
      await page.goto(fake.url + path)
      await page.locator('main :is(.row, .empty, form, .problem, .timeline, .roster)').first().waitFor()
      await page.locator('.demo .clock').waitFor()
      await page.evaluate('document.querySelectorAll("details:not([open]) > summary").forEach((one) => one.click())')
      const looks = [STICKING_OUT, TOO_FAINT, NAMELESS, TWICE, ...('hasTouch' in options ? [TOO_SMALL] : [])]
      for (const look of looks) expect(await page.evaluate(look), `${path} as ${as}`).toEqual([])
    }
  })

  it('fit a narrow phone with a question over them', async () => {
    await using opened = await bench.open('/cases/c-2041/steps/inspect', { viewport: { width: 320, height: 640 } })
    const { page } = opened

    await page.getByRole('button', { name: 'I cannot do this' }).click()
    await page.getByRole('dialog').waitFor()

    expect(await page.evaluate(STICKING_OUT)).toEqual([])
    expect(await page.evaluate(TOO_FAINT)).toEqual([])
  })

  it('change by themselves when a case changes, without a reload', async () => {
    await using opened = await bench.open('/cases')
    const { page, fake } = opened
    await page.getByText(/waits for the parcel/).waitFor()

    fake.change('c-2041', (now) => ({ ...now, case: { ...now.case, standing: 'The parcel was lost on its way.' } }))

    await page.getByText('The parcel was lost on its way.').waitFor()
  })

  it('tell the whole story of a case: where it stands, who held it, what was decided and by which row, what other systems know', async () => {
    await using opened = await bench.open('/cases/c-2038', { as: 'cleo' })
    const { page } = opened

    await page.getByRole('heading', { name: '#2038-R1' }).waitFor()
    const text = await page.locator('main').innerText()

    expect(text).toContain('The refund did not work; Cleo has to say what happens.')
    expect(text).toMatch(/Ana 20 h 57 min[\s\S]*Bo 4 h[\s\S]*Cleo 1 h/)
    expect(text).toMatch(/Row 4 matched/)
    expect(text).toMatch(/Final sale\s+no[\s\S]*US\$129\.00/)
    expect(text).toContain('gid://shopify/Return/7700450021')
    expect(text).toMatch(/Refund is past its due time\s+not yet confirmed/)
    expect(text).not.toMatch(/instance|payload|workflow|undefined|NaN|Invalid/)
  })

  it('show times in the zone of the reader', async () => {
    await using opened = await bench.open('/cases/c-2041/steps/inspect', { timezoneId: 'America/New_York' })
    const { page } = opened

    await page.getByText('due in 1 h 40 min,').waitFor()

    expect(await page.locator('.under-title time').innerText()).toBe('Fri 13:00')
  })

  it('keep the question about cancelling a case that ends meanwhile, with what happened and what was typed', async () => {
    await using opened = await bench.open('/cases/c-2041', { as: 'cleo' })
    const { page, fake } = opened
    await page.getByRole('button', { name: 'Cancel this case' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Why?').fill('the customer keeps it')

    fake.change('c-2041', (now) => ({ ...now, case: { ...now.case, state: 'closed', outcome: 'refunded', closedAt: now.case.openedAt, standing: 'It ended: refunded' }, tasks: [] }))

    await dialog.getByText(/#2041-R1 has ended meanwhile, .*: It ended: refunded/).waitFor()
    expect(await dialog.getByLabel('Why?').inputValue()).toBe('the customer keeps it')
    expect(await dialog.getByRole('button', { name: 'Cancel the case' }).count()).toBe(0)
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByRole('button', { name: 'Cancel this case' }).count()).toBe(0)
    expect(fake.asked).toEqual([])
  })

  it('cancel a case with a reason', async () => {
    await using opened = await bench.open('/cases/c-2041', { as: 'cleo' })
    const { page, fake } = opened

    await page.getByRole('button', { name: 'Cancel this case' }).click()
    await page.getByLabel('Why?').fill('the customer keeps it')
    await page.getByRole('button', { name: 'Cancel the case' }).click()

    await page.getByText('Cancelled: the customer keeps it').waitFor()
    expect(fake.asked[0]).toMatchObject({ path: '/api/cases/c-2041/cancel', person: 'cleo', body: { because: 'the customer keeps it' } })
  })

  it('find a case from anywhere with the slash key, and list the keys with the question mark', async () => {
    await using opened = await bench.open('/')
    const { page } = opened
    await page.getByRole('link', { name: /Receive and inspect/ }).first().waitFor()

    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('/')
    await page.locator('#search:focus').waitFor()
    await page.keyboard.type('2035')
    await page.keyboard.press('Enter')

    await page.getByRole('link', { name: '#2035-R1' }).waitFor()
    expect(new URL(page.url()).search).toBe('?text=2035')
  })

  it('start a case by form and say what is missing', async () => {
    await using opened = await bench.open('/cases/new', { as: 'cleo' })
    const { page } = opened

    await page.getByLabel('Return').fill('R-7')
    await page.getByRole('button', { name: 'Start the case' }).click()
    await page.getByText('fill in "Reason"').waitFor()
    expect(await page.getByLabel('Return').inputValue()).toBe('R-7')
    await page.getByRole('radio', { name: 'Size' }).check()
    await page.getByRole('button', { name: 'Start the case' }).click()

    await page.getByRole('heading', { name: '#2041-R1' }).waitFor()
  })

  it('come with less than 20 kB of code', async () => {
    await using opened = await bench.open('/')
    const { page } = opened
    const names = new Set<string>()
    page.on('request', (request) => { if (request.resourceType() === 'script') names.add(new URL(request.url()).pathname) })

    await page.reload()
    await page.getByRole('link', { name: /Receive and inspect/ }).first().waitFor()
    const sizes = await Promise.all([...names].map(async (name) => gzipSync(await readFile(join(bench.files, name))).length))

    expect(sizes.length).toBeGreaterThan(1)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(20_000)
  })

  it('ask a stranger who they are, and then show the page that was wanted', async () => {
    await using opened = await bench.open('/cases/c-2041', { as: 'nobody' })
    const { page } = opened
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor()

    await page.getByRole('button', { name: 'I am Bo' }).click()

    await page.getByRole('heading', { name: '#2041-R1' }).waitFor()
  })

  it('say that they may be old while Evenkeel is out of reach', async () => {
    await using opened = await bench.open('/')
    const { page, fake } = opened
    await page.getByText('This page follows by itself.').waitFor()

    await fake.close()

    await page.getByText(/Evenkeel is out of reach/).waitFor()
  })
})

describe.skipIf(chromium === undefined)('the strip of the demo', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  it('is not there outside of the demo', async () => {
    await using opened = await bench.open('/cases/c-2041')
    const { page } = opened
    await page.getByRole('heading', { name: '#2041-R1' }).waitFor()

    expect(await page.getByRole('complementary', { name: 'Demo' }).count()).toBe(0)
  })

  it('winds the clock of the case in view, and the times on the page follow', async () => {
    await using opened = await bench.open('/cases/c-2041/steps/inspect', { demo: true })
    const { page, fake } = opened
    await page.getByText('due in 1 h 40 min,').waitFor()

    await page.getByRole('button', { name: '+1 h' }).click()

    await page.getByText('due in 40 min,').waitFor()
    await page.getByText('Fri 12:20, 1 h ahead').waitFor()
    expect(fake.asked[0]).toMatchObject({ path: '/api/cases/c-2041/wind', body: { by: '1h' } })
  })

  it('kills the worker and shows it die and come back', async () => {
    await using opened = await bench.open('/', { demo: true })
    const { page } = opened

    await page.getByRole('button', { name: 'Kill the worker' }).click()

    await page.getByText(/Worker 4711 is dead/).waitFor()
    await page.getByText(/Worker 4755 took over after .* s\. The cases go on\./).waitFor()
  })

  it('sends a return, which arrives in the list', async () => {
    await using opened = await bench.open('/', { demo: true })
    const { page } = opened

    await page.getByRole('button', { name: 'Send a return' }).click()

    await page.getByText('The shop reported #2042-R1.').waitFor()
    await page.getByRole('link', { name: 'Receive and inspect the parcel of #2042-R1' }).waitFor()
  })

  it('asks nobody who they are: the first of the organisation looks', async () => {
    await using opened = await bench.open('/cases/c-2041', { demo: true, as: 'nobody' })
    const { page } = opened

    await page.getByRole('heading', { name: '#2041-R1' }).waitFor()

    expect(await page.getByRole('button', { name: 'Be Ana' }).getAttribute('aria-pressed')).toBe('true')
  })

  it('makes the reader somebody else', async () => {
    await using opened = await bench.open('/', { demo: true })
    const { page, fake } = opened
    fake.change('c-2041', (now) => ({ ...now, timeline: [...now.timeline, aLine(0, 'reminded', 'Reminded ana', { step: 'inspect', detail: { to: ['ana'] } })] }))

    await page.getByRole('button', { name: 'Be Cleo' }).click()

    await page.getByRole('link', { name: 'Refund #2038-R1 did not work' }).first().waitFor()
    expect(await page.getByRole('button', { name: 'Be Cleo' }).getAttribute('aria-pressed')).toBe('true')
  })
})
