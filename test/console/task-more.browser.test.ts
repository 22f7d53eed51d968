import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { TaskRow } from '../../console/src/wire.ts'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench, type Opened } from './browser.ts'
import { at } from './fake-data.ts'

const chromium = chromiumPath()
const TASK = '/cases/c-2041/steps/inspect'
const photo = (name: string, last: number) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff, last]) })

describe.skipIf(chromium === undefined)('what else a task in the console may be', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  /** A page whose task has this besides. */
  async function withTask(over: Partial<TaskRow>): Promise<Opened> {
    const opened = await bench.open('/me')
    opened.fake.change('c-2041', (page) => ({ ...page, tasks: page.tasks.map((task) => ({ ...task, ...over })) }))
    await opened.page.goto(opened.fake.url + TASK)
    await opened.page.locator('h1').waitFor()
    return opened
  }
  const fill = async (page: Page): Promise<void> => {
    await page.getByRole('radio', { name: 'Graded' }).check()
    await page.getByRole('radio', { name: 'B', exact: true }).check()
    await page.getByLabel('Pieces in the parcel').fill('1')
  }

  it('wants photos, which are uploaded when they are chosen, can be taken out, and go with the completion', async () => {
    await using opened = await withTask({
      evidence: [
        { name: 'photos', label: 'Photos of the parcel', kind: 'photo', atLeast: 2, atMost: 5, required: ['graded'], unless: false },
        { name: 'tracking', label: 'Tracking', kind: 'link', atLeast: 1, atMost: 2, required: false, unless: false },
      ],
    })
    const { page, fake } = opened
    const input = page.getByLabel(/Photos of the parcel/)
    await page.getByText('(at least 2 photos, needed for graded)').waitFor()

    await input.setInputFiles([photo('front.jpg', 1), photo('back.jpg', 2), photo('wrong.jpg', 3)])
    await page.getByRole('button', { name: 'Remove wrong.jpg' }).click()
    await page.getByLabel(/Tracking/).fill('https://track.example/1')
    await fill(page)
    await page.reload()
    await page.getByRole('link', { name: 'front.jpg' }).waitFor()
    await page.getByRole('button', { name: 'Finish as graded' }).click()

    await page.getByText('Thank you, that is recorded.').waitFor()
    expect(fake.asked.at(-1)?.body).toMatchObject({
      evidence: { photos: [{ kind: 'photo', name: 'front.jpg', type: 'image/jpeg', bytes: 4 }, { name: 'back.jpg' }], tracking: [{ kind: 'link', text: 'https://track.example/1' }] },
    })
  })

  it('says what is no photo, and keeps those that are', async () => {
    await using opened = await withTask({ evidence: [{ name: 'photos', label: 'Photos', kind: 'photo', atLeast: 1, atMost: 5, required: true, unless: false }] })
    const { page } = opened
    await page.getByLabel(/Photos/).setInputFiles([photo('front.jpg', 1)])
    await page.getByRole('link', { name: 'front.jpg' }).waitFor()
    await page.getByLabel(/Photos/).setInputFiles([{ name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.from([0, 0]) }])
    await page.getByText('the file is none that is taken as evidence').waitFor()
    await page.getByRole('link', { name: 'front.jpg' }).waitFor()
  })

  it('is paused for one of its reasons, and handed on with how it stands', async () => {
    await using opened = await withTask({ pauses: ['waiting_customer', 'waiting_carrier'] })
    const { page, fake } = opened
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('radio', { name: 'Waiting customer' }).check()
    await page.getByLabel(/For how long/).fill('2d')
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(fake.asked.at(-1)).toMatchObject({ path: '/api/cases/c-2041/steps/inspect/pause', body: { reason: 'waiting_customer', for: '2d' } })

    await page.getByRole('button', { name: 'Hand over' }).click()
    await page.getByLabel('To whom?').selectOption('bo')
    await page.getByLabel('How does it stand?').fill('Counted, not graded')
    await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(fake.asked.at(-1)).toMatchObject({ path: '/api/cases/c-2041/steps/inspect/handoff', body: { to: 'bo', summary: 'Counted, not graded' } })
  })

  it('asks whoever has it, and whose shift has ended, whether they stay', async () => {
    await using opened = await withTask({ claimedBy: 'ana', shift: { handoff: 'ask', answerBy: at(30) } })
    const { page, fake } = opened
    await page.getByText(/Your shift has ended/).waitFor()
    await page.getByRole('button', { name: 'I stay with it' }).click()
    await expect.poll(() => fake.asked.at(-1)).toMatchObject({ path: '/api/cases/c-2041/steps/inspect/stay', body: { instance: 'inspect#1' } })
  })

  it('says how it stands: paused, handed on, approved by whom, not for whom', async () => {
    await using opened = await withTask({
      pauses: ['waiting_customer'], paused: { reason: 'waiting_customer', by: 'bo', since: at(-60), until: at(60) }, handedOn: { by: 'bo', summary: 'Counted, not graded', at: at(-30) },
      approvals: { need: 2, of: ['cx_lead', 'cleo'], given: [{ by: 'cleo', at: at(-20), form: {} }] }, notFor: ['bo'],
    })
    const { page, fake } = opened
    await page.getByText('Paused by Bo: waiting customer.').waitFor()
    await page.getByText(/Bo handed it on .*: Counted, not graded/).waitFor()
    await page.getByText('Needs 2 approvals from cx lead, cleo; it has 1.').waitFor()
    await page.getByText(/Approved by Cleo/).waitFor()
    await page.getByText('Somebody else than Bo has to do this.').waitFor()
    await page.getByRole('button', { name: 'Let its clock go on' }).click()
    await expect.poll(() => fake.asked.at(-1)?.path).toBe('/api/cases/c-2041/steps/inspect/resume')
  })

  it('shows what a step would do, and takes a yes, or a no with its reason', async () => {
    await using opened = await withTask({ kind: 'suggestion', form: [], outcomes: [], suggestion: { action: 'shopify.refund', input: { amount: { amount: '64.50', currency: 'USD' } } } })
    const { page, fake } = opened
    await page.getByText('Refund (shopify)').waitFor()
    await page.getByText('64.50').waitFor()
    await page.getByRole('button', { name: 'No, do not' }).click()
    await page.getByText('say why not').waitFor()
    expect(fake.asked).toEqual([])
    await page.getByLabel('If not, why?').fill('paid last week')
    await page.getByRole('button', { name: 'No, do not' }).click()
    await expect.poll(() => fake.asked.at(-1)?.body).toMatchObject({ yes: false, note: 'paid last week' })
  })

  it('asks what no system knows', async () => {
    await using opened = await withTask({ kind: 'question', outcomes: [], question: { fact: 'risk' }, form: [{ name: 'score', label: 'Score', type: { kind: 'whole_number', min: 0, max: 100 }, required: true }] })
    const { page, fake } = opened
    await page.getByLabel('Score').fill('70')
    await page.getByRole('button', { name: 'Answer' }).click()
    await expect.poll(() => fake.asked.at(-1)).toMatchObject({ path: '/api/cases/c-2041/steps/inspect/answer', body: { form: { score: '70' } } })
  })

  it('that is switched off cannot be tried again', async () => {
    await using opened = await withTask({ kind: 'exception', form: [], outcomes: [], choices: ['done_by_hand', 'give_up'], problem: { code: 'switched_off', message: 'Done by hand since May.', step: 'refund' } })
    const { page } = opened
    await page.getByRole('radio', { name: 'I did it by hand' }).waitFor()
    expect(await page.getByRole('radio', { name: 'Try again' }).count()).toBe(0)
  })
})
