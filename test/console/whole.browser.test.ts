import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPhoto, pngBomb } from '../adapters/images/sample-pictures.ts'
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

  it('keeps a photo without the place where it was taken, and shows pages by a policy without "unsafe-inline"', async () => {
    const person = { 'x-evenkeel-person': 'ana' }
    const policy = (await fetch(system.api)).headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')

    const sent = await aPhoto('jpeg', { orientation: 6 })
    const upload = await fetch(`${system.api}/api/evidence`, { method: 'POST', headers: { ...person, 'content-type': 'image/jpeg' }, body: new Uint8Array(sent) })
    const { sha256, original } = (await upload.json()) as { sha256: string; original: string }
    const [kept, small] = await Promise.all(['', '/small'].map(async (part) => Buffer.from(await (await fetch(`${system.api}/api/evidence/${sha256}${part}`, { headers: person })).arrayBuffer())))

    expect(original).not.toBe(sha256)
    expect(await sharp(kept).metadata()).toMatchObject({ format: 'jpeg', width: 600, height: 800 })
    expect((await sharp(kept).metadata()).exif).toBeUndefined()
    expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 360, height: 480 })
    const bomb = await fetch(`${system.api}/api/evidence`, { method: 'POST', headers: person, body: new Uint8Array(pngBomb(30_000, 30_000)) })
    expect([bomb.status, await bomb.json()]).toMatchObject([422, { code: 'unfit-picture' }])
  })
})
