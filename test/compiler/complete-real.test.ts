import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { loadSops } from '../../compiler/load.ts'
import { judge } from '../../domain/judge.ts'
import { simulate } from '../../domain/simulate.ts'
import { complete } from './complete-world.ts'
import { fixture } from './world.ts'

const SYSTEMS = `systems:
  refund: stripe
  inventory: shopify
  ledger: csv
  risk: { http: https://risk.harbour.example/score, secret: env RISK_TOKEN }
`
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

/** The complete example in a folder of its own, beside another organisation. */
function beside(organisation: string, more: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'complete-'))
  folders.push(folder)
  cpSync(join(import.meta.dirname, 'fixtures/complete'), folder, { recursive: true })
  for (const [name, text] of Object.entries({ 'organisation.yaml': organisation, ...more })) writeFileSync(join(folder, name), text)
  return folder
}

const loaded = await loadSops(beside(complete('organisation.yaml') + SYSTEMS), vocabulary)
const cases = loaded.scenarios.flatMap((file) => file.scenarios.map((scenario) => ({ ...file, scenario, name: scenario.name })))
const told = ({ diagnostics }: Pick<typeof loaded, 'diagnostics'>, ...but: string[]) =>
  diagnostics.filter(({ code }) => !but.includes(code)).map(({ code, message }) => `${code} ${message}`)

describe('the complete example, with the systems that there are', () => {
  it('has no mistakes; once per SOP and system it is told what is not connected', () => {
    expect(told(loaded, 'SOP438')).toEqual([
      'SOP440 this installation is not connected to "stripe": "refund.pay" goes to the owner',
      'SOP440 this installation is not connected to "easypost": nothing brings "easypost.tracker_updated"',
      'SOP440 this installation is not connected to "stripe": nothing brings "stripe.dispute_created", and "refund.pay" goes to the owner',
    ])
  })

  it('is told nothing of the sort once everything is connected', async () => {
    const { off: _off, ...connected } = vocabulary
    expect(told(await loadSops(beside(complete('organisation.yaml') + SYSTEMS), connected), 'SOP438')).toEqual([])
    const paidByShop = (complete('organisation.yaml') + SYSTEMS).replace('refund: stripe', 'refund: { http: https://pay.harbour.example }')
    expect(told(await loadSops(beside(paidByShop), vocabulary)).filter((each) => each.includes('refund.pay'))).toEqual([
      'SOP429 what "refund.pay" answers has no types',
    ])
  })

  it('has scenarios', () => {
    expect(cases.length).toBeGreaterThan(20)
  })

  it.each(cases)('$name', ({ plan, organisation, scenario }) => {
    expect(judge(scenario, simulate(plan, organisation, scenario))).toEqual([])
  })
})

describe('the complete example beside the organisation that the manual shows', () => {
  const shown = /^const SHOWN = `([\s\S]*?)`$/m.exec(readFileSync(join(import.meta.dirname, 'complete-scenarios.test.ts'), 'utf8'))?.[1] ?? ''

  it('has no mistakes, and its scenario comes out as it says', async () => {
    const folder = beside(fixture('harbour-goods.yaml'), {
      'returns-standard.test.yaml': shown,
      'refund-approval.yaml': complete('refund-approval.yaml').replace('value: 40.00 USD', 'value: 100.00 USD'),
    })
    const { scenarios, ...rest } = await loadSops(['organisation.yaml', 'refund-approval.yaml', 'returns-standard.yaml', 'returns-standard.test.yaml'].map((name) => join(folder, name)), vocabulary)
    expect(rest.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const played = scenarios.flatMap((file) => file.scenarios.map((scenario) => judge(scenario, simulate(file.plan, file.organisation, scenario))))
    expect(played).toEqual([[]])
  })
})
