import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { TaskRow } from '../../console/src/wire.ts'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench, type Opened, type OpenOptions } from './browser.ts'
import { aLine, aTask } from './fake-data.ts'

const chromium = chromiumPath()
const TASK = '/cases/c-2041/steps/inspect'
const photo = (name: string, last: number) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from([0xff, 0xd8, 0xff, last]) })
const PHOTOS: Partial<TaskRow> = { evidence: [{ name: 'photos', label: 'Photos', kind: 'photo', atLeast: 1, atMost: 5, required: false, unless: false }] }
const RMA: Partial<TaskRow> = {
  form: [
    { name: 'rma', label: 'RMA', type: { kind: 'scan', max: 80 }, required: true }, { name: 'bin', label: 'Bin', type: { kind: 'scan', max: 80 }, required: true },
    { name: 'note', label: 'Note', type: { kind: 'text', max: 100 }, required: false },
  ],
  outcomes: ['done'],
} as Partial<TaskRow>

/** As a scanner does: the keys follow each other without waiting for anybody. */
async function scan(page: Page, code: string): Promise<void> {
  await Promise.all([...code, 'Enter'].map((key) => page.keyboard.press(key)))
}

const saved = (page: Page): Promise<unknown> => page.evaluate('Object.keys(sessionStorage).filter((key) => key.includes("draft") && !key.endsWith(".id"))')

