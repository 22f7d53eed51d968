import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../harness/chromium.ts'
import { buttonRow, marked, openSlackDesk, plain, section } from './slack-desk.ts'
import type { Came, Reply, SlackDesk } from './slack-desk.ts'

const executablePath = chromiumPath()
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const option = (value: string) => ({ text: plain(value), value })
const input = (id: string, element: object) => ({ type: 'input', block_id: id, label: plain(id), element: { action_id: 'v', ...element } })
const form = {
  type: 'modal', callback_id: 'finish', title: plain('Grade'), submit: plain('Finish'), blocks: [
    input('Grade', { type: 'radio_buttons', options: [option('A'), option('B')] }),
    input('Count', { type: 'number_input', is_decimal_allowed: false }),
    input('Photos', { type: 'file_input', max_files: 2 }),
  ],
}
const card = [
  { type: 'header', text: plain('Grade the parcel') }, { type: 'section', fields: [marked('*Order*\n#2041'), marked('*Value*\n$80.00')] }, section('*Do*\nOpen it.'),
  buttonRow({ style: 'primary', confirm: { title: plain('Begin?'), text: marked('It is *yours* then.'), confirm: plain('Yes'), deny: plain('No') } }),
]

/** An app that opens the form on a click, refuses the count 2 and changes the card once it is finished. */
const actsOn = (desk: SlackDesk) => (came: Came): Reply => {
  const { payload } = came
  if (payload.type === 'block_actions') void desk.call('views.open', { trigger_id: payload.trigger_id, view: form })
  if (payload.type !== 'view_submission') return {}
  if (payload.view.state.values.Count.v.value === '2') return { body: { response_action: 'errors', errors: { Count: 'There is one piece.' } } }
  const ts = [...desk.slack.world.messages.values()][0]!.ts
  void desk.call('chat.update', { channel: 'D02ANA', ts, text: 'Graded', blocks: [section('Graded by <@U02ANA>')] })
  return {}
}

describe.skipIf(executablePath === undefined)('the page of the sample Slack', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  const visit = async (desk: SlackDesk, width: number): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width, height: 800 } })).newPage()
    await page.goto(`${desk.slack.url}/?as=U02ANA`)
    await page.waitForSelector('html[data-live]')
    return page
  }

  it.each([1200, 390])('at %s px: asks before acting, opens the form, shows what is wrong at its field, and changes the card in place', async (width) => {
    await using desk = await openSlackDesk()
    desk.reply(actsOn(desk))
    await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'Grade', blocks: card })
    const page = await visit(desk, width)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('dialog', { name: 'Begin?' }).getByRole('button', { name: 'Yes' }).click()
    const dialog = page.getByRole('dialog', { name: 'Grade' })
    await dialog.getByRole('button', { name: 'Finish' }).click()
    await expect.poll(() => dialog.getByText('Please complete this required field.').count()).toBe(3)
    await dialog.getByLabel('A', { exact: true }).check()
    await dialog.getByLabel('Count').fill('2')
    await page.setInputFiles('input[type=file]', { name: 'dent.png', mimeType: 'image/png', buffer: Buffer.from([137, 80, 78, 71]) })
    await dialog.getByText('dent.png').waitFor()
    await dialog.getByRole('button', { name: 'Finish' }).click()
    await dialog.getByText('There is one piece.').waitFor()
    await dialog.getByLabel('Count').fill('1')
    await dialog.getByRole('button', { name: 'Finish' }).click()
    await page.getByText('Graded by @Ana Lima').waitFor()
    const { values } = desk.came.at(-1)!.payload.view.state
    expect(values).toMatchObject({ Grade: { v: { selected_option: { value: 'A' } } }, Count: { v: { value: '1' } }, Photos: { v: { files: [{ name: 'dent.png', size: 4 }] } } })
    expect(await page.locator('dialog[open]').count()).toBe(0)
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  })

  it('keeps what is typed while the modal is brought up to date', async () => {
    await using desk = await openSlackDesk()
    desk.reply(actsOn(desk))
    await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'Grade', blocks: [buttonRow()] })
    const page = await visit(desk, 1200)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByLabel('Count').fill('7')
    const [open] = (await desk.control('GET', 'modals?user=U02ANA')).modals
    await desk.call('views.update', { view_id: open.id, view: { ...form, title: plain('Grade again') } })
    await page.getByRole('dialog', { name: 'Grade again' }).waitFor()
    expect(await page.getByLabel('Count').inputValue()).toBe('7')
  })

  it('shows a change that came before the page was listening', async () => {
    await using desk = await openSlackDesk()
    const page = await (await browser.newContext()).newPage()
    await page.route('**/live', async (route) => {
      await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'in between' })
      await route.continue()
    }, { times: 1 })
    await page.goto(`${desk.slack.url}/?as=U02ANA`)
    await page.getByText('in between').waitFor({ timeout: 5000 })
  })

  it('has no serious fault for those who use it without eyes or mouse', async () => {
    await using desk = await openSlackDesk()
    desk.reply(actsOn(desk))
    await desk.call('chat.postMessage', { channel: 'U02ANA', text: 'Grade', blocks: card })
    const page = await visit(desk, 1200)
    const faults = async (): Promise<string[]> => {
      await page.evaluate(AXE)
      const found = await page.evaluate(() => (globalThis as any).axe.run()) as { violations: { id: string; impact: string; nodes: { html: string }[] }[] }
      return found.violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)
    }
    expect(await faults()).toEqual([])
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Yes' }).click()
    await page.getByRole('dialog', { name: 'Grade' }).waitFor()
    expect(await faults()).toEqual([])
  })
})
