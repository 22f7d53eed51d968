import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench, type OpenOptions } from './browser.ts'
import { aLine } from './fake-data.ts'
import { STICKING_OUT, TOO_FAINT } from './looks.ts'

const chromium = chromiumPath()
const TASK = '/cases/c-2041/steps/inspect'

describe.skipIf(chromium === undefined)('the escalation of a task, on its page', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  const open = async (as: string, options: OpenOptions = {}) => {
    const opened = await bench.open(TASK, { as, ...options })
    return { ...opened, line: opened.page.getByRole('region', { name: 'What happens next' }), [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
  }

  it('says what happens next, when in the zone of the reader, and to whom it goes as things stand', async () => {
    await using opened = await open('ana')
    const { page, line, fake } = opened
    await line.getByText('as things stand Bo').waitFor()

    expect(await line.innerText()).toMatch(/If nobody finishes it: level 2 goes to warehouse lead, as things stand Bo, Fri 13:00, in 1 h 40 min\./)
    expect(await line.innerText()).toContain('Before that, Fri 12:09: reminds Ana.')

    fake.change('c-2041', (now) => ({ ...now, tasks: now.tasks.map((task) => ({ ...task, climbs: { at: null, what: 'it stands still while bo has it' } })) }))
    await line.getByText('Does not climb by itself: it stands still while Bo has it.').waitFor()
    expect(await page.evaluate(TOO_FAINT)).toEqual([])
  })

  it('works the due time out line by line, with what did not count', async () => {
    await using opened = await open('ana')
    const { page } = opened

    await page.getByText('Why me, and why by then?').click()

    const receipt = await page.locator('.receipt').innerText()
    expect(receipt).toMatch(/97 min of open time, counted while dock is open:[\s\S]*Fri 11:18 to 12:00\s+42 min\s+Fri 12:05 to 13:00\s+55 min\s+due Fri 13:00\s+1 h 37 min/)
    expect(receipt).toContain('Stood still Fri 12:00 to 12:05.')
    expect(receipt).toMatch(/Ana has the shift in layer "days"\s+Not Bo: layer "nights" is outside its hours\s+Asked for "returns inspector" by the roster "returns floor" in version 4be1c7a9 of the organisation/)
  })

  it('is escalated, taken back and declined by hand, with the level that was seen', async () => {
    await using opened = await open('ana')
    const { page, line, fake } = opened
    expect(await line.getByRole('button', { name: 'Take it back a level' }).count()).toBe(0)

    await line.getByRole('button', { name: 'Escalate now' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Escalate it' }).click()
    await page.getByText('escalated to level 1').first().waitFor()
    await line.getByRole('button', { name: 'Take it back a level' }).click()
    await page.getByRole('button', { name: 'Take it back to level 0' }).click()
    await line.getByRole('button', { name: 'Take it back a level' }).waitFor({ state: 'detached' })
    await line.getByRole('button', { name: 'I will not do it' }).click()
    await page.getByLabel('Why?').fill('I am at the dock')
    await page.getByRole('button', { name: 'Hand it up' }).click()
    await page.getByText('escalated to level 1').first().waitFor()

    expect(fake.asked.map(({ path, body }) => [path.split('/').at(-1), body['level'] ?? body['note']])).toEqual([['escalate', 0], ['deescalate', 1], ['decline', 'I am at the dock']])
  })

  it('refuses a stale press with what is true now', async () => {
    await using opened = await open('ana')
    const { page, line, fake } = opened
    await line.getByRole('button', { name: 'Escalate now' }).click()

    fake.change('c-2041', (now) => ({ ...now, tasks: now.tasks.map((task) => ({ ...task, epoch: 9, level: 2 })), timeline: [...now.timeline, aLine(0, 'escalated', 'escalated', { step: 'inspect' })] }))
    await page.route('**/escalate', async (route) => route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), level: 0, epoch: 9 }) }))
    await page.getByRole('dialog').getByRole('button', { name: 'Escalate it' }).click()

    await page.getByRole('alert').getByText('The level is 2 and not 0; look again').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('Open in #2041-R1 now: Receive and inspect')
  })

  it('shows each owner’s receipt on the page of the case, on a phone in the dark too', async () => {
    await using opened = await bench.open('/cases/c-2041', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' })
    const { page } = opened

    await page.getByText('Why each of them').click()

    expect(await page.locator('.receipts').innerText()).toMatch(/Ana: Inspect, Fri 11:18\s+Ana has the shift in layer "days"\s+Not Bo: layer "nights" is outside its hours/)
    for (const look of [STICKING_OUT, TOO_FAINT]) expect(await page.evaluate(look)).toEqual([])
  })
})