describe.skipIf(chromium === undefined)('somebody at work', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  async function withTask(over: Partial<TaskRow>, options: OpenOptions = {}): Promise<Opened> {
    const opened = await bench.open('/me', options)
    opened.fake.change('c-2041', (page) => ({ ...page, tasks: page.tasks.map((task) => ({ ...task, ...over })) }))
    await opened.page.goto(opened.fake.url + TASK)
    await opened.page.locator('.task-form').waitFor()
    return opened
  }
  const fill = async (page: Page): Promise<void> => {
    await page.getByRole('radio', { name: 'Graded' }).check()
    await page.getByRole('radio', { name: 'B', exact: true }).check()
    await page.getByLabel('Pieces in the parcel').fill('1')
  }

  describe('with a scanner', () => {
    it('fills the fields for codes one after the other, wherever the focus is, and finishes nothing', async () => {
      await using opened = await withTask(RMA)
      const { page, fake } = opened
      await page.locator('h1').click()

      await scan(page, 'RMA/2041-j')
      await expect.poll(() => page.evaluate('document.activeElement.name?.endsWith("field-bin")')).toBe(true)
      await page.getByRole('button', { name: 'Finish' }).focus()
      await scan(page, 'BIN k7')

      await expect.poll(() => page.getByLabel('Bin').inputValue()).toBe('BIN k7')
      expect(await page.getByLabel('RMA').inputValue()).toBe('RMA/2041-j')
      expect(fake.tried).toEqual([])
      expect(new URL(page.url()).pathname).toBe('/cases/c-2041/steps/inspect')
    })

    it('scans into another field without sending the form', async () => {
      await using opened = await withTask(RMA)
      const { page, fake } = opened
      await page.getByLabel('Note').focus()

      await scan(page, 'SHIRT-GRN-S')

      await expect.poll(() => page.getByLabel('Note').inputValue()).toBe('SHIRT-GRN-S')
      expect(fake.tried).toEqual([])
    })

    it('finds a case from the list', async () => {
      await using opened = await bench.open('/')
      const { page } = opened
      await page.getByRole('link', { name: /Receive and inspect/ }).first().waitFor()

      await scan(page, '2035')

      await page.getByRole('link', { name: '#2035-R1' }).waitFor()
    })

    it('leaves no form that takes no code', async () => {
      await using opened = await bench.open(TASK)
      const { page, fake } = opened
      await page.getByRole('radio', { name: 'Graded' }).check()

      await scan(page, '40012345')

      expect(await page.getByRole('radio', { name: 'Graded' }).isChecked()).toBe(true)
      expect(new URL(page.url()).pathname).toBe(TASK)
      expect(fake.tried).toEqual([])
    })
  })

  describe('without a connection', () => {
    it('loses nothing: what was finished is sent by itself when Evenkeel is back, as one act', async () => {
      await using opened = await bench.open(TASK)
      const { page, fake } = opened
      await fill(page)

      fake.failWith(0)
      await page.getByRole('button', { name: 'Finish as graded' }).click()
      await page.getByText(/is sent again by itself until there is an answer/).waitFor()
      expect(await page.getByLabel('Pieces in the parcel').inputValue()).toBe('1')
      await expect.poll(() => fake.tried.length, { timeout: 10_000 }).toBeGreaterThan(1)
      fake.failWith(null)

      await page.getByText('Thank you, that is recorded.').waitFor()
      expect(fake.asked).toHaveLength(1)
      expect(new Set(fake.tried.map(({ body }) => body['commandId'])).size).toBe(1)
    })

    it('sends nothing by itself that was changed meanwhile', async () => {
      await using opened = await bench.open(TASK)
      const { page, fake } = opened
      await page.clock.install()
      await fill(page)
      fake.failWith(0)
      await page.getByRole('button', { name: 'Finish as graded' }).click()
      await page.getByText(/is sent again by itself/).waitFor()

      await page.getByLabel('Pieces in the parcel').fill('2')
      await page.getByText(/is sent again by itself/).waitFor({ state: 'detached' })
      fake.failWith(null)
      const before = fake.tried.length
      // Longer than it waits for any try; whatever it would send is on its way before what the page is asked to send then.
      await page.clock.fastForward(60_000)
      await page.evaluate('fetch("/api/session").then((answer) => answer.text())')
      expect(fake.tried.length).toBe(before)

      await page.getByRole('button', { name: 'Finish as graded' }).click()
      await page.getByText('Thank you, that is recorded.').waitFor()
      expect(fake.asked.at(-1)?.body).toMatchObject({ form: { quantity: '2' } })
    })

    it('keeps the page as it is and says so at its foot', async () => {
      await using opened = await bench.open(TASK, { viewport: { width: 390, height: 844 } })
      const { page, fake } = opened
      await page.getByLabel(/^Note/).fill('left sleeve is stained')

      await fake.close()

      await page.getByText(/Evenkeel is out of reach. What you type is kept/).waitFor()
      expect(await page.locator('.lost').evaluate((foot) => foot.getBoundingClientRect().bottom)).toBe(844)
      expect(await page.getByRole('alert').count()).toBe(0)
      expect(await page.getByLabel(/^Note/).inputValue()).toBe('left sleeve is stained')
    })

    it('loses no photo: it is sent again by itself, and cannot be forgotten meanwhile', async () => {
      await using opened = await withTask(PHOTOS)
      const { page, fake } = opened
      await fill(page)
      fake.failWith(0)
      await page.getByLabel(/Photos/).setInputFiles([photo('front.jpg', 1)])
      await page.getByText(/What is left is sent again by itself/).waitFor()
      expect(await page.getByRole('button', { name: 'Uploading …' }).isDisabled()).toBe(true)
      await page.getByLabel(/^Note/).fill('typed while it uploads')
      fake.failWith(null)

      await page.getByRole('link', { name: 'front.jpg' }).waitFor()
      expect(await page.getByLabel(/^Note/).inputValue()).toBe('typed while it uploads')
      await page.getByRole('button', { name: 'Finish as graded' }).click()
      await page.getByText('Thank you, that is recorded.').waitFor()
      expect(fake.asked.at(-1)?.body).toMatchObject({ form: { note: 'typed while it uploads' }, evidence: { photos: [{ name: 'front.jpg', original: expect.stringMatching(/^0+1$/) }] } })
    })
  })

  describe('with a photo', () => {
    it('sees a small one of it beside its name', async () => {
      await using opened = await withTask(PHOTOS)
      const { page } = opened
      await page.getByLabel(/Photos/).setInputFiles([photo('front.jpg', 1)])

      const small = page.locator('.proof img')
      await small.waitFor()

      expect(await small.getAttribute('src')).toMatch(/^\/api\/evidence\/[0-9a-f]{64}\/small$/)
      await expect.poll(() => page.evaluate('document.querySelector(".proof img").naturalWidth')).toBe(1)
    })
  })

  describe('with something typed', () => {
    it('finds it again as themselves and nobody else does; once it is finished it is gone', async () => {
      await using opened = await bench.open(TASK)
      const { page, fake } = opened
      await fill(page)
      expect(await saved(page)).toEqual(['evenkeel.draft.ana.c-2041/inspect#1'])

      await page.evaluate('sessionStorage.setItem("evenkeel.person", "bo")')
      await page.reload()
      await page.locator('.task-form').waitFor()
      expect(await page.getByLabel('Pieces in the parcel').inputValue()).toBe('')
      await page.evaluate('sessionStorage.setItem("evenkeel.person", "ana")')
      await page.reload()
      await page.locator('.task-form').waitFor()
      expect(await page.getByLabel('Pieces in the parcel').inputValue()).toBe('1')

      await page.getByRole('button', { name: 'Finish as graded' }).click()
      await page.getByText('Thank you, that is recorded.').waitFor()
      expect(await saved(page)).toEqual([])
      expect(fake.asked).toHaveLength(1)
    })

    it('leaves nothing behind once somebody else has finished it and they have seen that', async () => {
      await using opened = await bench.open(TASK)
      const { page, fake } = opened
      await fill(page)
      fake.change('c-2041', (now) => ({ ...now, tasks: [], timeline: [...now.timeline, aLine(-1 / 6, 'completed', 'bo finished it: graded', { step: 'inspect', actor: 'person:bo' })] }))
      await page.getByText('Bo finished this 10 s ago.').waitFor()
      expect(await saved(page)).toHaveLength(1)

      await page.reload()

      await page.getByText('Bo finished it: graded, 10 s ago.').waitFor()
      expect(await saved(page)).toEqual([])
    })
  })

  describe('who does it otherwise than the SOP says', () => {
    it.each([
      ['I did it another way', 'another_way', /What did you do instead/, 'Noted. Finish the task as it ended.'],
      ['This SOP is wrong here', 'sop_wrong', /What is wrong/, 'Noted for the owner of the SOP. The task goes on.'],
    ])('says "%s" and goes on with the task, with what was typed', async (button, kind, asked, after) => {
      await using opened = await bench.open(TASK)
      const { page, fake } = opened
      await fill(page)
      await page.getByRole('button', { name: button }).click()
      expect(await page.getByRole('button', { name: 'Note it' }).isDisabled()).toBe(true)
      await page.getByLabel(asked).fill('weighed it instead')
      await page.getByRole('button', { name: 'Note it' }).click()

      await page.getByText(after).waitFor()
      expect(fake.asked[0]).toMatchObject({ path: '/api/cases/c-2041/steps/inspect/remark', body: { kind, note: 'weighed it instead', instance: 'inspect#1', epoch: 1 } })
      expect(await page.getByLabel('Pieces in the parcel').inputValue()).toBe('1')
    })
  })

  it('keeps a question that they are answering, although somebody else finishes the task meanwhile, and hears who', async () => {
    await using opened = await bench.open(TASK)
    const { page, fake } = opened
    await page.getByRole('button', { name: 'Hand over' }).click()
    await page.getByLabel('How does it stand?').fill('opened, not counted')

    fake.change('c-2041', (now) => ({ ...now, tasks: [], timeline: [...now.timeline, aLine(-1 / 6, 'completed', 'bo finished it: graded', { step: 'inspect', actor: 'person:bo' })] }))
    await page.getByText('Bo finished this 10 s ago.').waitFor()
    expect(await page.getByLabel('How does it stand?').inputValue()).toBe('opened, not counted')
    await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()

    await page.getByRole('dialog').getByText('Bo finished this as graded').waitFor()
    expect(await page.getByLabel('How does it stand?').inputValue()).toBe('opened, not counted')
    await page.keyboard.press('Escape')
    await page.getByText('Bo finished it: graded, 10 s ago.').waitFor()
  })

  describe('in the list', () => {
    it('takes what nobody has, pauses it, hands it over and never leaves', async () => {
      await using opened = await bench.open('/')
      const { page, fake } = opened
      fake.change('c-2041', (now) => ({ ...now, tasks: [aTask({ assignee: null, pauses: ['waiting_customer'] })] }))
      const team = page.getByRole('region', { name: /team/ })

      await team.getByRole('button', { name: /^Take it/ }).click()
      const mine = page.getByRole('region', { name: /Mine/ })
      await mine.getByText(/you, returns inspector, taken/).waitFor()
      await mine.getByRole('button', { name: /^Finish here/ }).click()
      await mine.getByRole('button', { name: 'Pause', exact: true }).click()
      await page.getByRole('radio', { name: 'Waiting customer' }).check()
      await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await mine.getByRole('button', { name: 'Hand over' }).click()
      await page.getByLabel('How does it stand?').fill('opened, not counted')
      await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
      await page.getByRole('dialog').waitFor({ state: 'detached' })

      expect(fake.asked.map(({ path }) => path.split('/').at(-1))).toEqual(['claim', 'pause', 'handoff'])
      expect(new URL(page.url()).pathname).toBe('/')
    })

    it('closes the open task with Esc, back where it was, and finds what was typed when it is opened again', async () => {
      await using opened = await bench.open('/')
      const { page } = opened
      await page.getByRole('button', { name: /^Finish here/ }).click()
      await page.getByLabel('Pieces in the parcel').fill('3')

      await page.keyboard.press('Escape')
      await page.locator('.task-form').waitFor({ state: 'detached' })
      expect(await page.evaluate('document.activeElement.getAttribute("aria-expanded")')).toBe('false')
      await page.keyboard.press('Enter')

      await page.getByLabel('Pieces in the parcel').waitFor()
      expect(await page.getByLabel('Pieces in the parcel').inputValue()).toBe('3')
    })
  })

  it('reads in the story by which way each of them acted', async () => {
    await using opened = await bench.open('/cases/c-2041')
    const { page, fake } = opened
    fake.change('c-2041', (now) => ({ ...now, tasks: [], timeline: [...now.timeline, aLine(-1, 'completed', 'bo finished it: graded', { step: 'inspect', actor: 'person:bo', via: 'slack' })] }))

    await page.getByText('Bo finished it: graded, in Slack').waitFor()
  })

  it('sees on the page of a case who was told what, by which way and whether it arrived', async () => {
    await using opened = await bench.open('/cases/c-2038', { as: 'cleo' })
    const { page, fake } = opened
    const told = page.getByRole('region', { name: 'Who was told' })
    await told.getByText('#ops-alerts').waitFor()

    const text = await told.innerText()
    expect(text).toMatch(/You by mail\s+taken by the mail server\s+may have come twice/)
    expect(text).toMatch(/You by Slack\s+went another way[\s\S]*3 tries: Slack says "channel_not_found"/)
    expect(text).toMatch(/#ops-alerts by Slack\s+waits[\s\S]*next try/)
    expect(text).toMatch(/Ana by mail\s+did not arrive[\s\S]*no such user/)
    expect(text).toMatch(/Bo by Slack\s+arrived[\s\S]*Fri 06:20/)

    fake.tell('c-2038', [])
    await told.getByText('Nobody was told anything yet.').waitFor()
  })
})
