import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSystem, type System } from '../fault/system.ts'
import { chromiumPath } from '../harness/chromium.ts'

const executablePath = chromiumPath()
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

describe.skipIf(executablePath === undefined)('the whole product, seen from a browser', () => {
  let system: System
  beforeAll(async () => { system = await startSystem() }, 120_000)
  afterAll(() => system[Symbol.asyncDispose]())

  it('takes a return from the shop to a paid refund, although the worker dies on the way', async () => {
    const browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS })
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
    await page.goto(system.api)
    await page.getByRole('button', { name: 'I am Ana Lima' }).click()
    await page.getByText('Nothing is waiting for you').waitFor()

    await fetch(`${system.shop}/_control/return`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"orderName":"#2041"}' })
    await page.getByRole('link', { name: /Receive and inspect #2041-R1/ }).first().click()
    await system.kill('worker')
    await system.start('worker')
    await page.getByRole('radio', { name: 'Graded' }).check()
    await page.getByRole('radio', { name: 'A', exact: true }).check()
    await page.getByLabel('Pieces in the parcel').fill('1')
    await page.getByRole('button', { name: 'Finish as graded' }).click()
    await page.getByText('Thank you, that is recorded.').waitFor({ timeout: 30_000 })

    await page.getByRole('link', { name: '#2041-R1' }).first().click()
    await page.getByText('Ended: refunded').first().waitFor({ timeout: 30_000 })
    await page.getByText('The case ended: refunded').waitFor()
    expect(errors).toEqual([])
    const { refunds } = (await (await fetch(`${system.shop}/_control/refunds`)).json()) as { refunds: readonly { readonly orderName: string; readonly amount: string }[] }
    expect(refunds.filter((refund) => refund.orderName === '#2041')).toMatchObject([{ orderName: '#2041' }])
    await browser.close()
  })
})
