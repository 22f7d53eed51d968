import { setTimeout as pause } from 'node:timers/promises'
import type { Stage } from '../contract.ts'
import { openProduct, type Product } from '../product.ts'
import { eachOf } from './load.ts'

/** How long people waited for the changed page, and how that was measured; no clicks and a reason when it could not be. */
export interface Pages {
  /** Milliseconds each. */
  readonly clicks: readonly number[]
  readonly how: string
  readonly reason: string
}

const AT_ONCE = 2
const THINK_MS = 100
/** The first pages load scripts and warm caches. */
const UNCOUNTED = 4

/** From the click on Finish to the page that says what came of it: through browser, API, engine and database, two people at once. */
export async function clickToPage(stage: Stage, samples: number): Promise<Pages> {
  try {
    await using product = await openProduct(stage)
    stage.note(`clicks to the changed page, ${samples}`)
    const how = 'path' in stage.chromium
      ? 'headless Chromium, from the click on Finish to the page that shows the outcome'
      : `without a browser (${stage.chromium.missing}): POST, the live stream's notice, GET of the case`
    const clicks = 'path' in stage.chromium ? await inBrowser(product, stage.chromium.path, samples) : await overHttp(product, samples)
    return { clicks: clicks.slice(UNCOUNTED), how: `${how}, ${AT_ONCE} at once`, reason: '' }
  } catch (error) {
    return { clicks: [], how: 'not measured', reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) }
  }
}

async function inBrowser(product: Product, executablePath: string, samples: number): Promise<readonly number[]> {
  const { chromium } = await import('playwright-core')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  try {
    const clicks: number[] = []
    await inLanes(samples, async (rounds) => {
      const context = await browser.newContext({ baseURL: product.url })
      await context.request.post('/api/session', { data: { person: 'ana' } })
      const page = await context.newPage()
      for (let round = 0; round < rounds; round++) {
        await page.goto(`/cases/${await product.park()}/steps/inspect`)
        await page.waitForSelector('form.task-form input[value=graded]', { state: 'attached' })
        for (const value of ['graded', 'a']) await page.evaluate(choose(value))
        await pause(THINK_MS)
        clicks.push(await page.evaluate(CLICK))
      }
      await context.close()
    })
    return clicks
  } finally {
    await browser.close()
  }
}

// Runs in the page, where the clock is the one that the person sees.
const choose = (value: string): string =>
  `new Promise((drawn) => { document.querySelector('form.task-form input[value=${value}]').click(); requestAnimationFrame(() => setTimeout(drawn)) })`
const CLICK = `new Promise((resolve, reject) => {
  const since = performance.now()
  const done = () => { if (document.querySelector('.over')) { watcher.disconnect(); requestAnimationFrame(() => resolve(performance.now() - since)) } }
  const watcher = new MutationObserver(done)
  watcher.observe(document.body, { childList: true, subtree: true })
  setTimeout(() => reject(new Error('the page did not change within 15 s')), 15000)
  document.querySelector('form.task-form button.primary').click()
})`

const HEADERS = { 'content-type': 'application/json', 'x-evenkeel-person': 'ana' }

async function overHttp(product: Product, samples: number): Promise<readonly number[]> {
  const clicks: number[] = []
  await inLanes(samples, async (rounds) => {
    const live = await fetch(`${product.url}/api/live`, { headers: HEADERS })
    const notices = live.body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
    for (let round = 0; round < rounds; round++) {
      const caseId = await product.park()
      await pause(THINK_MS)
      const since = performance.now()
      const body = JSON.stringify({ commandId: `${caseId}-click`, outcome: 'graded', form: { grade: 'a' } })
      const answered = await fetch(`${product.url}/api/cases/${caseId}/steps/inspect/complete`, { method: 'POST', headers: HEADERS, body })
      if (!answered.ok) throw new Error(`the step was not finished: ${answered.status} ${(await answered.text()).slice(0, 200)}`)
      for (let text = ''; !text.includes(caseId);) text = String((await notices?.next())?.value ?? caseId)
      await (await fetch(`${product.url}/api/cases/${caseId}`, { headers: HEADERS })).text()
      clicks.push(performance.now() - since)
    }
    await live.body?.cancel().catch(() => undefined)
  })
  return clicks
}

const inLanes = (samples: number, lane: (rounds: number) => Promise<void>): Promise<void> =>
  eachOf(Array.from({ length: AT_ONCE }, () => Math.ceil((samples + UNCOUNTED) / AT_ONCE)), AT_ONCE, lane)
