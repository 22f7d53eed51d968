import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../harness/chromium.ts'
import { startBench, type Bench, type OpenOptions } from './browser.ts'
import { NAMELESS, STICKING_OUT, TOO_FAINT, TOO_SMALL, TWICE } from './looks.ts'

const chromium = chromiumPath()

describe.skipIf(chromium === undefined)('the page of the rosters', () => {
  let bench: Bench
  beforeAll(async () => { bench = await startBench(chromium ?? '') })
  afterAll(() => bench.close())

  async function open(as: string, options: OpenOptions = {}) {
    const opened = await bench.open('/rosters', { as, ...options })
    const floor = opened.page.getByRole('region', { name: 'Returns floor' })
    await floor.getByText('On now').waitFor()
    return { ...opened, floor, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() }
  }

  it('says who is on now and why, who is next and when in the zone of the reader, and when nobody is', async () => {
    await using opened = await open('cleo')
    const { page, floor } = opened
    const support = page.getByRole('region', { name: 'Support' })

    await floor.getByText('Why Ana?').click()
    await support.getByText('The week in words (nobody on 6 times)').click()

    expect(await floor.locator('.on-now').innerText()).toMatch(/On now\s+Ana\s+Next\s+Bo, Sat 08:00[\s\S]*Ana has the shift in layer "days"\.[\s\S]*Version 4be1c7a9 of the organisation/)
    expect(await support.locator('ol').innerText()).toMatch(/Fri 18:00 to Mon 08:00: nobody/)
    expect(await page.getByRole('region', { name: 'Coverage' }).innerText()).toMatch(/Enquiries: Answer customer[\s\S]*due before anybody of support is on:[\s\S]*Fri 18:00 to/)
  })

  it('changes who is on: the change is looked at, made, seen at once, and kept with who made it and why', async () => {
    await using opened = await open('cleo')
    const { page, floor } = opened

    await floor.getByRole('button', { name: 'Change who is on' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Who is on instead?').selectOption({ label: 'Bo' })
    await dialog.getByText('Then on: Bo instead of Ana.').waitFor()
    await dialog.getByText('One open task is with somebody who then is not on.').waitFor()
    await dialog.getByLabel('Why?').fill('dentist')
    await dialog.getByRole('button', { name: 'Make the change' }).click()
    await dialog.waitFor({ state: 'detached' })

    await floor.locator('.who', { hasText: 'Bo' }).waitFor()
    expect(await floor.locator('.changes').innerText()).toMatch(/Bo instead of Ana, Fri 11:20 to Sat 08:00\s+“dentist” · made by Cleo, 0 s ago\s+in force/)
    expect(await floor.locator('.on-now').textContent()).toContain('Bo replaces Ana by an override (dentist) that Cleo made')

    await floor.getByRole('button', { name: /Take it back/ }).click()
    await page.getByRole('dialog').getByLabel('Why?').fill('no pain any more')
    await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()

    await floor.locator('.who', { hasText: 'Ana' }).waitFor()
    expect(await floor.locator('.changes').innerText()).toMatch(/made by Cleo, 0 s ago · taken back by Cleo, 0 s ago: “no pain any more”\s+taken back/)
  })

  it('refuses what conflicts with the place and the way out, and keeps what was typed', async () => {
    await using opened = await open('cleo')
    const { page, floor } = opened
    const dialog = page.getByRole('dialog')
    const change = async (kind: string) => {
      await floor.getByRole('button', { name: 'Change who is on' }).click()
      await dialog.getByRole('radio', { name: kind }).check()
    }
    await change('Take somebody off')
    await dialog.getByLabel('Whom to take off?').selectOption({ label: 'Ana' })
    await dialog.getByLabel('Why?').fill('ill')
    await dialog.getByText('Nobody is on from').waitFor()
    await dialog.getByRole('button', { name: 'Make the change' }).click()
    await dialog.waitFor({ state: 'detached' })

    await change('Replace somebody')
    await dialog.getByLabel('Whom to replace?').selectOption({ label: 'Ana' })
    await dialog.getByLabel('Who is on instead?').selectOption({ label: 'Bo' })
    await dialog.getByLabel('Why?').fill('ill')

    await dialog.getByText(/Ana is not on then|is not on then; nobody is on then, so add somebody instead/).waitFor()
    await dialog.getByRole('button', { name: 'Make the change' }).click()
    expect(await dialog.getByLabel('Why?').inputValue()).toBe('ill')
    expect(await dialog.locator('[aria-invalid=true]').count()).toBe(1)
  })

  it('lets somebody without access offer their own shift, which a colleague takes', async () => {
    await using opened = await open('ana')
    const { page, floor } = opened
    expect(await page.getByRole('button', { name: 'Change who is on' }).count()).toBe(0)

    await floor.getByRole('button', { name: 'Offer my shift' }).click()
    await page.getByLabel('Why?').fill('school play')
    await page.getByRole('button', { name: 'Offer it' }).click()
    await floor.getByText('Ana offers their shift', { exact: true }).waitFor()
    await page.evaluate(`sessionStorage.setItem('evenkeel.person', 'bo')`)
    await page.reload()
    await floor.getByRole('button', { name: 'I take it' }).click()

    await floor.locator('.who', { hasText: 'Bo' }).waitFor()
    expect(await floor.locator('.changes').innerText()).toMatch(/Bo takes the shift of Ana, [\s\S]*made by Ana, 0 s ago · taken by Bo, 0 s ago/)
  })

  it('lets somebody enter that they are away: it is looked at, counts on every roster at once, and is taken back', async () => {
    await using opened = await open('ana')
    const { page, floor } = opened
    const absences = page.getByRole('region', { name: 'Absences' })
    const dialog = page.getByRole('dialog')
    await absences.getByText('Nobody is away.').waitFor()

    await absences.getByRole('button', { name: 'I am away' }).click()
    expect(await dialog.getByLabel('Who is away?').count()).toBe(0)
    await dialog.getByLabel('Who covers?').selectOption({ label: 'Cleo' })
    await dialog.getByText('On returns floor then: Cleo').waitFor()
    await dialog.getByText('One open task is with Ana.').waitFor()
    await dialog.getByLabel('Why?').fill('fever')
    await dialog.getByRole('button', { name: 'Enter it' }).click()
    await dialog.waitFor({ state: 'detached' })

    await floor.locator('.who', { hasText: 'Cleo' }).waitFor()
    expect(await absences.locator('.changes').innerText()).toMatch(/Ana is away, Cleo covers, Fri 11:20 to Sat 11:20\s+“fever” · made by Ana, 0 s ago\s+in force/)
    expect(await floor.locator('.on-now').textContent()).toContain('Cleo covers for Ana, who is away (fever)')

    await absences.getByRole('button', { name: /Take it back/ }).click()
    await dialog.getByLabel('Why?').fill('well again')
    await dialog.getByRole('button', { name: 'Take it back' }).click()
    await floor.locator('.who', { hasText: 'Ana' }).waitFor()
  })

  it('lets whoever may change rosters enter the absence of somebody else, and says at the field what cannot be', async () => {
    await using opened = await open('cleo')
    const { page } = opened
    const absences = page.getByRole('region', { name: 'Absences' })
    const dialog = page.getByRole('dialog')

    await absences.getByRole('button', { name: 'Enter an absence' }).click()
    await dialog.getByLabel('Who is away?').selectOption({ label: 'Bo' })
    await dialog.getByLabel('To', { exact: true }).fill('2026-11-19T08:00')
    await dialog.getByText('is over already; what has been is not changed, choose a later end').waitFor()
    await dialog.getByLabel('To', { exact: true }).fill('2026-11-22T08:00')
    await dialog.getByText('On returns floor then:').waitFor()
    for (const look of [STICKING_OUT, TOO_FAINT, NAMELESS, TWICE]) expect(await page.evaluate(look)).toEqual([])
    await dialog.getByLabel('Why?').fill('leave')
    await dialog.getByRole('button', { name: 'Enter it' }).click()
    await dialog.waitFor({ state: 'detached' })

    expect(await absences.locator('.changes').innerText()).toMatch(/Bo is away, [\s\S]*“leave” · made by Cleo/)
  })

  it.each([
    ['a narrow phone in the dark', { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, colorScheme: 'dark' }],
    ['a desk by day', { colorScheme: 'light' }],
  ] as const)('can be used on %s, with the form open as well', async (_where, options) => {
    await using opened = await open('cleo', options)
    const { page, floor } = opened

    await floor.getByRole('button', { name: 'Change who is on' }).click()
    await page.getByRole('dialog').getByLabel('Who is on instead?').selectOption({ label: 'Bo' })
    await page.getByText('Then on: Bo').waitFor()

    for (const look of [STICKING_OUT, TOO_FAINT, NAMELESS, TWICE, ...('hasTouch' in options ? [TOO_SMALL] : [])]) expect(await page.evaluate(look)).toEqual([])
  })

  it('is worked with the keyboard alone', async () => {
    await using opened = await open('cleo')
    const { page, floor } = opened

    await floor.getByRole('button', { name: 'Change who is on' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    expect(await page.evaluate('document.activeElement.textContent')).toContain('Change who is on')
  })
})
