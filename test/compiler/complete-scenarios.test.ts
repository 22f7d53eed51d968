import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSops } from '../../compiler/load.ts'
import { judge } from '../../domain/judge.ts'
import { simulate } from '../../domain/simulate.ts'
import { completeVocabulary } from './complete-world.ts'

const loaded = await loadSops(join(import.meta.dirname, 'fixtures/complete'), completeVocabulary)
const cases = loaded.scenarios.flatMap((file) => file.scenarios.map((scenario) => ({ ...file, scenario, name: scenario.name })))

describe('the scenarios of the complete example', () => {
  it('are read without a word', () => {
    expect(loaded.diagnostics).toEqual([])
  })

  it.each(cases)('$name', ({ plan, organisation, scenario }) => {
    expect(judge(scenario, simulate(plan, organisation, scenario))).toEqual([])
  })
})
