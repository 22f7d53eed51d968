import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { loadSops } from '../../compiler/load.ts'
import { judge } from '../../domain/judge.ts'
import type { Plan } from '../../domain/plan.ts'
import { simulate } from '../../domain/simulate.ts'

const load = (name: string) => loadSops(join(import.meta.dirname, name), vocabulary)
const businesses = await Promise.all(['hotel', 'clinic', 'it-desk'].map(async (name) => ({ name, sops: await load(name) })))
const plans: readonly Plan[] = businesses.flatMap(({ sops }) => sops.plans)

describe.each(businesses)('the procedures of a $name, which is no shop', ({ sops }) => {
  it('are understood by the compiler, which only misses the secrets of the machine', () => {
    expect(sops.diagnostics.filter(({ code }) => code !== 'SOP438')).toEqual([])
    expect(sops.plans.length).toBeGreaterThan(1)
  })

  it.each(sops.scenarios.flatMap((file) => file.scenarios.map((scenario) => ({ ...file, scenario, title: `${file.plan.sop}: ${scenario.name}` }))))('$title', ({ plan, organisation, scenario }) => {
    expect(judge(scenario, simulate(plan, organisation, scenario))).toEqual([])
  })
})

it('one slip in the organisation file is one mistake, and none of the SOPs and scenarios beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'it-desk-'))
  await cp(join(import.meta.dirname, 'it-desk'), folder, { recursive: true })
  const file = join(folder, 'organisation.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('mon-fri: 08:00-18:00', 'mon-fri: 08:00-25:00'))
  expect((await loadSops(folder, vocabulary)).diagnostics.map(({ code, file: at }) => [code, at])).toEqual([['SOP203', file]])
})

describe('between them they use the language whole', () => {
  const steps = plans.flatMap((plan) => plan.steps)
  const all = JSON.stringify(plans)

  it('every kind of step, of trigger, of table and of wait', () => {
    expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(['task', 'action', 'decide', 'message', 'wait', 'parallel', 'each', 'call']))
    expect(new Set(plans.flatMap(({ triggers }) => triggers.map(({ kind }) => kind)))).toEqual(new Set(['event', 'manual', 'every', 'called']))
    expect(new Set(steps.flatMap((step) => (step.kind === 'decide' ? [step.hit] : [])))).toEqual(new Set(['first', 'unique', 'collect']))
    expect(new Set(steps.flatMap((step) => (step.kind === 'wait' ? [step.wait.for] : [])))).toEqual(new Set(['events', 'instant', 'silence']))
  })

  it('everything that crosses a case, and nothing that only a shop has', () => {
    for (const key of ['atAnyTime', 'together', 'reopen'] as const) expect(plans.some((plan) => plan[key].length > 0), key).toBe(true)
    expect(all).not.toMatch(/shopify|refund/)
  })
})
