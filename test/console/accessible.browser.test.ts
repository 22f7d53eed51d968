import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { chromiumPath } from '../harness/chromium.ts'
import { PAGES, startBench, type Bench } from './browser.ts'
import type { FakeApi } from './fake-api.ts'

const chromium = chromiumPath()
/** Run inside the page: what axe finds that is serious or worse, each with where; of all it knows, or of colours alone. */
const SERIOUS = (colours: boolean): string => `axe.run(document, { resultTypes: ['violations']${colours ? ", runOnly: ['cat.color']" : ''} }).then(({ violations }) => violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary)))`
/** Run inside the page before it: every breach of its own policy is kept. */
const WATCH = 'window.breaches = []; addEventListener("securitypolicyviolation", (event) => window.breaches.push(event.violatedDirective + " " + event.blockedURI))'

const SHOWN = 'main :is(.row, .empty, form, .problem, .timeline, .roster)'

/** The page as that person sees it, with whatever can be opened open. */
async function visit(page: Page, fake: FakeApi, path: string, as: string): Promise<void> {
  await page.evaluate(`sessionStorage.setItem('evenkeel.person', '${as}')`)
  await page.goto(fake.url + path)
  await page.locator(SHOWN).first().waitFor()
  await page.evaluate('document.querySelectorAll("details:not([open]) > summary").forEach((one) => one.click())')
}

const serious = async (page: Page): Promise<unknown> => {
  // Runs past the content security policy, as the tools of a browser do.
  await page.evaluate(axe.source)
  return page.evaluate(SERIOUS(false))
}

/** The same page in the dark, which differs in nothing but its colours. */
const seriousInTheDark = async (page: Page): Promise<unknown> => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const found = await page.evaluate(SERIOUS(true))
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return found
}

describe.skipIf(chromium === undefined)('every page of the console', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  it.each([
    ['on a desk', {}], ['on a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }],
    ['on a narrow phone', { viewport: { width: 320, height: 640 }, isMobile: true, hasTouch: true }],
  ] as const)('has nothing that axe calls serious or critical by day and in the dark, %s', async (_where, options) => {
    await using opened = await bench.open('/', { ...options, colorScheme: 'light', reducedMotion: 'reduce' })
    const { page, fake } = opened
    for (const [path, as] of PAGES) {
      await visit(page, fake, path, as)
      expect(await serious(page), `${path} as ${as}`).toEqual([])
      expect(await seriousInTheDark(page), `${path} as ${as} in the dark`).toEqual([])
    }
  })

  it('has nothing serious either for a stranger, with a question over it, with errors, and with a task open in the list', async () => {
    await using stranger = await bench.open('/', { as: 'nobody', reducedMotion: 'reduce' })
    expect(await serious(stranger.page)).toEqual([])
    stranger.fake.askToSignIn()
    for (const colorScheme of ['light', 'dark'] as const) {
      await stranger.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await stranger.page.reload()
      await stranger.page.getByRole('heading', { name: 'Sign in to Evenkeel' }).waitFor()
      expect(await serious(stranger.page), 'to sign in').toEqual([])
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await using opened = await bench.open('/cases/c-2041/steps/inspect', { colorScheme, reducedMotion: 'reduce' })
      const { page, fake } = opened
      for (const button of ['I cannot do this', 'Hand over', 'I did it another way', 'Escalate now', 'Keys']) {
        await page.getByRole('button', { name: button, exact: true }).click()
        await page.getByRole('dialog').waitFor()
        expect(await serious(page), button).toEqual([])
        await page.keyboard.press('Escape')
        await page.getByRole('dialog').waitFor({ state: 'detached' })
      }
      await page.getByRole('radio', { name: 'Graded' }).check()
      await page.getByRole('button', { name: 'Finish as graded' }).click()
      await page.getByRole('alert').waitFor()
      expect(await serious(page), 'with errors').toEqual([])
      await page.goto(fake.url)
      await page.getByRole('button', { name: /^Finish here/ }).click()
      await page.locator('.task-form').waitFor()
      expect(await serious(page), 'open in the list').toEqual([])
    }
  })

  it('keeps to its own policy, loads nothing from anywhere else, and works with everything else blocked', async () => {
    await using opened = await bench.open('/', { demo: true })
    const { page, fake } = opened
    const strangers: string[] = []
    const errors: string[] = []
    await page.route((url) => url.origin !== fake.url, (route) => { strangers.push(route.request().url()); return route.abort() })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.addInitScript(WATCH)
    for (const [path, as] of PAGES) {
      await visit(page, fake, path, as)
      expect(await page.evaluate('window.breaches'), `${path} as ${as}`).toEqual([])
    }
    expect({ strangers, errors }).toEqual({ strangers: [], errors: [] })
  })

  it('runs no script and takes no style that was put into it, by a policy without "unsafe-inline"', async () => {
    await using opened = await bench.open('/')
    const { page, fake } = opened
    const policy = (await fetch(fake.url)).headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/default-src 'self'.*script-src 'self';.*style-src 'self'/)
    expect(policy).not.toMatch(/unsafe|\*/)
    await page.evaluate(WATCH)

    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="/none.png" onerror="window.ran = true"><p style="color: red">x</p>');
      document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))`)

    await expect.poll(() => page.evaluate('window.breaches.map((one) => one.split(" ")[0]).sort()')).toEqual(expect.arrayContaining(['script-src-attr', 'script-src-elem', 'style-src-attr']))
    expect(await page.evaluate('window.ran')).toBeUndefined()
  })

  it('shows what somebody wrote into a case as what it is, and never as a page', async () => {
    await using opened = await bench.open('/')
    const { page, fake } = opened
    const evil = '<img src=x onerror="window.ran=true"><script>window.ran=true</script>'
    fake.change('c-2041', (now) => ({
      ...now, case: { ...now.case, label: evil, standing: evil },
      tasks: now.tasks.map((task) => ({ ...task, title: evil, do: evil, label: evil, ifWrong: evil, facts: [{ label: evil, value: evil, type: 'text', source: evil, at: null as never }] })),
    }))
    for (const path of ['/', '/cases', '/cases/c-2041', '/cases/c-2041/steps/inspect']) {
      await page.goto(fake.url + path)
      await page.getByText(evil).first().waitFor()
      expect(await page.evaluate('[window.ran, document.querySelectorAll("main img, main script").length]'), path).toEqual([undefined, 0])
    }
  })
})
