import { mkdtemp, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { loadSops } from '../../compiler/load.ts'
import { cards, summarize } from '../../domain/case.ts'
import { judge } from '../../domain/judge.ts'
import { simulate } from '../../domain/simulate.ts'
import { fixture } from './world.ts'

const sops = await loadSops(join(import.meta.dirname, '../../sops'), vocabulary)
const scenarios = sops.scenarios.flatMap((file) =>
  file.scenarios.map((scenario) => ({ ...file, scenario, title: `${file.plan.sop}: ${scenario.name}` })),
)

describe('the SOPs that come with the product', () => {
  it('compile without a word from the compiler', () => {
    // What is not connected, or has its secret elsewhere, is a matter of the installation.
    expect(sops.diagnostics.filter(({ code }) => !['SOP438', 'SOP440'].includes(code))).toEqual([])
    expect(sops.plans.map((plan) => plan.sop)).toEqual(expect.arrayContaining(['goodwill-refund', 'refund-approval', 'returns-standard']))
    expect(sops.organisation?.name).toBe('harbour-goods')
  })

  it.each(scenarios)('$title', ({ plan, organisation, scenario }) => {
    const shown: unknown[] = []
    expect(judge(scenario, simulate(plan, organisation, scenario, (state) => shown.push(summarize(plan, state), cards(plan, state))))).toEqual([])
  })

  it('have a scenario for every outcome', () => {
    for (const plan of sops.plans) {
      const shown = new Set(scenarios.filter((each) => each.plan.sop === plan.sop).map((each) => each.scenario.expect.outcome))
      expect(plan.outcomes.filter((outcome) => !shown.has(outcome))).toEqual([])
    }
  })
})

describe('a folder of SOPs', () => {
  it('is read with what stands beside it, and names the file of every mistake', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sops-'))
    await mkdir(join(folder, 'messages'))
    await writeFile(join(folder, 'organisation.yaml'), `${fixture('organisation.yaml')}\nlimits: { shopify.refund: { per_day: 5000.00 USD } }\n`)
    await writeFile(join(folder, 'small.yaml'), fixture('small.yaml'))
    await writeFile(join(folder, 'orphan.test.yaml'), 'scenarios: []\n')
    for (const name of ['refund_sent', 'refused'])
      await writeFile(join(folder, `messages/${name}.en.md`), fixture(`messages/${name}.en.md`))
    const loaded = await loadSops(folder, vocabulary)
    expect(loaded.plans.map((plan) => plan.sop)).toEqual(['small'])
    expect(loaded.diagnostics.map((each) => [each.code, each.file])).toEqual([['SOP601', join(folder, 'orphan.test.yaml')]])
  })

  it('rejects a path that does not exist', async () => {
    await expect(loadSops('nowhere', vocabulary)).rejects.toThrow('ENOENT')
  })
})
