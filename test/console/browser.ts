import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { digest, filesBelow } from '../../scripts/setup/sources.mjs'
import { NOW } from './fake-data.ts'
import { startFakeApi, type FakeApi } from './fake-api.ts'

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/** A Chromium and the console as it is in the work tree, shared by a file of tests. */
export interface Bench {
  /** The folder of the built console. */
  readonly files: string
  readonly open: (path: string, options?: OpenOptions) => Promise<Opened>
  readonly close: () => Promise<void>
}

/** Who looks, on what, and whether it is the demo. */
export interface OpenOptions extends BrowserContextOptions {
  readonly as?: string
  readonly demo?: boolean
}

/** One reader's page over a fake API of its own. Disposing it closes both. */
export interface Opened extends AsyncDisposable {
  readonly page: Page
  readonly fake: FakeApi
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The folder of the console as it is in the work tree now, built once for each state of it. */
async function builtConsole(): Promise<string> {
  const sources = ['console', 'domain'].flatMap((folder) => filesBelow(join(root, folder)))
  const target = join(root, '.data', 'test', `console-${digest(root, [...sources, join(root, 'package-lock.json')]).slice(0, 16)}`)
  if (existsSync(target)) return target
  const half = `${target}.${process.pid}`
  await build({ configFile: join(root, 'console/vite.config.ts'), logLevel: 'error', build: { outDir: half, emptyOutDir: true } })
  try {
    renameSync(half, target)
  } catch (error) {
    // Another run was quicker.
    rmSync(half, { recursive: true })
    if (!existsSync(target)) throw error
  }
  return target
}

/** Sees that the console is built and starts Chromium at `executablePath`. */
export async function startBench(executablePath: string): Promise<Bench> {
  const files = await builtConsole()
  const browser = await chromium.launch({ executablePath, args: FLAGS })
  return {
    files,
    open: (path, options = {}) => openPage(browser, files, path, options),
    close: () => browser.close(),
  }
}

async function openPage(browser: Browser, files: string, path: string, { as = 'ana', demo = false, ...options }: OpenOptions): Promise<Opened> {
  const fake = await startFakeApi(files)
  fake.setDemo(demo)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  await page.clock.setFixedTime(NOW)
  await context.addCookies([{ name: 'evenkeel_person', value: as, url: fake.url }])
  await page.goto(fake.url + path)
  await page.locator('h1').waitFor()
  return { page, fake, [Symbol.asyncDispose]: async () => { await context.close(); await fake.close() } }
}

/** Every page of the console, with somebody for whom it has something to show. */
export const PAGES: readonly (readonly [path: string, as: string])[] = [
  ['/', 'ana'], ['/', 'bo'], ['/cases/c-2041/steps/inspect', 'ana'], ['/cases/c-2038/steps/refund', 'cleo'], ['/cases?state=all', 'ana'],
  ['/cases?text=nothing', 'ana'], ['/cases/c-2038', 'cleo'], ['/cases/c-2035', 'ana'], ['/cases/new', 'cleo'], ['/cases/none', 'ana'], ['/me', 'ana'], ['/rosters', 'cleo'], ['/rosters', 'ana'], ['/set-aside', 'cleo'], ['/inbox', 'cleo'], ['/inbox', 'ana'],
]
