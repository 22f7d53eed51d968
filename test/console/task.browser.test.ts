import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench } from './browser.ts'
import { aLine, anException } from './fake-data.ts'

const chromium = chromiumPath()
const TASK = '/cases/c-2041/steps/inspect'

describe.skipIf(chromium === undefined)('a task in the console', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  const pieces = (page: Page): Locator => page.getByLabel('Pieces in the parcel')
  const fill = async (page: Page, quantity: string): Promise<void> => {
    await page.getByRole('radio', { name: 'Graded' }).check()
    await page.getByRole('radio', { name: 'B', exact: true }).check()
    await pieces(page).fill(quantity)
  }

  it('is found and finished with the keyboard alone', async () => {
    await using opened = await bench.open('/')
    const { page, fake } = opened
    await page.getByRole('link', { name: /Receive and inspect/ }).first().waitFor()

    await page.keyboard.press('j')
    await page.locator('[data-row] a:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: 'Graded' }).waitFor()
    await page.locator('h1:focus').waitFor()
    for (const [name, key] of [['inspect#1-outcome', 'Space'], ['inspect#1-field-grade', 'ArrowRight']] as const) {
      await tabTo(page, name)
      await page.keyboard.press(key)
    }
    await tabTo(page, 'inspect#1-field-quantity')
    await page.keyboard.type('1')
    await page.keyboard.press('Enter')

    await page.getByText('Thank you, that is recorded.').waitFor()
    await page.locator('.over:focus').waitFor()
    expect(fake.asked).toHaveLength(1)
    expect(fake.asked[0]).toMatchObject({ person: 'ana', body: { instance: 'inspect#1', epoch: 1, outcome: 'graded', form: { grade: 'b', quantity: '1' } } })
  })

  it('is finished from the list without leaving it', async () => {
    await using opened = await bench.open('/')
    const { page } = opened

    await page.getByRole('button', { name: /^Finish here/ }).click()
    await fill(page, '1')
    await page.getByRole('button', { name: 'Finish as graded' }).click()

    await page.getByText('Thank you, that is recorded.').waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('shows a wrong value at its field, puts the reader there, and keeps what was typed, even over a reload', async () => {
    await using opened = await bench.open(TASK)
    const { page } = opened

    await fill(page, 'two')
    await page.getByRole('button', { name: 'Finish as graded' }).click()

    await page.getByText('write a whole number, such as 2').waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('inspect#1-field-quantity')
    expect(await pieces(page).getAttribute('aria-describedby')).toContain('error')
    await page.reload()
    expect(await pieces(page).inputValue()).toBe('two')
    expect(await page.getByRole('radio', { name: 'B', exact: true }).isChecked()).toBe(true)
  })

  it('asks how it ended before it asks the server', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened

    await page.getByRole('button', { name: 'Finish' }).click()

    await page.getByText('choose how it ended').waitFor()
    expect(fake.asked).toHaveLength(0)
  })

  it('keeps a form in use as it is when somebody else finishes the task, and says who and when', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened
    await page.getByLabel(/^Note/).fill('left sleeve is stained')
    const before = await page.getByLabel(/^Note/).boundingBox()

    fake.change('c-2041', (now) => ({
      ...now, tasks: [], timeline: [...now.timeline, aLine(-1 / 6, 'completed', 'bo finished it: graded', { step: 'inspect', actor: 'person:bo' })],
    }))

    await page.getByText('Bo finished this 10 s ago.').waitFor()
    expect(await page.getByLabel(/^Note/).inputValue()).toBe('left sleeve is stained')
    expect(await page.getByLabel(/^Note/).boundingBox(), 'nothing moves under the finger').toEqual(before)
    expect(await page.getByRole('button', { name: 'Finish' }).isDisabled()).toBe(true)
    expect(await page.getByRole('link', { name: /See where/ }).isVisible()).toBe(true)
  })

  it('lets the reader carry on when the task only changed hands', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened
    await fill(page, '1')

    fake.change('c-2041', (now) => ({
      ...now, tasks: now.tasks.map((task) => ({ ...task, epoch: 2, assignee: 'bo', claimedBy: null })),
      timeline: [...now.timeline, aLine(0, 'assigned', 'Receive and inspect the parcel went to bo: escalated', { step: 'inspect', detail: { to: ['bo'] } })],
    }))
    await page.getByText(/went to Bo: escalated/).first().waitFor()
    await page.getByRole('button', { name: /Carry on/ }).click()
    await page.getByRole('button', { name: 'Finish as graded' }).click()

    await page.getByText('Thank you, that is recorded.').waitFor()
    expect(fake.asked[0]?.body).toMatchObject({ epoch: 2, form: { quantity: '1' } })
  })

  it('shows the present when nobody was typing', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened
    await pieces(page).waitFor()

    fake.change('c-2041', (now) => ({ ...now, tasks: [], timeline: [...now.timeline, aLine(0, 'completed', 'bo finished it: graded', { step: 'inspect', actor: 'person:bo' })] }))

    await page.getByText('Bo finished it: graded, 0 s ago.').waitFor()
    expect(await pieces(page).count()).toBe(0)
  })

  it('counts a double click, and a retry after a lost answer, as one act', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened
    await fill(page, '1')

    fake.failWith(0)
    await page.getByRole('button', { name: 'Finish as graded' }).click()
    await page.getByText('Evenkeel did not answer.').waitFor()
    fake.failWith(null)
    await page.getByRole('button', { name: 'Finish as graded' }).dblclick()
    await page.getByText('Thank you, that is recorded.').waitFor()

    expect(fake.asked).toHaveLength(1)
    expect(fake.tried.length).toBeGreaterThan(1)
    expect(new Set(fake.tried.map(({ body }) => body['commandId'])).size).toBe(1)
  })

  it('is handed on with a coded reason by somebody who cannot do it', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened
    const dialog = page.getByRole('dialog')

    await page.getByRole('button', { name: 'I cannot do this' }).click()
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'I cannot do this' }).click()
    await page.getByRole('radio', { name: 'It is not safe' }).check()
    await page.getByLabel(/next person/).fill('the battery is swollen')
    await page.getByRole('button', { name: 'Hand it on' }).click()

    await page.getByText('Thank you, that is recorded.').waitFor()
    expect(await dialog.count()).toBe(0)
    expect(fake.asked[0]).toMatchObject({ path: '/api/cases/c-2041/steps/inspect/cannot', body: { reason: 'unsafe', note: 'the battery is swollen', epoch: 1 } })
  })

  it('is taken and given back', async () => {
    await using opened = await bench.open(TASK)
    const { page } = opened

    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByText('Taken by you.').waitFor()
    await page.getByRole('button', { name: 'Give it back' }).click()

    await page.getByText('With you, not taken yet.').waitFor()
  })

  it('that needs help is settled by saying where it was done by hand', async () => {
    await using opened = await bench.open('/cases/c-2038/steps/refund', { as: 'cleo' })
    const { page, fake } = opened
    await page.getByText(/The shop refused the refund/).waitFor()

    await page.getByRole('radio', { name: /I did it by hand/ }).check()
    await page.getByLabel(/Amount refunded/).fill('64.50')
    await page.getByRole('button', { name: 'Record what I did' }).click()
    await page.getByText('say where it can be seen that it was done').waitFor()
    await page.getByLabel('Reference').fill('re_42')
    await page.getByRole('button', { name: 'Record what I did' }).click()

    await page.getByText('Thank you, that is recorded.').waitFor()
    expect(fake.asked.at(-1)?.body).toMatchObject({ choice: 'done_by_hand', reference: 're_42', outcome: 'done', form: { amount: '64.50' } })
    expect(new Set(fake.asked.map(({ body }) => body['commandId'])).size).toBe(2)
  })

  it('that needs help again after another try is shown again', async () => {
    await using opened = await bench.open('/cases/c-2038/steps/refund', { as: 'cleo' })
    const { page, fake } = opened
    const task = anException()

    await page.getByRole('radio', { name: /Try again/ }).check()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Thank you, that is recorded.').waitFor()
    fake.change('c-2038', (now) => ({ ...now, tasks: [{ ...task, epoch: task.epoch + 1, problem: { code: 'again', message: 'The shop refused it again.', step: 'refund' } }] }))

    await page.getByText('The shop refused it again.').waitFor()
  })

  it('is done in the name of the person whose tab it is, whoever another tab became meanwhile', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened
    await fill(page, '1')
    const other = await page.context().newPage()
    await other.goto(`${fake.url}/me`)
    await other.getByRole('button', { name: 'I am Bo' }).click()
    await other.getByRole('heading', { name: 'You are Bo' }).waitFor()

    await page.getByRole('button', { name: 'Finish as graded' }).click()
    await page.getByText('Thank you, that is recorded.').waitFor()

    expect(fake.asked[0]?.person).toBe('ana')
  })
})

/** Presses Tab until the field with that name has the focus; fails after more stops than any page has. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let stops = 0; stops < 40; stops++) {
    if (await page.evaluate('document.activeElement?.name') === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`no field "${name}" can be reached with Tab`)
}
